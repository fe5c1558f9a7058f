import type { Projection } from '../event-sourcing/projection.js';
import {
  namedFields,
  namedIndexes,
  names,
  namedTables,
  saveNamed,
  unnamed,
  type NamedView,
  type Noun,
} from '../naming/naming.projection.js';
import { bodyWords, type BodyEvent } from './body.events.js';

/** What its tables are called. */
export const BODY: Noun = { one: 'body', many: 'bodies' };

/** Bodies, and the names they are found by. */
export const bodiesProjection: Projection<NamedView, BodyEvent> = {
  category: 'body',
  words: bodyWords,
  version: 1,
  tables: namedTables(BODY),
  indexes: namedIndexes(BODY),
  blank: unnamed,
  apply: {
    BodyEstablished: names.founded,
    BodyRenamed: names.renamed,
    AliasAdded: names.aliasAdded,
    BodyClosed: names.closed,
  },
  fields: namedFields,
  save: (prepare, id, view) => saveNamed(prepare, BODY, id, view),
};
