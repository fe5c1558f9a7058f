import { effectiveDay } from './days.js';
import type { Recorded } from './messages.js';
import { TOTALS_TABLE } from './entry-totals.js';
import type { Entry } from './projection.js';
import type { Prepare } from './statements.js';

/** Tables of the spine itself: every event, opened, by each of its three times; and the folded views. */
export const ENTRIES_TABLE = `
  create table entries (
    seq integer primary key, id text not null, position text not null, stream text not null, version integer not null,
    type text not null, day text not null, stated_on text not null, recorded_at text not null,
    body text not null, changes text, voided_by text, is_late integer not null
  ) strict;
  ${TOTALS_TABLE}
`;

/**
 * A view of every stream; `day` and `seq` are those of its last entry in fold order and `stated_on` the latest day
 * stated, voided entries included. With a rowid: views are too long to live in the pages of an index.
 */
export const VIEWS_TABLE = `
  create table views (
    stream text primary key, day text not null, seq integer not null, stated_on text not null, view text not null
  ) strict;
`;

/**
 * Run after the rows are in, when read models are filled from the start. `entries_by_id` is not unique on purpose: ids
 * derive from command ids, and a double made by two processes must not stop the read models. `entries_by_paper` holds
 * those that cite a paper.
 */
export const ENTRIES_INDEXES = `
  create index entries_by_id on entries (id);
  create index entries_by_stream on entries (stream, day, seq, stated_on);
  create index entries_by_day on entries (day);
  create index entries_by_type on entries (type, day);
  create index entries_by_stated on entries (stated_on, seq, stream);
  create index entries_by_paper on entries (body ->> '$.source.paper', day, seq)
    where body ->> '$.source.paper' is not null;
  create index entries_late on entries (stream) where is_late;
  create index entries_voided on entries (seq) where voided_by is not null;
  create index entries_voided_by_stated on entries (stated_on) where voided_by is not null;
`;

/** A row of `entries`. */
export interface EntryRow {
  readonly seq: number;
  readonly id: string;
  readonly position: string;
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  readonly day: string;
  readonly stated_on: string;
  readonly recorded_at: string;
  readonly body: string;
  /** JSON of `Change[]`; `null` when the entry changed nothing that the history shows. */
  readonly changes: string | null;
  /** Id of the entry that voided it. */
  readonly voided_by: string | null;
}

/** How many entries of a stream a table holds. */
export const countOf = (prepare: Prepare, stream: string, table: 'entries' | 'live.entries' = 'entries'): number =>
  prepare(COUNT[table]).get(stream)?.['total'] as number;

const COUNT = {
  entries: 'select count(*) as total from entries where stream = ?',
  'live.entries': 'select count(*) as total from live.entries where stream = ?',
} as const;

/** The entry a row of `entries` holds. */
export const entryOf = (row: EntryRow): Entry =>
  Object.assign(JSON.parse(row.body) as Entry, {
    seq: row.seq,
    id: row.id,
    position: row.position,
    stream: row.stream,
    version: row.version,
    type: row.type,
    day: row.day,
    statedOn: row.stated_on,
    recordedAt: row.recorded_at,
  });

/** What a row keeps of an entry beside its columns, as JSON. */
export const bodyOf = (e: Recorded): string =>
  JSON.stringify({
    schemaVersion: e.schemaVersion,
    occurredOn: e.occurredOn,
    source: e.source,
    basis: e.basis,
    statedBy: e.statedBy,
    recordedBy: e.recordedBy,
    recorderId: e.recorderId,
    commandId: e.commandId,
    correlationId: e.correlationId,
    causationId: e.causationId,
    data: e.data,
    ...(e.erased ? { erased: true } : {}),
  });

/** An opened event, numbered. */
export const toEntry = (event: Recorded, seq: number): Entry =>
  Object.assign(event, { seq, day: effectiveDay(event.occurredOn, event.statedOn) });

/** The number and the instant of the entry that others follow. */
export type Before = Pick<Entry, 'seq' | 'recordedAt'>;
/** What the first entry follows. */
export const NOTHING: Before = { seq: 0, recordedAt: '' };

/**
 * Opened events, numbered after another. A server's clock may go back; the instants of recording do not: one that is
 * earlier than the one before it stands still. Only here are all that came before known, so that every copy of the
 * service and every rebuild says the same.
 */
export const numbered = (events: readonly Recorded[], before: Before): readonly Entry[] => {
  let { seq, recordedAt } = before;
  return events.map((event) => {
    if (event.recordedAt > recordedAt) ({ recordedAt } = event);
    return Object.assign(toEntry(event, ++seq), { recordedAt });
  });
};
