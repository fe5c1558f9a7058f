import { countsIn } from './changes.counts.js';
import { allChanges, changedIn, pageOfChanges } from './changes.page.js';
import { windowBetween } from './changes.ends.js';

export type { ChangedCommitment } from './changes.answers.js';
export type { ChangeCount } from './changes.counts.js';
export { endOf, type ChangeEnd, type ChangePoint } from './changes.ends.js';
export { CHANGE_KINDS, type ChangeKind } from './changes.kinds.js';
export type { MovedTarget } from './changes.moves.js';
export type { Asked, ChangeFilter, Window } from './changes.window.js';

/** The questions about what changed between two ends. */
export const changes = {
  between: windowBetween,
  /** A page of the commitments that changed. Throws `DomainError` INVALID for a cursor of other changes. */
  page: pageOfChanges,
  /** Every commitment that changed, some at a time. */
  all: allChanges,
  /** How many commitments changed. */
  total: changedIn,
  /** How often each kind of change happened. */
  counts: countsIn,
};
