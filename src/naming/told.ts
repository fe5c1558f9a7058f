import type { Day, DayRange } from '../event-sourcing/days.js';
import type { Attribution, Basis, Source } from '../event-sourcing/messages.js';
import type { Entry } from '../event-sourcing/projection.js';

/** When and where something was said, and by whom: what every fact carries. */
export interface Told {
  /** The entry of the history that says it. */
  readonly entryId: string;
  readonly occurredOn: DayRange;
  /** The day it counts from. */
  readonly effectiveDay: Day;
  readonly statedOn: Day;
  readonly source: Source | null;
  readonly basis: Basis;
  readonly statedBy: Attribution;
}

/** What an entry says of when, where and by whom. */
export const toldBy = ({ id, occurredOn, day, statedOn, source, basis, statedBy }: Entry): Told => ({
  entryId: id,
  occurredOn,
  effectiveDay: day,
  statedOn,
  source,
  basis,
  statedBy,
});
