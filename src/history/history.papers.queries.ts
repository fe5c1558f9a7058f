import type { Connection, Page } from '../graphql/connections.js';
import { pageOfRows } from '../naming/paging.js';
import { entriesById, type HistoryEntry, type HistoryReading } from './history.queries.js';

/** As the index has it: SQLite finds by an expression only what is written the same way. */
const CITES = `body ->> '$.source.paper' = :paper`;

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
  return pageOfRows(
    reader,
    {
      ...{ table: 'entries', columns: 'id', order: ['day', 'seq'], where: CITES, values: { paper } },
      answersOf: (rows) => {
        const ids = (rows as readonly { id: string }[]).map(({ id }) => id);
        const found = new Map(entriesById(reading, ids).map((entry) => [entry.id, entry]));
        return ids.flatMap((id) => found.get(id) ?? []);
      },
      keyOf: ({ id }) => [id],
      placeOf: (id) => reader.prepare(`select day, seq from entries where ${CITES} and id = :id`).get({ paper, id }),
    },
    page,
  );
};
