import type { Day } from '../event-sourcing/days.js';
import { DomainError } from '../event-sourcing/errors.js';
import { categoryOf, idOf } from '../event-sourcing/messages.js';
import { refuseTurned } from '../event-sourcing/periods.js';
import type { Change } from '../event-sourcing/projection.js';
import type { Reader } from '../event-sourcing/reader.js';
import { LIMIT } from '../event-sourcing/sqlite.js';
import { Connection, type Page } from '../graphql/connections.js';
import { decisions } from '../meetings/meetings.decisions.queries.js';
import { reminders } from '../reminders/reminders.queries.js';
import { HistoryEntry, type EntryCompany } from './history.answers.js';
import { keptPage, ReadEntry, type EntryLine, type EntryRow } from './history.kept.js';
import { isOfIds, titleIn } from './history.titles.js';

export { HistoryEntry, type EntryLine };

/** Which entries of a history are asked for. */
export interface HistoryFilter {
  /** First and last effective day, both included. */
  readonly since?: Day | null | undefined;
  readonly until?: Day | null | undefined;
  readonly types?: readonly string[] | null | undefined;
}

/** How a history is read: at which times, and whether names of people are shown. */
export interface HistoryReading {
  readonly reader: Reader;
  readonly showsNames: boolean;
}

const COLUMNS = `seq, id, stream, version, type, day, stated_on as statedOn, recorded_at as recordedAt, body, changes,
  voided_by as voidedBy`;

/** Entries that were read together. */
class Entries implements EntryCompany {
  readonly reader: Reader;
  readonly showsNames: boolean;
  readonly entries: readonly HistoryEntry[];
  #others: ReadonlyMap<string, HistoryEntry> | undefined;

  constructor(
    private readonly read: readonly ReadEntry[],
    private readonly reading: HistoryReading,
  ) {
    this.reader = reading.reader;
    this.showsNames = reading.showsNames;
    this.entries = read.map((entry) => new HistoryEntry(entry, this));
  }

  other(id: string): HistoryEntry | null {
    this.#others ??= new Map(
      entriesById(
        this.reading,
        this.read.flatMap(({ line }) => line.voidedBy ?? []),
      ).map((entry) => [entry.id, entry]),
    );
    return this.#others.get(id) ?? null;
  }

  named(change: Change): Change {
    return namedChange(this.reading.reader, change);
  }
}

/** A change whose values are ids of things, with their names at the reader's times instead. */
export const namedChange = (reader: Reader, change: Change): Change => {
  const { field, from, to } = change;
  if (!isOfIds(field)) return change;
  const name = (id: string | null) => (id === null ? null : titleIn(field, reader, id));
  return { field, from: name(from), to: name(to) };
};

/** A place among the entries of a stream, which are ordered by effective day, then by recording. */
type Place = readonly [day: Day, seq: number];
const FIRST: Place = ['', 0];
const LAST: Place = ['9999-12-31', Number.MAX_SAFE_INTEGER];

/** Written out once: a text put together for each request would be looked up letter by letter. */
const sqlWhere = (of: string, more: string) => {
  const where = `from entries where ${of} and (day, seq) > (?, ?) and (day, seq) < (?, ?) ${more}`;
  return {
    asc: `select ${COLUMNS} ${where} order by day, seq ${LIMIT}`,
    desc: `select ${COLUMNS} ${where} order by day desc, seq desc ${LIMIT}`,
    count: `select count(*) as total ${where}`,
  };
};
const sqlOf = (of: string) => ({
  all: sqlWhere(of, ''),
  typed: sqlWhere(of, 'and type in (select value from json_each(?))'),
});
const OWN = sqlOf('stream = ?');
/** Entries of other histories: by their numbers, since there are few of them. */
const MENTIONS = sqlOf('seq in (select value from json_each(?))');

/**
 * A page of the history of a stream, and of what other histories say of its thing; one statement for each, and others
 * where the total is asked for. Throws `DomainError` INVALID for a cursor of another history, or days that
 * are turned round.
 */
