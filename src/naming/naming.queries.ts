import type { Day } from '../event-sourcing/days.js';
import { streamOf } from '../event-sourcing/messages.js';
import type { Reader } from '../event-sourcing/reader.js';
import type { Connection, Page } from '../graphql/connections.js';
import { holdsAll, listed, versionOf, type Listing, type NameFilter } from './listing.js';
import { nameKey } from './naming.js';
import type { KnownAs, Noun } from './naming.projection.js';

/** The columns of a named thing's row. */
interface NamedRow {
  readonly id: string;
  readonly name: string;
  readonly named_on: string;
  readonly founded_on: string;
  readonly aliases: string;
  readonly kind: string | null;
  readonly closed_on: string | null;
}

/** Something with names, as every answer about it begins. */
export class NamedAnswer {
  readonly id: string;
  readonly name: string;
  /** The day since which it is called so. */
  readonly namedOn: Day;
  readonly foundedOn: Day;
  readonly aliases: readonly KnownAs[];
  readonly kind: string | null;
  readonly isClosed: boolean;
  readonly closedOn: Day | null;

  constructor(
    row: NamedRow,
    /** Where it was read, for what hangs on it. */
    readonly reader: Reader,
    private readonly category: string,
  ) {
    this.id = row.id;
    this.name = row.name;
    this.namedOn = row.named_on;
    this.foundedOn = row.founded_on;
    this.aliases = JSON.parse(row.aliases) as KnownAs[];
    this.kind = row.kind;
    this.isClosed = row.closed_on !== null;
    this.closedOn = row.closed_on;
  }

  /** How many entries its history holds; counted when asked for. */
  get version(): number {
    return versionOf(this.reader, this.stream);
  }

  /** The stream whose entries its history shows. */
  get stream(): string {
    return streamOf(this.category, this.id);
  }
}

/**
 * The questions about one kind of named thing; `More` is what its own columns say, read on the reader's day.
 * A search finds a thing under each of its names.
 */
export const namedQueries = <More extends object, Row = unknown>(
  { one, many }: Noun,
  moreOf: (rows: readonly Row[], reader: Reader) => readonly More[],
) => {
  type Answer = NamedAnswer & More;
  const nameOf = `select name from ${many} where id = ?`;
  const answersOf = (rows: readonly unknown[], reader: Reader): Answer[] => {
    const more = moreOf(rows as readonly Row[], reader);
    return rows.map((row, n) => Object.assign(new NamedAnswer(row as NamedRow, reader, one), more[n] as More));
  };
  const listing: Listing<Answer> = {
    table: many,
    key: 'name_key',
    found: `id in (select id from ${one}_names where ${holdsAll('name_key')})`,
    answersOf,
    orderOf: ({ name, id }) => [name, id],
  };

  return {
    /** In the order of their names. */
    list: (reader: Reader, filter: NameFilter, page: Page): Connection<Answer> => listed(reader, listing, filter, page),

    /** Those with these ids, in any order; unknown ids are left out. */
    byIds(reader: Reader, ids: readonly string[]): Answer[] {
      const rows = reader
        .prepare(`select * from ${many} where id in (select value from json_each(?))`)
        .all(JSON.stringify(ids));
      return answersOf(rows, reader);
    },

    /** The one with this id. */
    byId(reader: Reader, id: string): Answer | null {
      return answersOf(reader.prepare(`select * from ${many} where id = ?`).all(id), reader)[0] ?? null;
    },

    /** The name of the one with this id. */
    nameOf: (reader: Reader, id: string): string | null =>
      (reader.prepare(nameOf).get(id)?.['name'] as string | undefined) ?? null,

    /** The one that is called so, however it is spelt; a name in use goes before an alias. */
    byName(reader: Reader, name: string): Answer | null {
      const key = nameKey(name);
      const rows = reader
        .prepare(
          `select t.* from ${one}_names n join ${many} t on t.id = n.id where n.name_key = ?
           order by t.name_key <> ?, t.closed_on is not null, t.id limit 1`,
        )
        .all(key, key);
      return answersOf(rows, reader)[0] ?? null;
    },
  };
};

/** Every name and alias of the other things of a kind, closed ones included. */
export const namesOfOthers = (reader: Reader, { one }: Noun, id: string): readonly string[] =>
  reader
    .prepare(`select name from ${one}_names where id <> ?`)
    .all(id)
    .map(({ name }) => name as string);
