import { setImmediate as turn } from 'node:timers/promises';
import {
  commitments,
  type CommitmentAnswer,
  type CommitmentFilter,
  type Reading,
} from '../commitments/commitments.queries.js';
import { DomainError } from '../event-sourcing/errors.js';
import { categoryOf, idOf } from '../event-sourcing/messages.js';
import type { Reader } from '../event-sourcing/reader.js';
import { LIMIT } from '../event-sourcing/sqlite.js';
import { decodeCursor, encodeCursor } from '../graphql/connections.js';
import type { LiveItem } from '../graphql/live.js';
import { entriesById, type HistoryEntry } from './history.queries.js';

/** Which activity is asked for. */
export interface ActivityFilter {
  /** One stream only. */
  readonly stream?: string;
  readonly types?: readonly string[] | null | undefined;
  readonly things?: readonly string[] | null | undefined;
  readonly commitment?: CommitmentFilter | null | undefined;
}

/** Something that happened, as a subscriber is told it. */
export interface Activity {
  readonly cursor: string;
  readonly entry: HistoryEntry;
  readonly commitment: CommitmentAnswer | null;
}

/** How many entries are looked through before other requests have their turn. */
const SLICE = 1_000;

interface Seen {
  readonly seq: number;
  readonly id: string;
  readonly stream: string;
  readonly type: string;
}

/** The cursor of the newest entry; empty before the first. */
export const newestCursor = ({ prepare }: Reader): string => {
  const newest = prepare('select id from entries order by seq desc limit 1').get();
  return newest ? encodeCursor([newest['id'] as string]) : '';
};

/** Was anything ever recorded in this stream? */
export const isKnown = ({ prepare }: Reader, stream: string): boolean =>
  prepare('select 1 from entries where stream = ? limit 1').get(stream) !== undefined;

/** The number of the entry a cursor names. Throws `DomainError` INVALID when it names none. */
const numberOf = ({ prepare }: Reader, cursor: string): number => {
  if (cursor === '') return 0;
  const row = prepare('select seq from entries where id = ?').get(String(decodeCursor(cursor, 'after')[0]));
  if (row) return row['seq'] as number;
  throw new DomainError('INVALID', 'The cursor in "after" names no entry of the record.', 'after');
};

/**
 * The activity behind a cursor, the oldest first. Remembers how far it has looked in vain, so that a filter which lets
 * little through does not look at the same entries again.
 */
export class ActivitySource {
  #looked: { readonly cursor: string; readonly to: number } | undefined;

  constructor(
    private readonly filter: ActivityFilter,
    /** Made anew for each look: days pass while a subscription lasts. */
    private readonly reading: () => Reading,
  ) {}

  /** At most `limit` items; fewer when there are no more for now. */
  async after(cursor: string, limit: number): Promise<readonly LiveItem<Activity>[]> {
    const found: Seen[] = [];
    let from = this.#looked?.cursor === cursor ? this.#looked.to : numberOf(this.reading().reader, cursor);
    for (;;) {
      const slice = this.#slice(from);
      found.push(...this.#among(slice));
      from = slice.at(-1)?.seq ?? from;
      if (found.length >= limit || slice.length < SLICE) break;
      await turn();
    }
    if (found.length === 0) this.#looked = { cursor, to: from };
    return this.#told(found.slice(0, limit));
  }

  #slice(from: number): readonly Seen[] {
    const { prepare } = this.reading().reader;
    const { stream } = this.filter;
    const rows =
      stream === undefined
        ? prepare(`select seq, id, stream, type from entries where seq > ? order by seq ${LIMIT}`).all(from, SLICE)
        : prepare(
            `select seq, id, stream, type from entries indexed by entries_by_stream
             where stream = ? and seq > ? order by seq ${LIMIT}`,
          ).all(stream, from, SLICE);
    return rows as unknown as readonly Seen[];
  }

  #among(slice: readonly Seen[]): readonly Seen[] {
    const { types, things, commitment } = this.filter;
    const fitting = slice.filter(
      ({ type, stream }) =>
        (types == null || types.includes(type)) &&
        (things?.includes(categoryOf(stream).toUpperCase()) ?? (types != null || !isHousekeeping(stream))),
    );
    if (commitment == null) return fitting;
    const ids = [...new Set(fitting.filter(isOfCommitment).map(({ stream }) => idOf(stream)))];
    const among = commitments.among(this.reading().reader, ids, commitment);
    return fitting.filter((seen) => isOfCommitment(seen) && among.has(idOf(seen.stream)));
  }

  /** With one statement for the entries and one for the commitments. */
  #told(seen: readonly Seen[]): readonly LiveItem<Activity>[] {
    const reading = this.reading();
    const entries = new Map(
      entriesById(
        reading,
        seen.map(({ id }) => id),
      ).map((entry) => [entry.id, entry]),
    );
    const ids = [...new Set(seen.filter(isOfCommitment).map(({ stream }) => idOf(stream)))];
    const known = new Map(commitments.byIds(reading, ids).map((one) => [one.id, one]));
    return seen.flatMap(({ id, stream }) => {
      const entry = entries.get(id);
      const cursor = encodeCursor([id]);
      return entry ? [{ cursor, item: { cursor, entry, commitment: known.get(idOf(stream)) ?? null } }] : [];
    });
  }
}

/** What the service says of itself is told only to who asks for it. */
const isHousekeeping = (stream: string): boolean => categoryOf(stream) === 'copy';

const isOfCommitment = ({ stream }: Seen): boolean => categoryOf(stream) === 'commitment';
