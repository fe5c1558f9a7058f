import type { Reader } from '../event-sourcing/reader.js';
import { LIMIT } from '../event-sourcing/sqlite.js';
import { Connection, type Page } from '../graphql/connections.js';
import { strangeCursor } from '../naming/listing.js';
import { entriesById, type HistoryEntry, type HistoryReading } from './history.queries.js';

/** As the index has it: SQLite finds by an expression only what is written the same way. */
const CITES = `from entries where body ->> '$.source.paper' = ?`;
const SQL = {
  asc: `select id ${CITES} and (day, seq) > (?, ?) order by day, seq ${LIMIT}`,
  desc: `select id ${CITES} and (day, seq) < (?, ?) order by day desc, seq desc ${LIMIT}`,
} as const;

/**
 * The entries of every history whose source cites a paper, in the order of the days on which they count. `null`: it is
 * not known how the paper is cited, so none can be found. Throws `DomainError` INVALID for a cursor of another list.
 */
export const entriesCiting = (
  reading: HistoryReading,
  citedAs: string | null,
  page: Page,
): Connection<HistoryEntry> => {
  const { reader } = reading;
  const paper = citedAs ?? '';
  const { sql, from } = page.backwards
    ? { sql: SQL.desc, from: ['9999-12-31', Number.MAX_SAFE_INTEGER] }
    : { sql: SQL.asc, from: ['', 0] };
  const place = page.from === null ? from : placeOf(reader, paper, page);
  const ids = reader
    .prepare(sql)
    .all(paper, ...place, page.size + 1)
    .map(({ id }) => id as string);
  const found = new Map(entriesById(reading, ids).map((entry) => [entry.id, entry]));
  const entries = ids.flatMap((id) => found.get(id) ?? []);
  const count = () => reader.prepare(`select count(*) as total ${CITES}`).get(paper)?.['total'] as number;
  return new Connection(entries, page, ({ id }) => [id], count);
};

const placeOf = ({ prepare }: Reader, paper: string, page: Page): readonly (string | number)[] => {
  const row = prepare(`select day, seq ${CITES} and id = ?`).get(paper, String(page.from?.[0]));
  if (!row) throw strangeCursor(page);
  return [row['day'] as string, row['seq'] as number];
};
