import { EventStoreDbEventStore } from '../../src/event-sourcing/event-store.eventstoredb.js';
import type { EventStoreDbSettings } from '../../src/event-sourcing/eventstoredb/connection.js';
import type { Position } from '../../src/event-sourcing/messages.js';
import { newEvents, newStream } from '../support/new-event.js';
import { collected, ids } from '../event-sourcing/event-store.contract.subject.js';
import { Told } from './support.js';
import { until } from '../support/until.js';

/** Streams that are written at the same time. */
const WRITERS = 16;
/** Appends acknowledged before the harm, and again of those that were begun after it. */
const EACH_SIDE = 300;

/** What came of a load while harm was done. */
export interface Tally {
  readonly acknowledged: readonly string[];
  /** Read from the log afterwards, in its order. */
  readonly found: readonly string[];
  /** Sent to whoever followed from before the load on. */
  readonly followed: readonly string[];
  /** Attempts that were followed by another. */
  readonly attemptsFailed: readonly string[];
  /** Appends that the store gave up on, and that were sent again with the same ids. */
  readonly givenUp: number;
  readonly drops: readonly string[];
  /** Milliseconds from the end of the harm to the first answer to an append begun after it. */
  readonly firstAfter: number;
  /** Longest time without any acknowledgement, in milliseconds. */
  readonly longestGap: number;
}

/**
 * Writes and follows one log as the service does, while harm is done to the server, and counts afterwards, by another
 * connection, what is there.
 */
export const underLoad = async (settings: EventStoreDbSettings, harm: () => Promise<void>): Promise<Tally> => {
  const told = new Told();
  const store = await EventStoreDbEventStore.open(settings, told);
  const start = await store.head();
  const follower = follow(store, start);
  const acknowledged: string[] = [];
  let [givenUp, begun, after, firstAfter, longestGap] = [0, Infinity, 0, Infinity, 0];
  let last = performance.now();
  const write = async () => {
    const stream = newStream();
    for (let version = 0; after < EACH_SIDE; version++) {
      const events = newEvents(1);
      const at = performance.now();
      for (let isStored = false; !isStored;) {
        isStored = await store.append(stream, events, version).then(
          () => true,
          () => (givenUp++, false),
        );
      }
      const now = performance.now();
      longestGap = Math.max(longestGap, now - last);
      last = now;
      acknowledged.push(...ids(events));
      if (at < begun) continue;
      after++;
      firstAfter = Math.min(firstAfter, now - begun);
    }
  };
  const writers = Array.from({ length: WRITERS }, write);
  await until(() => acknowledged.length >= EACH_SIDE);
  await harm();
  begun = performance.now();
  await Promise.all(writers);

  const counting = await EventStoreDbEventStore.open(settings);
  const found = ids(await collected(counting.readAll(start)));
  await counting.close();
  await until(() => follower.seen.length >= found.length);
  await follower.stop();
  await store.close();
  const { seen: followed } = follower;
  return {
    ...{ acknowledged, found, followed, givenUp, firstAfter, longestGap },
    ...{ attemptsFailed: told.retries, drops: told.drops },
  };
};

const follow = (store: EventStoreDbEventStore, start: Position) => {
  const stopping = new AbortController();
  const seen: string[] = [];
  const following = (async () => {
    for await (const { events } of store.subscribe(start, stopping.signal)) seen.push(...ids(events));
  })();
  const stop = async () => {
    stopping.abort();
    await following;
  };
  return { seen, stop };
};

/** One line for whoever ran it. */
export const print = (what: string, tally: Tally): void => {
  const { acknowledged, found, followed, attemptsFailed, givenUp, drops, firstAfter, longestGap } = tally;
  const there = new Set(found);
  const lost = acknowledged.filter((id) => !there.has(id)).length;
  const seconds = (milliseconds: number) => (milliseconds / 1_000).toFixed(1);
  process.stderr.write(
    `${what}: ${acknowledged.length} acknowledged, ${there.size} found, ${lost} lost, ${found.length - there.size} twice; ` +
      `${followed.length} followed; ${attemptsFailed.length} attempts failed (${counts(attemptsFailed)}), ${givenUp} given up; ` +
      `subscription dropped ${drops.length} times (${counts(drops)}); first acknowledgement ${seconds(firstAfter)} s after, ` +
      `longest without one ${seconds(longestGap)} s\n`,
  );
};

const counts = (words: readonly string[]): string =>
  [...Map.groupBy(words, (word) => word)].map(([word, all]) => `${word} ${all.length}`).join(', ') || 'none';
