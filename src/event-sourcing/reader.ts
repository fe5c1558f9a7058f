import type { DatabaseSync } from 'node:sqlite';
import type { Day } from './days.js';
import type { Position } from './messages.js';
import type { PastEntries } from './past.js';
import type { Prepare } from './projection.js';

/** The three times of a read; none of them means now. */
export interface Times {
  /** What was true by the end of this day. */
  readonly asOf?: Day | null | undefined;
  /** Only what the council had been told by the end of this day. */
  readonly toldBy?: Day | null | undefined;
  /** Only what this service had stored by this instant, ISO 8601. */
  readonly knownAt?: string | null | undefined;
  /** Wait until this position can be read. */
  readonly minPosition?: Position | null | undefined;
}

/**
 * The read models as they stand at the times asked for: now, or a past. The same tables and the same SQL either way;
 * in a past, `entries` holds only what counts there.
 *
 * Everything about it is synchronous, so one answer asks one state; do not keep a reader across an `await`.
 */
export interface Reader {
  readonly db: DatabaseSync;
  readonly prepare: Prepare;
  /** The council's day the reader stands on: today, or the earliest of the times asked for. Overdue is counted from it. */
  readonly day: Day;
  readonly isPast: boolean;
  /** Of a past: where it takes its entries from, so that another thread can read the same. */
  readonly pastEntries?: PastEntries | undefined;
  /** How many events of the log the tables know of: what they say changes with it only. */
  readonly seq: number;
  /** Makes `changes` and `voided_by` of a stream's entries right for this time; call it before asking for them. */
  settleHistory(stream: string): void;
  /** How many entries of a stream are stored, counting here or not: while there are no more, all say the same as before. */
  readonly storedOf: (stream: string) => number;
}
