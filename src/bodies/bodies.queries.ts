import { namedQueries, type NamedAnswer } from '../naming/naming.queries.js';
import { isAnswerable } from './body.events.js';
import { BODY } from './bodies.projection.js';

/** A body, as it is answered. */
export type BodyAnswer = NamedAnswer & {
  /** May it lead, sign off or be asked for an update? A young people's group never is. */
  readonly isAnswerable: boolean;
};

/** The questions about bodies. */
export const bodies = namedQueries(BODY, (rows: readonly { kind: string }[]) =>
  rows.map(({ kind }) => ({ isAnswerable: isAnswerable(kind) })),
);
