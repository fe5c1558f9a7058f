import type { Day } from '../event-sourcing/days.js';
import type { Grade } from './meeting.events.js';

/** Which words count in a cycle: those stated after the day it opened, and those of that day recorded after it opened. */
export interface Cycle {
  readonly meetingId: string;
  readonly openedOn: Day;
  /** The entry that opened it. */
  readonly openedBy: string;
  /** Id of the last entry of the log that its opening knew; `null`: there was none. */
  readonly openedAt: string | null;
}

/** What was said of a commitment in a cycle; `null`: no word of any kind. */
export type SaidSoFar = 'REPORTED' | 'NOTHING_TO_REPORT' | null;

/** What a cycle knows of one commitment when it is asked. */
export interface Heard {
  /** Of it, or of what it goes on in. */
  readonly said: SaidSoFar;
  /** Its target; `null`: no such end. */
  readonly earliest: Day | null;
  readonly latest: Day | null;
  /** Was something said of a commitment it is a part of, at any remove? */
  readonly wholeWasReported: boolean;
}

/** How a target stands on the meeting's day: due when its last day lies before it, undated when it names no day at all. */
export const gradeOf = ({ earliest, latest }: Pick<Heard, 'earliest' | 'latest'>, meetingDay: Day): Grade => {
  if (earliest === null && latest === null) return 'UNDATED';
  return latest !== null && latest < meetingDay ? 'DUE' : 'NOT_YET_DUE';
};
