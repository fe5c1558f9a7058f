import type { Prepare } from '../event-sourcing/projection.js';
import type { Sums } from '../event-sourcing/sums.js';
import { FIRST_DAY, LAST_DAY, type LeadPeriod } from './commitments.leads.view.js';
import { latestRating, type CommitmentView } from './commitments.view.js';

/** What commitments can be counted by, in the order in which the counters name them. */
export const DIMENSIONS = ['STATE', 'RATING', 'WORKSTREAM', 'PROGRAMME', 'PLAN', 'AUDIENCE', 'LEAD'] as const;
/** One of `DIMENSIONS`. */
export type Dimension = (typeof DIMENSIONS)[number];

/** The values of one commitment in each dimension; empty text: none. A list: it counts under each. */
export interface Counted extends Readonly<Record<Exclude<Dimension, 'AUDIENCE' | 'LEAD'>, string>> {
  readonly AUDIENCE: readonly string[];
  /** Under each on its own days. */
  readonly LEAD: readonly LeadPeriod[];
}

/** Counters for every set of at most two dimensions, so that a summary by them counts nothing when it is asked. */
export const COUNTS_TABLE = `
  create table commitment_counts (
    dimensions text not null, a text not null, b text not null, from_day text not null, until_day text not null,
    n integer not null, primary key (dimensions, a, b, from_day, until_day)
  ) strict, without rowid;
`;

/** What a commitment counts as. */
export const countedAs = (
  view: CommitmentView,
  audiences: readonly string[],
  leads: readonly LeadPeriod[],
): Counted => ({
  STATE: view.standing.state,
  RATING: latestRating(view)?.rating ?? '',
  WORKSTREAM: view.workstreamId ?? '',
  PROGRAMME: view.programmeId ?? '',
  PLAN: view.planId ?? '',
  AUDIENCE: audiences.length > 0 ? audiences : [''],
  LEAD: leads,
});

/** A value, and the days on which it holds. */
interface Held {
  readonly value: string;
  readonly from: string;
  readonly until: string;
}

const always = (value: string): Held => ({ value, from: FIRST_DAY, until: LAST_DAY });

const heldIn = (counted: Counted, dimension: Dimension): readonly Held[] => {
  if (dimension === 'AUDIENCE') return counted.AUDIENCE.map(always);
  if (dimension === 'LEAD') return counted.LEAD.map(({ name, from, until }) => ({ value: name, from, until }));
  return [always(counted[dimension])];
};

/** The key of a set of at most two dimensions, as the table names it. */
export const countsKey = (dimensions: readonly Dimension[]): string =>
  DIMENSIONS.filter((dimension) => dimensions.includes(dimension)).join(' ');

type Cell = readonly [dimensions: string, a: string, b: string, from: string, until: string];

/** Every counter that a commitment adds one to, as far as one of these dimensions is in it. */
const cellsOf = (counted: Counted, moved: ReadonlySet<Dimension>): readonly Cell[] => {
  const cells: Cell[] = [];
  DIMENSIONS.forEach((one, n) => {
    for (const a of heldIn(counted, one)) {
      if (moved.has(one)) cells.push([one, a.value, '', a.from, a.until]);
      for (const other of DIMENSIONS.slice(n + 1)) {
        if (!moved.has(one) && !moved.has(other)) continue;
        // Only leads have days, and LEAD is the last dimension.
        for (const b of heldIn(counted, other)) cells.push([`${one} ${other}`, a.value, b.value, b.from, b.until]);
      }
    }
  });
  return cells;
};

const ALL: Cell = ['', '', '', FIRST_DAY, LAST_DAY];

/** Moves the counters from what a commitment counted as to what it counts as now; `null`: it does not count. */
export const moveCounts = (sums: Sums, before: Counted | null, now: Counted | null): void => {
  const isMoved = (one: Dimension) => !before || !now || JSON.stringify(before[one]) !== JSON.stringify(now[one]);
  const moved = new Set(DIMENSIONS.filter(isMoved));
  const add = (counted: Counted | null, by: number) => {
    if (!counted) return;
    if (!before || !now) sums.add(count, ALL, by);
    for (const cell of cellsOf(counted, moved)) sums.add(count, cell, by);
  };
  add(before, -1);
  add(now, 1);
};

const count = (prepare: Prepare, cell: Cell, by: number): void => {
  prepare(
    `insert into commitment_counts values (?, ?, ?, ?, ?, ?)
     on conflict (dimensions, a, b, from_day, until_day) do update set n = n + excluded.n`,
  ).run(...cell, by);
  if (by > 0) return;
  prepare(
    `delete from commitment_counts
     where dimensions = ? and a = ? and b = ? and from_day = ? and until_day = ? and n = 0`,
  ).run(...cell);
};
