import { addDays, isDay, lastDayOfMonth, type Day, type DayRange } from '../event-sourcing/days.js';

/** How exact a target is, or why it names no day: the closed list of docs/domain.md. */
// prettier-ignore
export const TARGET_PRECISIONS = [
  'DAY', 'MONTH', 'QUARTER', 'HALF', 'FINANCIAL_YEAR', 'ACADEMIC_YEAR', 'YEAR', 'SEASON',
  'ONGOING', 'RECURRING', 'CONDITIONAL', 'TBC', 'NONE', 'UNPARSED',
] as const;

/** One of `TARGET_PRECISIONS`. */
export type TargetPrecision = (typeof TARGET_PRECISIONS)[number];

/**
 * A target in the paper's own words, with the first and last day they can mean (both inclusive).
 * `null` is an open end: "by 31 March 2026" has no first day, "TBC" has neither. Overdue asks `latest` alone.
 */
export interface TargetDate extends DayRange {
  /** Exactly as written, spaces included. */
  readonly asWritten: string;
  /** That of the period named last: "1-30 November 2025" is DAY, "by the end of March 2026" is MONTH. */
  readonly precision: TargetPrecision;
  /** The last period named has no year of its own: it was taken from the day of the statement or the first period. */
  readonly yearInferred?: true;
}

type Reading = Omit<TargetDate, 'asWritten'>;
type Period = Reading & { readonly earliest: Day; readonly latest: Day };
type Groups = Record<string, string | undefined>;
/** Where a missing year comes from: the first such period that ends on `day` or later, or the last begun by then. */
type Context = { readonly day: Day; readonly towards: 'next' | 'last' };
type PeriodRow = readonly [RegExp, TargetPrecision, (year: number, groups: Groups) => readonly [Day, Day]];
type DateReader = (context: Context, first: string, second: string) => Reading | null;

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

