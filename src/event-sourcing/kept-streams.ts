import { LRUCache } from 'lru-cache';
import type { EventStore } from './event-store.js';
import type { Recorded } from './messages.js';

/** How many events are kept, of all streams together. */
const KEPT_EVENTS = 20_000;

/**
 * Streams that commands were decided on lately. A stream only grows, so what was read of it stays right for ever, and
 * only what came since is read; words stay sealed here.
 */
export class KeptStreams {
  readonly #kept = new LRUCache<string, readonly Recorded[]>({
    maxSize: KEPT_EVENTS,
    sizeCalculation: (events) => events.length + 1,
  });

  constructor(private readonly store: EventStore) {}

  /** The whole stream, oldest first. */
  async read(stream: string): Promise<readonly Recorded[]> {
    const known = this.#kept.get(stream) ?? [];
    const since = await this.store.read(stream, known.length);
    if (since.length === 0) return known;
    const whole = [...known, ...since];
    this.#kept.set(stream, whole);
    return whole;
  }
}
