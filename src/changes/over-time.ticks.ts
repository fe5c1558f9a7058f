import { addDays, lastDayOfMonth, type Day } from '../event-sourcing/days.js';
import { DomainError } from '../event-sourcing/errors.js';
import { refuseTurned } from '../event-sourcing/periods.js';

/** How often a line over time has a point. */
export type Every = 'WEEK' | 'MONTH' | 'MEETING';

/** The most points of one line: ten years of weeks. */
const MOST = 530;
const WEEK = 7;

/**
 * The Sundays, the last days of months, or the days of meetings, from one day to another, both included. Throws `DomainError` INVALID where
 * the first lies behind the last, or where there are more than anyone draws.
 */
export const ticksOf = (every: Every, from: Day, to: Day, meetings: readonly Day[]): readonly Day[] => {
  refuseTurned(from, to);
  if (every === 'MEETING') return meetings.length > MOST ? refuse() : meetings;
  const days: Day[] = [];
  const next = every === 'WEEK' ? (day: Day) => addDays(day, WEEK) : (day: Day) => endOfMonth(addDays(day, 1));
  for (let day = every === 'WEEK' ? sundayFrom(from) : endOfMonth(from); day <= to; day = next(day)) {
    days.push(day);
    if (days.length > MOST) refuse();
  }
  return days;
};

const refuse = (): never => {
  throw new DomainError('INVALID', `At most ${MOST} points are answered at once; ask for a shorter time.`, 'from');
};

const sundayFrom = (day: Day): Day => addDays(day, (WEEK - new Date(`${day}T00:00:00Z`).getUTCDay()) % WEEK);
const endOfMonth = (day: Day): Day => lastDayOfMonth(Number(day.slice(0, 4)), Number(day.slice(5, 7)));
