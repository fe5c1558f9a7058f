import type { Day } from '../event-sourcing/days.js';
import { GRADES, type Grade, type ListPlace } from './meeting.events.js';

/** Where a commitment stands in the list of a cycle. */
export interface Listed {
  readonly id: string;
  readonly place: ListPlace;
  /** With `NO_UPDATE` only. */
  readonly grade: Grade | null;
  readonly wholeWasReported: boolean;
}

/** Due first, then undated, then not yet due, then those that need no grade. */
export const rankOf = ({ grade }: Pick<Listed, 'grade'>): number =>
  grade === null ? GRADES.length : GRADES.indexOf(grade);

/** The reporting cycle of a meeting as the read models hold it. */
export interface ReportingView {
  readonly openedOn: Day;
  readonly closesOn: Day;
  readonly closedOn: Day | null;
  /** The entries that opened and closed it, and the last entry of the log that each of them knew. */
  readonly openedBy: string;
  readonly openedAt: string | null;
  readonly closedBy: string | null;
  readonly closedAt: string | null;
  readonly list: readonly Listed[];
  /** Tells which entries it was folded from, so that a list that did not change is not saved again. */
  readonly stamp: string;
}
