import { addDays, isDay, lastDayOfMonth, type Day, type DayRange } from '../event-sourcing/days.js';

/** How exact a target is, or why it names no day: the closed list of docs/domain.md. */
// prettier-ignore
export const TARGET_PRECISIONS = [
  'DAY', 'MONTH', 'QUARTER', 'HALF', 'FINANCIAL_YEAR', 'ACADEMIC_YEAR', 'YEAR', 'SEASON',
  'ONGOING', 'RECURRING', 'CONDITIONAL', 'TBC', 'NONE', 'UNPARSED',
] as const;

/** One of `TARGET_PRECISIONS`. */
export type TargetPrecision = (typeof TARGET_PRECISIONS)[number];

/** The first and last day some words can mean, and how exact they are. */
export interface Reading extends DayRange {
  /** That of the period named last: "1-30 November 2025" is DAY, "by the end of March 2026" is MONTH. */
  readonly precision: TargetPrecision;
  /** The last period named has no year of its own: it was taken from the day of the statement or the first period. */
  readonly yearInferred?: true;
}

/** A reading with both ends. */
export type Period = Reading & { readonly earliest: Day; readonly latest: Day };
type Groups = Record<string, string | undefined>;
/** Where a missing year comes from: the first such period that ends on `day` or later, or the last begun by then. */
export type Context = { readonly day: Day; readonly towards: 'next' | 'last' };
type PeriodRow = readonly [RegExp, TargetPrecision, (year: number, groups: Groups) => readonly [Day, Day]];

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const SEASONS = 'spring summer autumn winter'.split(' ');
const WEEKDAYS = 'sun mon tue wed thu fri sat'.split(' ');
/** Name, first month and number of months, in the calendar year of the term. */
const TERMS = [['autumn', 9, 4], ['spring', 1, 3], ['summer', 4, 4]] as const; // prettier-ignore

const MONTH =
  '(?<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';
const DAY = String.raw`(?<day>\d{1,2})(?:st|nd|rd|th)?`;
const YEAR = String.raw`(?<year>20\d\d|'?\d\d)`;
const SPLIT = String.raw`(?:fy )?(?<split>(?:20)?\d\d ?[/-] ?(?:20)?\d\d)`;
const whole = (strings: TemplateStringsArray, ...parts: string[]) =>
  new RegExp(`^(?:${String.raw(strings, ...parts)})$`);

/** Whole months, `first` counted from 1 and running on into the next year: 13 is January. */
const months = (year: number, first: number, count: number) =>
  [addDays(lastDayOfMonth(year, first - 1), 1), lastDayOfMonth(year, first + count - 1)] as const;
/** A month by name or number; 0 where there is none, which is no real day. */
const monthOf = ({ month = '' }: Groups) => MONTHS.indexOf(month.slice(0, 3)) + 1 || Number(month);
const oneMonth = (year: number, groups: Groups) => months(year, monthOf(groups), 1);
const oneDay = (year: number, groups: Groups) => {
  const day = [year, monthOf(groups), groups['day']].map((part) => String(part).padStart(2, '0')).join('-');
  return [day, day] as const;
};

/**
 * Single periods in tidied words, and their days in the (first) year named. Financial years run from April, academic
 * ones from September; seasons are the meteorological ones and terms the usual ones (Sep-Dec, Jan-Mar, Apr-Jul).
 * "Q3 2025" is left out: July to September to a calendar, October to December to a council's finance team.
 */
