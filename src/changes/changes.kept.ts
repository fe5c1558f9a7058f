import type { DatabaseSync } from 'node:sqlite';
import { LRUCache } from 'lru-cache';
import type { Reader } from '../event-sourcing/reader.js';
import { Lines, Shared, type LineRow } from './changes.lines.js';

/** How much is kept, in bytes: some million entries. */
const MOST = 128 * 1024 * 1024;
/** After so many entries at once all is read anew. */
const MANY = 10_000;

interface Kept {
  /** The number of the last entry that was taken into account. */
  head: number;
  readonly streams: LRUCache<string, Lines>;
  readonly shared: Shared;
}

const kept = new WeakMap<DatabaseSync, Kept>();

const OWN = 'select seq, id, type, day, stated_on, changes, voided_by from entries where stream = ? order by day, seq';
const MOVED = `select distinct stream, type = 'WordsErased' as isErasure from entries where seq > ?`;

/**
 * The entries of these streams, as they were read the last time where that still holds. What is kept of an entry can only
 * be changed by another of the same stream, so the streams of new entries are forgotten, and no other.
 */
export const linesOf = (reader: Reader, streams: readonly string[]): readonly Lines[] => {
  const { streams: known, shared } = standing(reader);
  return streams.map((stream) => {
    // Whatever was kept first goes first: noting what was used last costs as much as finding it.
    let lines = known.peek(stream);
    if (!lines) {
      const own = reader.prepare(OWN);
      own.setReturnArrays(true);
      known.set(stream, (lines = new Lines(stream, own.all(stream) as unknown as readonly LineRow[], shared)));
    }
    return lines;
  });
};

const standing = ({ db, prepare }: Reader): Kept => {
  // Asked of the rows themselves: another process may have written some of them.
  const head = (prepare('select max(seq) as head from entries').get()?.['head'] as number | null) ?? 0;
  const known = kept.get(db);
  if (known?.head === head) return known;
  const moved = known && head <= known.head + MANY ? prepare(MOVED).all(known.head) : null;
  // Words that were erased are to be held nowhere.
  if (!known || !moved || moved.some(({ isErasure }) => isErasure)) {
    const streams = new LRUCache<string, Lines>({ maxSize: MOST, sizeCalculation: ({ size }) => size });
    const fresh = { head, streams, shared: new Shared() };
    kept.set(db, fresh);
    return fresh;
  }
  for (const { stream } of moved) known.streams.delete(stream as string);
  known.head = head;
  return known;
};
