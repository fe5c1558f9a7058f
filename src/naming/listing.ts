import type { Reader } from '../event-sourcing/reader.js';
import type { Connection, Page } from '../graphql/connections.js';
import { nameKey } from './naming.js';
import { allOf, pageOfRows } from './paging.js';

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

/** The SQL condition that a key holds all of the words in `:text`, which come as one value, however many. */
export const holdsAll = (column: string): string =>
  `not exists (select 1 from json_each(:text) word where instr(${column}, word.value) = 0)`;

/** The words of a search, as `holdsAll` takes them; `null`: nothing is searched for. */
export const wordsIn = (text: string | null | undefined): string | null => {
  const words = nameKey(text ?? '')
    .split(' ')
    .filter(Boolean);
  return words.length === 0 ? null : JSON.stringify(words);
};

/** The page of a list, with only the things the filter lets through. Throws `DomainError` INVALID for a strange cursor. */
export const listed = <Answer>(
  reader: Reader,
  { table, key, found, answersOf, orderOf }: Listing<Answer>,
  { text, includeClosed }: NameFilter,
  page: Page,
): Connection<Answer> => {
  const { where, values } = allOf({ text: [found, wordsIn(text)] });
  const list = {
    ...{ table, columns: '*', order: [key, 'id'] as const, values },
    where: includeClosed ? where : `closed_on is null and ${where}`,
    answersOf: (rows: readonly unknown[]) => answersOf(rows, reader),
    keyOf: (answer: Answer) => {
      const [name, id] = orderOf(answer);
      return [nameKey(name), id];
    },
  };
  return pageOfRows(reader, list, page);
};

/** How many entries a stream holds, as the reader sees it: its version, as commands take it. */
export const versionOf = ({ prepare }: Reader, stream: string): number =>
  prepare('select count(*) as version from entries where stream = ?').get(stream)?.['version'] as number;
