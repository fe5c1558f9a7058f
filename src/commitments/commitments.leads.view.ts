import { addDays, type Day } from '../event-sourcing/days.js';
import { leadOn } from '../naming/leads.js';
import type { CommitmentView } from './commitments.view.js';

/** Before and after every day. */
export const FIRST_DAY = '';
export const LAST_DAY = '9999-12-31';

/** Who leads on the days from `from` to `until`; `name` is empty where nobody does. */
export interface LeadPeriod {
  readonly name: string;
  readonly from: Day;
  readonly until: Day;
}

/**
 * Who leads when: exactly one period holds each day. Nobody reads on an earlier day than the last that counts, so
 * nearly every commitment has one period without ends; only an appointment yet to begin or to end makes more.
 */
export const leadPeriods = ({ appointments, lastDay }: CommitmentView): readonly LeadPeriod[] => {
  const ahead = new Set<Day>();
  for (const { from, until } of appointments) {
    if (from > lastDay) ahead.add(from);
    if (until !== null && until >= lastDay) ahead.add(addDays(until, 1));
  }
  const starts = [lastDay, ...[...ahead].sort()];
  return starts.map((start, n) => ({
    name: leadOn(appointments, start)?.lead?.name ?? '',
    from: n === 0 ? FIRST_DAY : start,
    until: n + 1 < starts.length ? addDays(starts[n + 1] as Day, -1) : LAST_DAY,
  }));
};
