import type { SQLInputValue } from 'node:sqlite';
import type { Reader } from '../event-sourcing/reader.js';
import { LIMIT } from '../event-sourcing/sqlite.js';
import { Connection, type Page } from '../graphql/connections.js';
import { strangeCursor } from './listing.js';

/** The rows that are meant, in SQL: the same text whatever the values are, so that it is compiled once. */
export interface Choice {
  /** A condition on the columns of `t`, with named parameters. */
  readonly where: string;
  readonly values: Readonly<Record<string, SQLInputValue>>;
}

/** A list in the order of a day, and of ids within a day. */
export interface DayList extends Choice {
  /** A table with an `id`, called `t` in `where`. */
  readonly table: string;
  /** What the streams of its rows are called before their ids. */
  readonly category: string;
  /** The column of the day. */
  readonly day: string;
  /** The latest day at the top. */
  readonly isLatestFirst?: boolean;
}

interface DayRow {
  readonly id: string;
  readonly day: string;
}

/** A page of such a list. Throws `DomainError` INVALID for a cursor of another list. */
export const pageByDay = <Answer extends { readonly id: string }>(
  reader: Reader,
  { table, category, day, where, values, isLatestFirst = false }: DayList,
  page: Page,
  answersOf: (rows: readonly unknown[]) => readonly Answer[],
): Connection<Answer> => {
  if (page.from !== null && (page.from.length !== 2 || page.from.includes(null))) throw strangeCursor(page);
  const [compare, direction] = isLatestFirst === page.backwards ? ['>', 'asc'] : ['<', 'desc'];
  const behind = page.from === null ? '' : `and (${day}, t.id) ${compare} (:fromDay, :fromId)`;
  const rows = reader
    .prepare(
      `select t.id, ${day} as day, v.view from ${table} t join views v on v.stream = '${category}-' || t.id
       where ${where} ${behind} order by ${day} ${direction}, t.id ${direction} ${LIMIT.replace('?', ':size')}`,
    )
    .all({
      ...values,
      size: page.size + 1,
      ...(page.from === null ? {} : { fromDay: page.from[0] ?? null, fromId: page.from[1] ?? null }),
    }) as unknown as readonly DayRow[];
  const days = new Map(rows.map((row) => [row.id, row.day]));
  const count = () => reader.prepare(`select count(*) as total from ${table} t where ${where}`).get(values);
  const keyOf = ({ id }: Answer) => [days.get(id) ?? '', id];
  return new Connection(answersOf(rows), page, keyOf, () => count()?.['total'] as number);
};
