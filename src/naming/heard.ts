import type { Day } from '../event-sourcing/days.js';

/** What is asked of one commitment when a cycle is closed. */
export interface Asked {
  readonly id: string;
  /** The commitment it is a part of. */
  readonly partOf: string | null;
  /** The ends of its target. */
  readonly earliest: Day | null;
  readonly latest: Day | null;
  /** The latest day on which a word was stated, declarations that there is nothing to report apart. */
  readonly saidOn: Day | null;
}

/** A word about a commitment's work, or a decision that affects it. */
export interface Word {
  readonly commitmentId: string;
  readonly entryId: string;
  readonly type: string;
  readonly statedOn: Day;
  /** Its place in the log. */
  readonly seq: number;
}

/** Which words are looked for: those stated on this day or later. */
export interface WordsSince {
  readonly from: Day;
  /** Of declarations that there is nothing to report, those made of no meeting or of this one. */
  readonly meetingId: string;
}
