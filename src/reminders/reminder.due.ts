import { addDays, daysBetween, type Day } from '../event-sourcing/days.js';
import type { Subject } from './reminder.events.js';

/** The reminders of a plan or a commitment, as they stand. */
export interface Cadence {
  readonly of: Subject;
  /** `null`: none are arranged here. */
  readonly everyDays: number | null;
  readonly escalateAfter: number | null;
  /** The day since which they go: days that went by before are not made up for. */
  readonly since: Day;
  readonly pause: Pause | null;
}

/** Why no reminders go. */
export interface Pause {
  /** `null`: the words were erased. */
  readonly reason: string | null;
  /** The first day on which they go again; `null`: without an end. */
  readonly until: Day | null;
}

/** By which cadence a commitment is asked on a day. */
export interface CadenceOnDay extends Omit<Cadence, 'of'> {
  /** Whose arrangement it is; `null`: there is none, only a pause. */
  readonly from: Subject | null;
}

/** A commitment's own arrangement wins over that of its plan; its own pause holds either way. `null`: neither. */
export const cadenceOn = (own: Cadence | null, plans: Cadence | null, day: Day): CadenceOnDay | null => {
  const arranged = [own, plans].find((one) => one != null && one.everyDays !== null) ?? null;
  const pauses = [...new Set([own, arranged])].flatMap((one) => one?.pause ?? []);
  const pause = pauses.find(({ until }) => until === null || day < until) ?? null;
  if (!arranged && !pause) return null;
  const since = [own?.since, arranged?.since, ...pauses.map(({ until }) => until)];
  return {
    everyDays: arranged?.everyDays ?? null,
    escalateAfter: arranged?.escalateAfter ?? null,
    since: since.reduce<Day>((last, one) => (one != null && one > last && one <= day ? one : last), ''),
    pause,
    from: arranged?.of ?? null,
  };
};

/**
 * The latest day by `today` on which a reminder falls due in a cycle: every so many days from the day it opened until
 * the day of the meeting. `null`: none does, they are paused, or all fell due before they were arranged or resumed.
 */
export const dueBy = (
  { everyDays, since, pause }: CadenceOnDay,
  { openedOn, meetingOn }: { readonly openedOn: Day; readonly meetingOn: Day },
  today: Day,
): Day | null => {
  if (everyDays === null || pause !== null || today > meetingOn) return null;
  const times = Math.floor(daysBetween(openedOn, today) / everyDays);
  const day = addDays(openedOn, times * everyDays);
  return times >= 1 && day >= since ? day : null;
};