// prettier-ignore
const PERIODS: readonly PeriodRow[] = [
  [whole`(?<year>20\d\d)-(?<month>\d\d)-(?<day>\d\d)`, 'DAY', oneDay],
  [whole`(?<day>\d{1,2})([/.-])(?<month>\d{1,2})\2${YEAR}`, 'DAY', oneDay],
  [whole`(?<day>\d{1,2})/(?<month>\d{1,2})`, 'DAY', oneDay],
  [whole`${DAY}[ -]?${MONTH}(?:[ -]*${YEAR})?`, 'DAY', oneDay],
  [whole`${MONTH} (?:${DAY} (?<year>20\d\d)|(?<day>\d{1,2})(?:st|nd|rd|th))`, 'DAY', oneDay],
  [whole`(?:christmas|xmas)(?: day)?(?: ${YEAR})?`, 'DAY', (y) => oneDay(y, { month: '12', day: '25' })],
  [whole`${MONTH}(?:[ /-]?(?<year>20\d\d)|(?:-| ?')(?<year>\d\d)| (?<short>\d\d))?`, 'MONTH', oneMonth],
  [whole`(?<month>0?[1-9]|1[0-2])[/-](?<year>20\d\d)`, 'MONTH', oneMonth],
  [whole`q(?<q>[1-4])(?:[ -]+${SPLIT})?|${SPLIT}[ -]+q(?<q>[1-4])`, 'QUARTER', (y, { q }) => months(y, 1 + 3 * Number(q), 3)],
  [whole`h(?<h>[12]) (?<year>20\d\d)`, 'HALF', (y, { h }) => months(y, h === '1' ? 1 : 7, 6)],
  [whole`h(?<h>[12]) ${SPLIT}`, 'HALF', (y, { h }) => months(y, h === '1' ? 4 : 10, 6)],
  [whole`ay(?: ${SPLIT})?|${SPLIT} ay`, 'ACADEMIC_YEAR', (y) => months(y, 9, 12)],
  [whole`fy|fy ${SPLIT}|(?=20)${SPLIT}(?: fy)?|(?<split>(?<short>\d\d)/\d\d)`, 'FINANCIAL_YEAR', (y) => months(y, 4, 12)],
  [whole`(?<year>20\d\d)-(?<month>0[1-9]|1[0-2])`, 'MONTH', oneMonth],
  [whole`(?:calendar year )?(?<year>20\d\d)`, 'YEAR', (y) => months(y, 1, 12)],
  [whole`(?<name>spring|summer|autumn|winter)(?: ${YEAR})?|(?<name>autumn|winter) ${SPLIT}`, 'SEASON', (y, { name = '' }) => months(y, 3 * (SEASONS.indexOf(name) + 1), 3)],
  ...TERMS.flatMap(([name, first, count]): PeriodRow[] => [
    [whole`${name} term(?: ${YEAR})?`, 'SEASON', (y) => months(y, first, count)],
    [whole`${name} term (?:ay )?${SPLIT}`, 'SEASON', (y) => months(name === 'autumn' ? y : y + 1, first, count)],
  ]),
];

/** The years to try. Two digits after a month or alone ("Jan 26", "25/26") are a year only near the context's. */
const yearsOf = ({ year, split, short }: Groups, { day, towards }: Context): readonly number[] => {
  const near = /^20/.test(day) && isDay(day) ? Number(day.slice(0, 4)) : null;
  const written = split ?? short ?? year;
  if (written === undefined) {
    // Ten years reach the next 29 February.
    return near === null ? [] : Array.from({ length: 10 }, (_, n) => near + (towards === 'next' ? n - 1 : 1 - n));
  }
  const [first = 0, next] = written.split(/ ?[/-] ?/).map((part) => Number(part.slice(-2)));
  if (split !== undefined && (first + 1) % 100 !== next) return [];
  if (short !== undefined && (near === null || 2000 + first < near - 1 || 2000 + first > near + 3)) return [];
  return [2000 + first];
};

/** "Early", "mid", "late", "start" and "end" say less than a day: the whole period, so that nothing is overdue too soon. */
const LEAD =
  /^(?:(?:in|on|at|for|during|throughout|within|due|expected|planned|target|this|current|early|mid|middle|late|start|beginning|end)[ -]+)+/;
const WEEKDAY = /^(?:(sun|mon|tue|wed|thu|fri|sat)[a-z]* )?(.+)$/;

/** The single period these words are; `null` where they are none, or contradict themselves. */
export const period = (text: string, context: Context): Period | null => {
  const [, weekday, rest = ''] = WEEKDAY.exec(text.replace(LEAD, '')) ?? [];
  for (const [pattern, precision, daysIn] of PERIODS) {
    const groups = pattern.exec(rest)?.groups;
    if (!groups) continue;
    const inferred = !(groups['year'] ?? groups['split'] ?? groups['short']);
    for (const year of yearsOf(groups, context)) {
      const [earliest, latest] = daysIn(year, groups);
      const tooFar = inferred && (context.towards === 'next' ? latest < context.day : earliest > context.day);
      if (tooFar || !isDay(earliest) || !isDay(latest)) continue;
      // A weekday that contradicts the day leaves the choice to a person.
      if (weekday && (precision !== 'DAY' || WEEKDAYS[new Date(earliest).getUTCDay()] !== weekday)) return null;
      return { earliest, latest, precision, ...(inferred && { yearInferred: true }) };
    }
  }
  return null;
};
