/** A calendar day in the council's time zone, `YYYY-MM-DD`. Days compare as strings. */
export type Day = string;

/** When something happened, as exactly as is known; both ends inclusive. */
export interface DayRange {
  /** `null`: no first day is known. */
  readonly earliest: Day | null;
  /** `null`: no last day is known. */
  readonly latest: Day | null;
}

/** Is this text a real calendar day? `2025-02-30` is not. */
export const isDay = (text: unknown): text is Day => {
  if (typeof text !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
};

/** The day `days` later (or earlier, when negative). */
export const addDays = (day: Day, days: number): Day =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** Whole days from `from` to `to`; negative when `to` lies earlier. */
export const daysBetween = (from: Day, to: Day): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);

/** The last day of a month, `month` counted from 1. */
export const lastDayOfMonth = (year: number, month: number): Day =>
  new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);

const IN_WORDS = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

/** A day as a letter writes it: `30 November 2025`. */
export const dayInWords = (day: Day): string => IN_WORDS.format(new Date(`${day}T00:00:00Z`));

/** The calendar day it is in a time zone at an instant. */
export const dayAt = (instant: Date, timeZone: string): Day =>
  new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(instant);

/** The hour it is in a time zone at an instant, 0 to 23. */
export const hourAt = (instant: Date, timeZone: string): number =>
  Number(new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', hourCycle: 'h23' }).format(instant));

/** The day on which something counts: the last day it can mean, never later than the day it was stated. */
export const effectiveDay = (occurredOn: DayRange, statedOn: Day): Day =>
  occurredOn.latest !== null && occurredOn.latest < statedOn ? occurredOn.latest : statedOn;
