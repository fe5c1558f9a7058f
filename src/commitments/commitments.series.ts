import { addDays, type Day } from '../event-sourcing/days.js';
import type { Reader } from '../event-sourcing/reader.js';
import { leadOn } from '../naming/leads.js';
import { DIMENSIONS, type Dimension } from './commitments.counts.projection.js';
import { differentAudiences } from './commitments.rows.view.js';
import { inOrder, type Tally } from './commitments.summary.js';
import type { CountsAs, Period } from './commitments.view.js';

/** What is asked: how many commitments share which values of these dimensions at the end of each of these days. */
export interface SeriesAsked {
  /** In order. */
  readonly days: readonly Day[];
  readonly groupBy: readonly Dimension[];
}

const PERIODS = `
  select view ->> '$.periods' as periods from views where stream >= 'commitment-' and stream < 'commitment.'`;

/**
 * The tallies of each day, the same that a summary as of that day answers. Looks at every commitment once, whatever the
 * number of days; for a thread of its own.
 */
export const seriesOf = ({ db }: Reader, { days, groupBy }: SeriesAsked): readonly (readonly Tally[])[] => {
  const asked = DIMENSIONS.filter((dimension) => groupBy.includes(dimension));
  /** By values as JSON: how many more there are on a day than on the one before. */
  const steps = new Map<string, Int32Array>();
  const step = (values: readonly string[], from: number, until: number): void => {
    const key = JSON.stringify(values);
    let line = steps.get(key);
    if (!line) steps.set(key, (line = new Int32Array(days.length + 1)));
    line[from] = (line[from] ?? 0) + 1;
    line[until] = (line[until] ?? 0) - 1;
  };
  for (const { periods } of db.prepare(PERIODS).iterate()) {
    for (const { from, until, counted } of spansOf(JSON.parse(periods as string) as readonly Period[])) {
      const [first, end] = [firstNotBefore(days, from), until === null ? days.length : firstNotBefore(days, until)];
      if (first < end) for (const values of valuesOf(counted, asked, from)) step(values, first, end);
    }
  }
  return days.map((_, n) => tallied(steps, asked, n));
};

const tallied = (steps: ReadonlyMap<string, Int32Array>, asked: readonly Dimension[], n: number): readonly Tally[] => {
  const tallies: Tally[] = [];
  for (const [key, line] of steps) {
    if (n > 0) line[n] = (line[n] ?? 0) + (line[n - 1] ?? 0);
    const count = line[n] ?? 0;
    if (count === 0) continue;
    const values = JSON.parse(key) as readonly string[];
    tallies.push({ values: Object.fromEntries(asked.map((dimension, i) => [dimension, values[i] ?? ''])), count });
  }
  return inOrder(asked, tallies);
};

/** Days from `from` until before `until` on which a commitment counts as the same; `null`: for good. */
interface Span {
  readonly from: Day;
  readonly until: Day | null;
  readonly counted: CountsAs;
}

function* spansOf(periods: readonly Period[]): Generator<Span, undefined> {
  let counted = {} as CountsAs;
  for (const [n, [from, changed]] of periods.entries()) {
    counted = { ...counted, ...changed };
    const end = periods[n + 1]?.[0] ?? null;
    const starts = [from, ...handovers(counted).filter((day) => day > from && (end === null || day < end))];
    for (const [i, start] of starts.entries()) yield { from: start, until: starts[i + 1] ?? end, counted };
  }
  return undefined;
}

/** The days on which somebody else may lead though nothing is recorded. */
const handovers = ({ LEAD }: CountsAs): readonly Day[] =>
  [...new Set(LEAD.flatMap(({ from, until }) => [from, ...(until === null ? [] : [addDays(until, 1)])]))].sort();

/** Every combination of its values: a commitment counts under each of its audiences. */
const valuesOf = (counted: CountsAs, asked: readonly Dimension[], day: Day): readonly (readonly string[])[] =>
  asked.reduce<readonly (readonly string[])[]>(
    (rows, dimension) => rows.flatMap((row) => valuesIn(counted, dimension, day).map((value) => [...row, value])),
    [[]],
  );

const valuesIn = (counted: CountsAs, dimension: Dimension, day: Day): readonly string[] => {
  if (dimension === 'LEAD') return [leadOn(counted.LEAD, day)?.lead?.name ?? ''];
  if (dimension !== 'AUDIENCE') return [counted[dimension]];
  const audiences = differentAudiences(counted.AUDIENCE);
  return audiences.length === 0 ? [''] : audiences;
};

/** The first of these days that is not before another; their number where all are. */
const firstNotBefore = (days: readonly Day[], day: Day): number => {
  let [low, high] = [0, days.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((days[middle] as Day) < day) low = middle + 1;
    else high = middle;
  }
  return low;
};
