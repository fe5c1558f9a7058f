import { addDays, type Day, type DayRange } from '../event-sourcing/days.js';
import { period, type Context, type Period, type Reading, type TargetPrecision } from './target-date.periods.js';

export { TARGET_PRECISIONS, type TargetPrecision } from './target-date.periods.js';

/**
 * A target in the paper's own words, with the first and last day they can mean (both inclusive).
 * `null` is an open end: "by 31 March 2026" has no first day, "TBC" has neither. Overdue asks `latest` alone.
 */
export interface TargetDate extends Reading {
  /** Exactly as written, spaces included. */
  readonly asWritten: string;
}

type DateReader = (context: Context, first: string, second: string) => Reading | null;

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
