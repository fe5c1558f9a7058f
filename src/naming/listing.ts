import { DomainError } from '../event-sourcing/errors.js';
import type { Reader } from '../event-sourcing/reader.js';
import { LIMIT } from '../event-sourcing/sqlite.js';
import { Connection, type Page } from '../graphql/connections.js';
import { nameKey } from './naming.js';

/** What a list of things with names is narrowed by. */
export interface NameFilter {
  /** Words that all stand in one of its names. */
  readonly text?: string | null;
  /** Those that are closed too? */
  readonly includeClosed?: boolean | null;
}

/** A list of things in the order of their names. */
export interface Listing<Answer> {
  readonly table: string;
  /** The column that holds the key of the name. */
  readonly key: string;
  /** The SQL condition under which a search finds a thing; made of `holdsAll`. */
  readonly found: string;
  readonly answersOf: (rows: readonly unknown[], reader: Reader) => readonly Answer[];
  /** The name it is ordered by, and its id. */
  readonly orderOf: (answer: Answer) => readonly [name: string, id: string];
}

/** The SQL condition that a key holds all of the words searched for. The words come as one value, however many. */
export const holdsAll = (column: string): string =>
  `not exists (select 1 from json_each(?) word where instr(${column}, word.value) = 0)`;

/** The page of a list, with only the things the filter lets through. Throws `DomainError` INVALID for a strange cursor. */
export const listed = <Answer>(
  reader: Reader,
  { table, key, found, answersOf, orderOf }: Listing<Answer>,
  { text, includeClosed }: NameFilter,
  page: Page,
): Connection<Answer> => {
  if (page.from !== null && page.from.length !== 2) throw strangeCursor(page);
  const words = nameKey(text ?? '')
    .split(' ')
    .filter(Boolean);
  const searched = words.length === 0 ? [] : [JSON.stringify(words)];
  const where = `${includeClosed ? 'true' : 'closed_on is null'} and ${words.length === 0 ? 'true' : found}`;

  const [compare, direction] = page.backwards ? ['<', 'desc'] : ['>', 'asc'];
  const from = page.from === null ? '' : `and (${key}, id) ${compare} (?, ?)`;
  const rows = reader
    .prepare(`select * from ${table} where ${where} ${from} order by ${key} ${direction}, id ${direction} ${LIMIT}`)
    .all(...searched, ...(page.from ?? []), page.size + 1);
  const count = () => reader.prepare(`select count(*) as total from ${table} where ${where}`).get(...searched);
  const keyOf = (answer: Answer) => {
    const [name, id] = orderOf(answer);
    return [nameKey(name), id];
  };
  return new Connection(answersOf(rows, reader), page, keyOf, () => count()?.['total'] as number);
};

/** A cursor that was given out, but for another list. */
export const strangeCursor = ({ backwards }: Page): DomainError => {
  const field = backwards ? 'before' : 'after';
  return new DomainError('INVALID', `The cursor in "${field}" is of another list.`, field);
};

/** How many entries a stream holds, as the reader sees it: its version, as commands take it. */
export const versionOf = ({ prepare }: Reader, stream: string): number =>
  prepare('select count(*) as version from entries where stream = ?').get(stream)?.['version'] as number;
