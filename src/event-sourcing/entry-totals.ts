import type { Prepare } from './projection.js';

/**
 * How many entries of each type there are, voided ones included, so that counting between any two points reads a few
 * rows: of each day stated (`day 2025-09-02`), and of the log up to every mark (`mark 512`).
 */
export const TOTALS_TABLE = `
  create table entry_totals (
    span text not null, category text not null, type text not null, n integer not null,
    primary key (span, category, type)
  ) strict, without rowid;
`;

/** Entries from one mark of the log to the next; totals are written once for all of them. */
const BLOCK = 256;
/** Digits of a mark, so that marks sort as numbers do. */
const DIGITS = 12;

const markAt = (seq: number): string => `mark ${String(seq).padStart(DIGITS, '0')}`;
/** The last mark that is not behind an entry. */
const lastMark = (seq: number): number => seq - (seq % BLOCK);

const CATEGORY = `substr(stream, 1, instr(stream, '-') - 1)`;

const ADD_DAYS = `
  insert into entry_totals select 'day ' || stated_on, ${CATEGORY}, type, count(*) from entries where seq > ? and seq <= ?
  group by 1, 2, 3 on conflict (span, category, type) do update set n = n + excluded.n`;
const ADD_MARK = `
  insert into entry_totals select ?, category, type, sum(n) from (
    select category, type, n from entry_totals where span = ?
    union all select ${CATEGORY} as category, type, 1 as n from entries where seq > ? and seq <= ?
  ) group by category, type`;

/** Writes the totals of every block that became full; `before` and `seq`: the log's last numbers then and now. */
export const addTotals = (prepare: Prepare, before: number, seq: number): void => {
  for (let from = lastMark(before); from + BLOCK <= seq; from += BLOCK) {
    const block = [from, from + BLOCK];
    prepare(ADD_DAYS).run(...block);
    prepare(ADD_MARK).run(markAt(from + BLOCK), markAt(from), ...block);
  }
};

/** How many entries there are of each type. */
export type Totals = ReadonlyMap<string, number>;

const OF = `stream >= ? || '-' and stream < ? || '.'`;
const UP_TO = `
  select type, sum(n) as n from (
    select type, n from entry_totals where span = ? and category = ?
    union all select type, 1 from entries where seq > ? and seq <= ? and ${OF}
  ) group by type`;

/** Entries of a category up to a number of the log, voided ones included. */
export const totalsUpTo = (prepare: Prepare, category: string, seq: number): Totals => {
  const mark = lastMark(seq);
  return totalsOf(prepare(UP_TO).all(markAt(mark), category, mark, seq, category, category));
};

const totalsOf = (rows: readonly object[]): Totals =>
  new Map((rows as readonly { type: string; n: number }[]).map(({ type, n }) => [type, n]));