const period = (text: string, context: Context): Period | null => {
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

/** A period whose ends the words around it move; with no year written, the next whose last day is not already past. */
const moved =
  (ends: (period: Period) => DayRange): DateReader =>
  (context, text) => {
    const found = period(text, context);
    const last = found?.yearInferred && ends(found).latest;
    const kept = last && last < context.day ? period(text, { ...context, day: addDays(found.latest, 1) }) : found;
    return kept && { ...kept, ...ends(kept) };
  };

/** Either end may lend the other its year, and the last one its month: "1-30 November", "November to February 2026". */
const between: DateReader = (context, first, last) => {
  const written = period(first, context);
  const known = written?.yearInferred ? null : written;
  const to = period(last, known ? { day: known.earliest, towards: 'next' } : context);
  if (!to) return null;
  const start = /^\d{1,2}(?:st|nd|rd|th)?$/.test(first) ? `${first} ${last.replace(/^\S+ /, '')}` : first;
  const from = known ?? period(start, { day: to.latest, towards: 'last' });
  return from && from.earliest <= to.latest ? { ...to, earliest: from.earliest } : null;
};

/** Everything that is a date. "By" a period is by its last day, "before" it by the day before its first. */
// prettier-ignore
const DATES: readonly (readonly [RegExp, DateReader])[] = [
  [/^(.+)$/, moved((p) => p)],
  [/^(?:w\/c|week(?: commencing| beginning)?) (.+)$/, moved((p) => ({ earliest: p.earliest, latest: p.precision === 'DAY' ? addDays(p.earliest, 6) : p.latest }))],
  [/^by (?:start|beginning) (.+)$/, moved((p) => ({ earliest: null, latest: p.earliest }))],
  [/^(?:(?:due|completed?|delivered|in place) )?(?:by|until|till|up to|no later than|on or before|before end) (.+)$/, moved((p) => ({ earliest: null, latest: p.latest }))],
  [/^(?:before|prior to) (.+)$/, moved((p) => ({ earliest: null, latest: addDays(p.earliest, -1) }))],
  [/^between (.+) and (.+)$/, between],
  [/^(?:from )?(.+?) (?:to|until|-) (.+)$/, between],
  [/^(.+?)-(.+)$/, between],
  [/^([a-z]\w*)\/([a-z].+)$/, between],
  [/^(?=from |starting |.* onwards?$)(?:from |starting )?(.+?)(?: onwards?)?$/, moved((p) => ({ earliest: p.earliest, latest: null }))],
  [/^(?:after|following) (.+)$/, moved((p) => ({ earliest: addDays(p.latest, 1), latest: null }))],
];

const date = (text: string, context: Context): Reading | null => {
  for (const [pattern, read] of DATES) {
    const match = pattern.exec(text);
    const reading = match && read(context, match[1] ?? '', match[2] ?? '');
    if (reading) return reading;
  }
  return null;
};

const undated = (precision: TargetPrecision): Reading => ({ earliest: null, latest: null, precision });

/** Words that decide the precision; what they leave over is nothing, or a date whose days are kept. First match first. */
// prettier-ignore
const WORDS: readonly (readonly [RegExp, TargetPrecision])[] = [
  [/^(?:-+|n ?\/? ?a|nil|none|no(?:ne|t)? (?:target|date|target date|stated|set|given|applicable)|)$/, 'NONE'],
  [/^(?:date )?(?:\?+|t ?b ?[acd]|to be (?:confirmed|agreed|announced|decided|determined|set)|to follow|not yet (?:agreed|known|set))$/, 'TBC'],
  [/^(?:on-?(?: - )?going|continuous(?:ly)?|continuing|continual(?:ly)?|rolling)\b(.*)$/, 'ONGOING'],
  [/^(.*?)\b(?:annual(?:ly)?|yearly|half[- ]yearly|quarterly|(?:\w+[- ])?monthly|fortnightly|weekly|daily|termly)\b(.*)$/, 'RECURRING'],
  [/^(.*?)\b(?:every|each|per|once a|twice a) (?:\w+ )?(?:\w*day|week|fortnight|month|quarter|term|year|annum)s?\b(.*)$/, 'RECURRING'],
  [/^(?:every|each) (.+)$/, 'RECURRING'],
  [/^(.*?)\b(?:when|once|if|subject to|(?:dependent|depending|conditional|contingent) (?:up)?on|pending|as soon as|upon|on (?:approval|completion|receipt)) .+$/, 'CONDITIONAL'],
];

const targetIn = (text: string, context: Context): Reading => {
  for (const [pattern, precision] of WORDS) {
    const [match, before = '', after = ''] = pattern.exec(text) ?? [];
    if (match === undefined) continue;
    const rest = `${before} ${after}`.trim().replace(/^(?:every|each) /, '');
    const reading = rest === '' ? undated(precision) : date(rest, context);
    if (reading) return { ...reading, precision };
  }
  return date(text, context) ?? undated(/^(?:after|following) /.test(text) ? 'CONDITIONAL' : 'UNPARSED');
};

/** One spelling for what is written in many ways; commas, brackets and full stops outside numbers go. */
// prettier-ignore
const TIDY: readonly (readonly [RegExp, string])[] = [
  [/[\u2010-\u2015\u2212]/g, '-'],
  [/[\u2018\u2019]/g, "'"],
  [/[,;:()]|\.(?!\d)|(?<!\d)\.|\b(?:of|the)\b/g, ' '],
  [/\s+/g, ' '],
  [/ - ?|- /g, ' - '],
  ...['first|1st', 'second|2nd', 'third|3rd', 'fourth|4th'].map((nth, i) => [new RegExp(`\\b(?:${nth}) ([qh])(?:uarter|alf)\\b`, 'g'), `$1${i + 1}`] as const),
  [/\b(?:quarter|qtr|q) (?=[1-4]\b)/g, 'q'],
  [/\b(?:financial year|f\/y|fy) ?/g, 'fy '],
  [/\b(?:academic|school) year\b/g, 'ay'],
];

/**
 * Reads a target as councils write them; the words themselves stay untouched.
 * `statedOn` is the day of the paper, `YYYY-MM-DD`: a year left out becomes that of the next such day or period not yet
 * over then, marked `yearInferred`; where it is no day of this century, words without a year are UNPARSED.
 * Never throws: impossible days, contradictions, unknown words and two equally fair readings are UNPARSED.
 * Rules: docs/domain.md.
 */
export const parseTargetDate = (asWritten: string, statedOn: Day): TargetDate => {
  const text = TIDY.reduce((words, [from, to]) => words.replace(from, to), asWritten.toLowerCase()).trim();
  return { asWritten, ...targetIn(text, { day: statedOn, towards: 'next' }) };
};

/** A paper that gives no target at all: empty words, neither end, precision NONE. */
export const noTarget: TargetDate = { asWritten: '', ...undated('NONE') };

/** Does a target name any day at all? */
export const isDated = (target: TargetDate | null | undefined): boolean =>
  target != null && (target.earliest !== null || target.latest !== null);

/** The same days, or, where there are none, the same words; no target at all is one that says nothing. */
export const isSameTarget = (one: TargetDate | null, other: TargetDate | null): boolean => {
  const [a, b] = [one ?? noTarget, other ?? noTarget];
  return isDated(a) || isDated(b)
    ? a.earliest === b.earliest && a.latest === b.latest
    : a.precision === b.precision && a.asWritten.trim() === b.asWritten.trim();
};

/** A target in a reader's words: as it was written, or else its days, each as `say` puts it; `null` without a target. */
export const targetText = (target: TargetDate | null, say: (day: Day) => string = (day) => day): string | null => {
  if (target === null) return null;
  const { asWritten, earliest, latest, precision } = target;
  if (asWritten.trim() !== '') return asWritten;
  if (latest === null) return earliest === null ? precision : `from ${say(earliest)}`;
  if (earliest === latest) return say(latest);
  return earliest === null ? `by ${say(latest)}` : `${say(earliest)} to ${say(latest)}`;
};
