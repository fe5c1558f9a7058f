import type { CommitmentFilter } from '../commitments/commitments.queries.js';
import type { Day } from '../event-sourcing/days.js';
import type { ChangeKind } from './changes.kinds.js';

/**
 * The entries that came between two ends, the first left out and the last included: by the day the council was told
 * (`stated_on`), or by their numbers in the log (`seq`). Both are prefixes of what is on record: whatever counts at the
 * first end counts at the last one too.
 */
export type Window =
  | { readonly column: 'stated_on'; readonly from: Day; readonly to: Day }
  | { readonly column: 'seq'; readonly from: number; readonly to: number };

/** Which changes are asked for. */
export interface ChangeFilter {
  readonly kinds?: readonly ChangeKind[] | null | undefined;
  /** What the commitment must meet today. */
  readonly commitment?: CommitmentFilter | null | undefined;
}

/** What is asked: which changes between which ends. */
export interface Asked {
  readonly window: Window;
  readonly filter: ChangeFilter;
}

/** Where an entry lies on both axes. */
export interface Placed {
  readonly seq: number;
  readonly stated_on: Day;
}

/** An entry of the window, as a walk meets it. */
export interface Met extends Placed {
  readonly stream: string;
  /** Its kind of entry; `null` where a walk takes them all and looks at none. */
  readonly type: string | null;
}

/** Does one lie before another, on the axis of the window? */
export const isOlder = (one: Placed, other: Placed, { column }: Window): boolean =>
  column === 'stated_on' && one.stated_on !== other.stated_on ? one.stated_on < other.stated_on : one.seq < other.seq;

/** Does an entry count at an end of the window? */
export const countsAt = (entry: Placed, { column, ...ends }: Window, end: 'from' | 'to'): boolean =>
  entry[column] <= ends[end];

/** Did it come between the ends? */
export const isWithin = (entry: Placed, window: Window): boolean =>
  countsAt(entry, window, 'to') && !countsAt(entry, window, 'from');

/** A statement for each axis, written out once. */
export const onBothAxes = (sql: (column: Window['column']) => string): Readonly<Record<Window['column'], string>> => ({
  stated_on: sql('stated_on'),
  seq: sql('seq'),
});

/** A day as a number that sorts as days do, such as 20250902. */
export const dayAsNumber = (day: Day): number =>
  Number(day.slice(0, 4)) * 10_000 + Number(day.slice(5, 7)) * 100 + Number(day.slice(8));

const days = new Map<number, Day>();

/** The day that `dayAsNumber` made a number of. */
export const numberAsDay = (n: number): Day => {
  let day = days.get(n);
  if (day === undefined) {
    const digits = String(n).padStart(8, '0');
    days.set(n, (day = `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`));
  }
  return day;
};

/** The ends of a window as numbers that are compared with those of entries. */
export interface Ends {
  readonly column: Window['column'];
  readonly from: number;
  readonly to: number;
}

/** Worked out once for all entries of an answer. */
export const endsOf = (window: Window): Ends =>
  window.column === 'seq'
    ? window
    : { column: window.column, from: dayAsNumber(window.from), to: dayAsNumber(window.to) };
