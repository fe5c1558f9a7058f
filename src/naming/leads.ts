import type { Day } from '../event-sourcing/days.js';
import type { Appointment } from './appointment.js';
import type { Party } from './party.js';

/** An appointment as the read models keep it. */
export interface Appointed {
  /** `null`: the post is vacant, and the council answers. */
  readonly lead: Party | null;
  readonly from: Day;
  /** The last day; `null`: open. */
  readonly until: Day | null;
  /** Stands in for the lead, who goes on answering. */
  readonly cover: boolean;
}

/** The appointments, in the order of recording, after one more that was made on `day`. */
export const withAppointment = (
  appointments: readonly Appointed[],
  { lead, from, until, cover }: Appointment,
  day: Day,
): readonly Appointed[] => [...appointments, { lead, from: from ?? day, until: until ?? null, cover: cover ?? false }];

/** The appointment that began last by `day`, unless it is over; of two that begin together, the one recorded last. */
export const leadOn = (appointments: readonly Appointed[], day: Day): Appointed | null => {
  let last: Appointed | null = null;
  for (const one of appointments) {
    if (!one.cover && one.from <= day && (last === null || one.from >= last.from)) last = one;
  }
  return last && runsOn(last, day) ? last : null;
};

/** Who stands in for the lead on `day`. */
export const coversOn = (appointments: readonly Appointed[], day: Day): readonly Appointed[] =>
  appointments.filter((one) => one.cover && runsOn(one, day));

const runsOn = ({ from, until }: Appointed, day: Day): boolean => from <= day && (until === null || day <= until);
