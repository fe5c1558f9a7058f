import type { Reader } from '../event-sourcing/reader.js';
import { namedQueries, type NamedAnswer } from '../naming/naming.queries.js';
import { isAnswerable } from './body.events.js';
import { BODY } from './bodies.projection.js';

/** A body, as it is answered. */
export type BodyAnswer = NamedAnswer & {
  /** May it lead, sign off or be asked for an update? A young people's group never is. */
  readonly isAnswerable: boolean;
};

const named = namedQueries(BODY, (rows: readonly { kind: string }[]) =>
  rows.map(({ kind }) => ({ isAnswerable: isAnswerable(kind) })),
);

/** The questions about bodies. */
export const bodies = {
  ...named,

  /** The one with this id, or that goes by this name. */
  find: (reader: Reader, idOrName: string): BodyAnswer | null =>
    named.byId(reader, idOrName) ?? named.byName(reader, idOrName),

  /** Every name and alias of the young people's groups, closed ones included. */
  namesOfYoungPeoplesGroups: (reader: Reader): readonly string[] =>
    reader
      .prepare('select n.name, b.kind from bodies b join body_names n on n.id = b.id')
      .all()
      .flatMap(({ name, kind }) => (isAnswerable(kind as string) ? [] : [name as string])),
};
