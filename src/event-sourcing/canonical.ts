import { createHash } from 'node:crypto';
import { NOTHING, numbered } from './entry-rows.js';
import type { EventStore } from './event-store.js';
import { START, type NewEvent, type Position } from './messages.js';
import type { Entry } from './projection.js';
import { canonical } from './sealing.boxes.js';

/** Everything a log holds after a position, in order; `recordedAt` as everybody reads it. */
export async function* loggedBy(
  store: EventStore,
  after: Position = START,
  before = NOTHING,
): AsyncGenerator<Entry, undefined, undefined> {
  let last = before;
  for await (const { events } of store.readAll(after)) {
    const entries = numbered(events, last);
    yield* entries;
    last = entries.at(-1) ?? last;
  }
}

/** An event as whoever moves it hands it to another store, without what that store adds. */
export const unplaced = (entry: Entry): NewEvent => {
  const { stream: _, version: _v, position: _p, recordedAt: firstRecordedAt, seq: _s, day: _d, ...event } = entry;
  return { ...event, firstRecordedAt };
};

/**
 * An event in the one form it has on every store: everything it says, its sealed words, its place in its stream and the
 * instant it was first stored, but no positions, which each log counts in its own way.
 */
export const canonicalEvent = (entry: Entry): string => {
  const { factsAt: _, ...event } = unplaced(entry);
  return canonical({ ...event, stream: entry.stream, version: entry.version });
};

/** Tells logs from each other: how many events, and a digest (SHA-256) of all of them in their order. */
export class LogDigest {
  readonly #hash = createHash('sha256');
  events = 0;

  add(canonicalForm: string): void {
    this.#hash.update(canonicalForm).update('\n');
    this.events++;
  }

  /** The digest so far. */
  get hex(): string {
    return this.#hash.copy().digest('hex');
  }
}
