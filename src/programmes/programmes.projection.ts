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
import { programmeWords, type ProgrammeEvent } from './programme.events.js';

/** What its tables are called. */
export const PROGRAMME: Noun = { one: 'programme', many: 'programmes' };

/** A programme as the read models hold it. Its activities are entries and stay there; only what lists show is kept. */
export interface ProgrammeView extends NamedView {
  /** The id of the latest activity's entry; `null`: nothing was reported yet. */
  latestActivity: string | null;
  activities: number;
}

/** Programmes, and the names they are found by. */
export const programmesProjection: Projection<ProgrammeView, ProgrammeEvent> = {
  category: 'programme',
  words: programmeWords,
  version: 1,
  tables: namedTables(PROGRAMME, 'latest_activity text, activities integer not null'),
  indexes: namedIndexes(PROGRAMME),
  blank: () => ({ ...unnamed(), latestActivity: null, activities: 0 }),
  apply: {
    ProgrammeNamed: names.founded,
    ProgrammeRenamed: names.renamed,
    AliasAdded: names.aliasAdded,
    ActivityReported(view, { id }) {
      view.latestActivity = id;
      view.activities++;
    },
    ProgrammeClosed: names.closed,
  },
  fields: namedFields,
  save: (prepare, id, view) => saveNamed(prepare, PROGRAMME, id, view, [view.latestActivity, view.activities]),
};
