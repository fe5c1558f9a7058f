import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';
import { DomainError } from '../event-sourcing/errors.js';
import type { Reader } from '../event-sourcing/reader.js';
import { LIMIT } from '../event-sourcing/sqlite.js';
import { Connection, type CursorKey, type Page } from '../graphql/connections.js';

/** The rows that are meant, in SQL: the same text for the same conditions, so that it is compiled once. */
export interface Choice {
  /** A condition on the columns of `t`, with named parameters. */
  readonly where: string;
  readonly values: Readonly<Record<string, SQLInputValue>>;
}

/** A condition whose one parameter is called as the condition is. */
type Condition = readonly [sql: string, value: SQLInputValue | undefined];

/** All the conditions that a value was given for, together. */
export const allOf = (conditions: Readonly<Record<string, Condition>>): Choice => {
  const given = Object.entries(conditions).filter(([, [, value]]) => value != null);
  return {
    where: given.map(([, [sql]]) => sql).join(' and ') || 'true',
    values: Object.fromEntries(given.map(([name, [, value]]) => [name, value as SQLInputValue])),
  };
};

/** A list in SQL: in the order of a column, such as a day or a name, and of a second one that tells equals apart. */
export interface OrderedList<Answer> extends Choice {
  /** Called `t` in `where`. */
  readonly table: string;
  readonly columns: string;
  /** What is joined for `columns` alone: nothing is counted in it. */
  readonly joined?: string;
  readonly order: readonly [string, string];
  /** What the first value of `order` is, so that a cursor of another list is told from one of this; any text when left out. */
  readonly firstIs?: (value: string) => boolean;
  /** Such as the latest day at the top. */
  readonly isDescending?: boolean;
  readonly answersOf: (rows: readonly unknown[]) => readonly Answer[];
  /** The values of `order`, or one that `placeOf` understands. */
  readonly keyOf: (answer: Answer) => CursorKey;
  /** The values of `order` of what a cursor names by its id: for an order that another record has otherwise. */
  readonly placeOf?: (id: string) => Readonly<Record<string, SQLOutputValue>> | undefined;
}

/** A page of such a list. Throws `DomainError` INVALID for a cursor of another list. */
export const pageOfRows = <Answer>(reader: Reader, list: OrderedList<Answer>, page: Page): Connection<Answer> => {
  const { table, columns, joined = '', order, isDescending = false, where, values } = list;
  const from = page.from === null ? null : placeIn(list, page.from);
  if (from === undefined) throw strangeCursor(page);
  const [compare, direction] = isDescending === page.backwards ? ['>', 'asc'] : ['<', 'desc'];
  const behind = from === null ? '' : `and (${order.join(', ')}) ${compare} (:from, :fromEqual)`;
  const rows = reader
    .prepare(
      `select ${columns} from ${table} t ${joined} where ${where} ${behind}
       order by ${order.map((column) => `${column} ${direction}`).join(', ')} ${LIMIT.replace('?', ':size')}`,
    )
    .all({ ...values, size: page.size + 1, ...(from === null ? {} : { from: from[0], fromEqual: from[1] }) });
  const count = () => reader.prepare(`select count(*) as total from ${table} t where ${where}`).get(values);
  return new Connection(list.answersOf(rows), page, list.keyOf, () => count()?.['total'] as number);
};

type Place = readonly [SQLInputValue, SQLInputValue];

/** Where a page begins; `undefined`: the cursor was not given out for this list. */
const placeIn = <Answer>({ placeOf, firstIs }: OrderedList<Answer>, cursor: CursorKey): Place | undefined => {
  const isText = cursor.every((part) => typeof part === 'string');
  if (!isText || cursor.length !== (placeOf ? 1 : 2)) return undefined;
  if (!placeOf) return firstIs?.(cursor[0] as string) === false ? undefined : (cursor as unknown as Place);
  const row = placeOf(cursor[0] as string);
  return row && (Object.values(row) as unknown as Place);
};

/** A cursor that was given out, but for another list. */
export const strangeCursor = ({ backwards }: Page): DomainError => {
  const field = backwards ? 'before' : 'after';
  return new DomainError('INVALID', `The cursor in "${field}" is of another list.`, field);
};
