import { LRUCache } from 'lru-cache';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { DomainError } from '../event-sourcing/errors.js';
import type { Reader } from '../event-sourcing/reader.js';
import { LIMIT } from '../event-sourcing/sqlite.js';
import { Connection, type CursorKey, type Page } from '../graphql/connections.js';
import type { CommitmentAnswer } from './commitments.answers.js';
import { Batch, type Reading } from './commitments.batch.js';
import type { Condition } from './commitments.filter.js';
import type { Found } from './commitments.kept.js';

/** What commitments can be put in order by. */
export type OrderField = 'REFERENCE' | 'TARGET' | 'UPDATED' | 'TITLE' | 'STATE';

/** In which order commitments are listed. */
export interface CommitmentOrder {
  readonly field: OrderField;
  readonly direction: 'ASC' | 'DESC';
}

/** As people count: S-02 before S-10. */
export const BY_REFERENCE: CommitmentOrder = { field: 'REFERENCE', direction: 'ASC' };

/** What an order compares before the place, upwards and downwards; each is an index. */
const KEYS: Readonly<Record<OrderField, { readonly ASC: string; readonly DESC: string }>> = {
  REFERENCE: { ASC: `''`, DESC: `''` },
  // What has no date comes last either way.
  TARGET: { ASC: `coalesce(c.due_on, c.starts_on, '~')`, DESC: `coalesce(c.due_on, c.starts_on, '')` },
  // What nobody ever spoke of is what has been quiet longest.
  UPDATED: { ASC: `coalesce(c.last_word_on, '')`, DESC: `coalesce(c.last_word_on, '')` },
  TITLE: { ASC: 'c.title_key', DESC: 'c.title_key' },
  STATE: { ASC: 'c.state_order', DESC: 'c.state_order' },
};

/** Statements that depend on a filter: callers could make up any number of them, so only so many are kept. */
const MOST_STATEMENTS = 200;
const statements = new WeakMap<DatabaseSync, LRUCache<string, StatementSync>>();

/** A statement for SQL that callers shape; `asArrays` says that its rows come as arrays, once and for all. */
export const prepareShaped = ({ db }: Reader, sql: string, asArrays = false): StatementSync => {
  let known = statements.get(db);
  if (!known) statements.set(db, (known = new LRUCache({ max: MOST_STATEMENTS })));
  let statement = known.get(sql);
  if (!statement) {
    statement = db.prepare(sql);
    statement.setReturnArrays(asArrays);
    known.set(sql, statement);
  }
  return statement;
};

/** How many commitments meet a condition. */
export const countOf = (reader: Reader, { sql, values }: Condition): number => {
  if (sql === 'true') {
    const all = reader.prepare(`select n from commitment_counts where dimensions = ''`).get();
    return (all as { n: number } | undefined)?.n ?? 0;
  }
  const statement = prepareShaped(reader, `select count(*) as n from commitments c where ${sql}`);
  return (statement.get(...values) as { n: number }).n;
};

/** A row of a page. An array, because naming the columns of each row costs as much as reading them. */
type PageRow = readonly [id: string, stamp: number, key: string | number, place: string];

/** A page of the commitments that meet a condition: one statement, and another for the views that are not kept yet. */
export const pageOfCommitments = (
  reading: Reading,
  condition: Condition,
  order: CommitmentOrder,
  page: Page,
): Connection<CommitmentAnswer> => {
  const { reader } = reading;
  const key = KEYS[order.field][order.direction];
  const isDescending = (order.direction === 'DESC') !== page.backwards;
  const [compare, direction] = isDescending ? ['<', 'desc'] : ['>', 'asc'];
  const columns = order.field === 'REFERENCE' ? ['c.place'] : [key, 'c.place'];
  const from = page.from === null ? [] : placeIn(page.from, order).slice(-columns.length);
  const after =
    from.length === 0 ? '' : `and (${columns.join(', ')}) ${compare} (${columns.map(() => '?').join(', ')})`;
  const ordered = columns.map((column) => `${column} ${direction}`).join(', ');
  const rows = prepareShaped(
    reader,
    `select c.id, c.stamp, ${key} as key, c.place from commitments c
     where ${condition.sql} ${after} order by ${ordered} ${LIMIT}`,
    true,
  ).all(...condition.values, ...from, page.size + 1) as unknown as readonly PageRow[];
  const found = rows.map(([id, stamp]): Found => ({ id, stamp }));
  const { answers } = new Batch(found, reading);
  return new Connection(answers, page, keysOf(order, answers, rows), () => countOf(reader, condition));
};

/** The cursor key of an answer among these: where its row stands in the order. */
const keysOf = (
  { field, direction }: CommitmentOrder,
  answers: readonly CommitmentAnswer[],
  rows: readonly PageRow[],
): ((answer: CommitmentAnswer) => CursorKey) => {
  let numbers: ReadonlyMap<CommitmentAnswer, number> | undefined;
  return (answer) => {
    numbers ??= new Map(answers.map((one, n) => [one, n]));
    const [, , key, place] = rows[numbers.get(answer) as number] as PageRow;
    return [field, direction, key, place];
  };
};

/** Where a cursor stands in an order. Throws `DomainError` INVALID for a cursor of another one. */
const placeIn = (cursor: CursorKey, { field, direction }: CommitmentOrder): readonly (string | number)[] => {
  const [cursorField, cursorDirection, key, place] = cursor;
  const fits = cursorField === field && cursorDirection === direction && cursor.length === 4;
  if (!fits || key == null || typeof place !== 'string') {
    throw new DomainError(
      'INVALID',
      'This cursor belongs to a list in another order; begin again without it.',
      'after',
    );
  }
  return [key, place];
};