export const historyOf = (
  reading: HistoryReading,
  stream: string,
  { since, until, types }: HistoryFilter,
  page: Page,
): Connection<HistoryEntry> => {
  refuseTurned(since, until, 'since', 'until');
  const { reader } = reading;
  reader.settleHistory(stream);
  const mentions = mentionsIn(reader, stream);
  const from: Place = since == null ? FIRST : [since, 0];
  const to: Place = until == null ? LAST : [until, Number.MAX_SAFE_INTEGER];
  const cursor = page.from && placeOf(reader, stream, mentions, page);
  const values = (of: string, after: Place, before: Place) => [
    ...[of, ...after, ...before],
    ...(types == null ? [] : [JSON.stringify(types)]),
  ];
  const sql = types == null ? 'all' : 'typed';
  const first = cursor && !page.backwards ? later(cursor, from) : from;
  const last = cursor && page.backwards ? earlier(cursor, to) : to;
  const order = page.backwards ? 'desc' : 'asc';
  const asked = (of: string) => [...values(of, first, last), page.size + 1];
  const read = (sources: typeof OWN, of: string) =>
    reader.prepare(sources[sql][order]).all(...asked(of)) as unknown as readonly EntryRow[];
  const own = keptPage(reader, stream, JSON.stringify([order, asked(stream)]), () => read(OWN, stream));
  const mentioned = mentions === null ? [] : read(MENTIONS, mentions).map((row) => new ReadEntry(row));
  const { entries } = new Entries(mentioned.length === 0 ? own : merged([...own, ...mentioned], page), reading);
  const total = (sources: typeof OWN, of: string) =>
    reader.prepare(sources[sql].count).get(...values(of, from, to))?.['total'] as number;
  const count = () => total(OWN, stream) + (mentions === null ? 0 : total(MENTIONS, mentions));
  return new Connection(entries, page, ({ id }) => [id], count);
};

/** Numbers of the entries of other histories that speak of a commitment or plan, as JSON; `null`: there are none. */
const mentionsIn = (reader: Reader, stream: string): string | null => {
  const [category, id] = [categoryOf(stream), idOf(stream)];
  const isOfCommitment = category === 'commitment';
  if (!isOfCommitment && category !== 'plan') return null;
  const mentions = [...(isOfCommitment ? decisions.mentions(reader, id) : []), ...reminders.mentions(reader, id)];
  if (mentions.length === 0) return null;
  for (const other of new Set(mentions.map((mention) => mention.stream))) reader.settleHistory(other);
  return JSON.stringify(mentions.map(({ seq }) => seq));
};

/** As many as a page needs to know whether there are more, in the direction of reading. */
const merged = (read: ReadEntry[], { backwards, size }: Page): readonly ReadEntry[] => {
  const placed = read.sort(({ row: a }, { row: b }) => (isBefore([a.day, a.seq], [b.day, b.seq]) ? -1 : 1));
  return (backwards ? placed.reverse() : placed).slice(0, size + 1);
};

const isBefore = ([day, seq]: Place, [otherDay, otherSeq]: Place): boolean =>
  day < otherDay || (day === otherDay && seq < otherSeq);
const later = (a: Place, b: Place): Place => (isBefore(a, b) ? b : a);
const earlier = (a: Place, b: Place): Place => (isBefore(a, b) ? a : b);

/** Cursors name entries, so that they mean the same after a move to another store. */
const placeOf = ({ prepare }: Reader, stream: string, mentions: string | null, { from, backwards }: Page): Place => {
  const row = prepare(
    'select day, seq from entries where id = ? and (stream = ? or seq in (select value from json_each(?)))',
  ).get(String(from?.[0]), stream, mentions ?? '[]');
  if (row) return [row['day'] as Day, row['seq'] as number];
  const field = backwards ? 'before' : 'after';
  throw new DomainError('INVALID', `The cursor in "${field}" names no entry of this history.`, field);
};

/** The entries with these ids, of whatever streams, in any order; unknown ids are left out. */
export const entriesById = (reading: HistoryReading, ids: readonly string[]): readonly HistoryEntry[] => {
  const { reader } = reading;
  const wanted = JSON.stringify(ids);
  const among = 'from entries where id in (select value from json_each(?))';
  if (reader.isPast) {
    const streams = reader.prepare(`select distinct stream ${among}`).all(wanted);
    for (const { stream } of streams) reader.settleHistory(stream as string);
  }
  const rows = reader.prepare(`select ${COLUMNS} ${among}`).all(wanted);
  return new Entries(
    (rows as unknown as readonly EntryRow[]).map((row) => new ReadEntry(row)),
    reading,
  ).entries;
};

/**
 * Entries of which somebody knows already what a line says, in the same order; the rest is read for all of them when it is
 * first looked into. For readers of now.
 */
export const entriesOf = (reading: HistoryReading, lines: readonly EntryLine[]): readonly HistoryEntry[] => {
  let rows: ReadonlyMap<number, EntryRow> | undefined;
  const read = ({ seq }: EntryLine): EntryRow => {
    rows ??= rowsOf(reading, lines);
    return rows.get(seq) as EntryRow;
  };
  return new Entries(
    lines.map((line) => new ReadEntry(line, read)),
    reading,
  ).entries;
};

const rowsOf = ({ reader }: HistoryReading, lines: readonly EntryLine[]): ReadonlyMap<number, EntryRow> => {
  const wanted = JSON.stringify(lines.map(({ seq }) => seq));
  const rows = reader
    .prepare(`select ${COLUMNS} from entries where seq in (select value from json_each(?))`)
    .all(wanted) as unknown as readonly EntryRow[];
  return new Map(rows.map((row) => [row.seq, row]));
};
