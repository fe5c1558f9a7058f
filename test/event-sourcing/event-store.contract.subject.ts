import type { EventStore, Slice } from '../../src/event-sourcing/event-store.js';
import type { Position, Recorded } from '../../src/event-sourcing/messages.js';

/** A store opened for one test; other tests may have written to the same log before. */
export interface OpenedStore {
  readonly store: EventStore;
  /** Opens the same log once more, as another process would; absent when the log ends with its store. */
  readonly reopen?: () => Promise<EventStore>;
  /** Ends everything that was opened. */
  readonly close: () => Promise<void>;
}

/** What only some stores can do. */
export interface Capabilities {
  /** Every append answers the position of its last event, a repeat as well. */
  readonly answersPositions: boolean;
}

/** What one test works with. */
export interface Subject extends OpenedStore {
  /** The log's head before the test. */
  readonly start: Position;
  /** A stream nobody has written to yet. */
  readonly stream: string;
}

/** The ids of events, in their order. */
export const ids = (events: readonly { readonly id: string }[]): string[] => events.map(({ id }) => id);

/** Everything that slices hold, until they end; aborts `stop` when it has `count` events. */
export const collected = async (
  slices: AsyncIterable<Slice>,
  count = Infinity,
  stop = new AbortController(),
): Promise<Recorded[]> => {
  const all: Recorded[] = [];
  for await (const { events } of slices) {
    all.push(...events);
    if (all.length >= count) stop.abort();
  }
  return all;
};

/** The first events that a subscription sends, at least `count`. */
export const followed = (store: EventStore, from: Position, count: number): Promise<Recorded[]> => {
  const stop = new AbortController();
  return collected(store.subscribe(from, stop.signal), count, stop);
};
