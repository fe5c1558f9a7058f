import type { Reader } from '../event-sourcing/reader.js';
import { COMMITMENT_STATES } from './commitment.events.js';
import { countsKey, DIMENSIONS, type Dimension } from './commitments.counts.projection.js';
import type { Condition } from './commitments.filter.js';
import { prepareShaped } from './commitments.page.js';

/** How many commitments share these values; empty text: nothing is stated in that dimension. */
export interface Tally {
  readonly values: Readonly<Partial<Record<Dimension, string>>>;
  readonly count: number;
}

/** For how many dimensions at once the projection keeps counters. */
const KEPT = 2;

/** Where a value stands when rows are counted. */
const COLUMNS: Readonly<Record<Dimension, string>> = {
  STATE: 'c.state',
  RATING: 'c.rating',
  WORKSTREAM: 'c.workstream_id',
  PROGRAMME: 'c.programme_id',
  PLAN: 'c.plan_id',
  AUDIENCE: 'audience.name',
  LEAD: 'lead.name',
};

/** A commitment counts once under each of its audiences, and under whoever leads on the day. */
const JOINS: Readonly<Partial<Record<Dimension, string>>> = {
  AUDIENCE: `left join commitment_tags audience on audience.id = c.id and audience.kind = 'AUDIENCE'`,
  LEAD: `join commitment_tags lead on lead.id = c.id and lead.kind = 'LEAD'`,
};

/** How many commitments that meet the condition share which values of these dimensions. */
export const summaryOf = (reader: Reader, dimensions: readonly Dimension[], condition: Condition): readonly Tally[] => {
  const asked = DIMENSIONS.filter((dimension) => dimensions.includes(dimension));
  const rows =
    asked.length <= KEPT && condition.sql === 'true' ? kept(reader, asked) : counted(reader, asked, condition);
  const tallies = rows.map(({ n, ...values }) => ({
    values: Object.fromEntries(asked.map((dimension, index) => [dimension, String(Object.values(values)[index])])),
    count: n,
  }));
  return inOrder(asked, tallies);
};

type CountRow = { readonly n: number } & Readonly<Record<string, string | number>>;

/** The projection has counted already. */
const kept = ({ prepare, day }: Reader, asked: readonly Dimension[]): readonly CountRow[] =>
  prepare(
    `select a, b, sum(n) as n from commitment_counts
     where dimensions = ? and from_day <= ? and until_day >= ? group by a, b`,
  ).all(countsKey(asked), day, day) as unknown as readonly CountRow[];

const counted = (reader: Reader, asked: readonly Dimension[], { sql, values }: Condition): readonly CountRow[] => {
  const columns = asked.map((dimension) => `coalesce(${COLUMNS[dimension]}, '') as ${dimension}`);
  const joins = asked.map((dimension) => JOINS[dimension] ?? '').join(' ');
  const leads = asked.includes('LEAD') ? 'and lead.from_day <= ? and lead.until_day >= ?' : '';
  const grouped = asked.length === 0 ? '' : `group by ${asked.map((_, n) => n + 1).join(', ')}`;
  return prepareShaped(
    reader,
    `select ${[...columns, 'count(*) as n'].join(', ')} from commitments c ${joins} where ${sql} ${leads} ${grouped}`,
  ).all(...values, ...(leads ? [reader.day, reader.day] : [])) as unknown as readonly CountRow[];
};

/** Tallies in the order of the dimensions asked for. */
export const inOrder = (asked: readonly Dimension[], tallies: readonly Tally[]): readonly Tally[] =>
  tallies.toSorted((a, b) => compare(asked, a, b));

/** States in the order of a commitment's life, everything else as text; what is not stated comes last. */
const compare = (asked: readonly Dimension[], a: Tally, b: Tally): number => {
  for (const dimension of asked) {
    const [x, y] = [a.values[dimension] ?? '', b.values[dimension] ?? ''];
    if (x === y) continue;
    if (x === '' || y === '') return x === '' ? 1 : -1;
    if (dimension === 'STATE') return stateOrder(x) - stateOrder(y);
    return x < y ? -1 : 1;
  }
  return 0;
};

const stateOrder = (state: string): number => COMMITMENT_STATES.findIndex((one) => one === state);
