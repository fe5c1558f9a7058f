/**
 * A process that writes to an event log: one append under way in each of its streams, until all are done or it is
 * killed. Prints a line for each append once it is acknowledged, and one for the fault that ends it.
 */
import { writeSync } from 'node:fs';
import { StoreFault } from '../../src/event-sourcing/errors.js';
import { SqliteEventStore } from '../../src/event-sourcing/event-store.sqlite.js';
import { nthAppend } from './lane.js';

/** What a writer is started with, as JSON in its first argument. */
export interface WriterOrders {
  readonly path: string;
  readonly streams: readonly string[];
  /** Appends to each stream. */
  readonly appends: number;
  /** How far its clock is ahead, in milliseconds. */
  readonly clockAheadMs: number;
}

const { path, streams, appends, clockAheadMs } = JSON.parse(process.argv[2] ?? '') as WriterOrders;
// Written at once and not through a stream, so that nothing acknowledged is lost when the process is killed.
const say = (...words: readonly (string | number)[]) => writeSync(1, `${words.join(' ')}\n`);

try {
  const store = await SqliteEventStore.open(path, { clock: () => new Date(Date.now() + clockAheadMs) });
  const writeTo = async (stream: string) => {
    for (let n = 0; n < appends; n++) {
      const { events, expectedVersion } = nthAppend(stream, n);
      await store.append(stream, events, expectedVersion);
      say('stored', stream, n);
    }
  };
  try {
    await Promise.all(streams.map(writeTo));
  } finally {
    const later = await store.append('commitment-later', [], 0).then(
      () => 'accepted',
      (error: unknown) => (error as Error).name,
    );
    say('later', later);
    await store.close();
  }
} catch (error) {
  if (!(error instanceof StoreFault)) throw error;
  say('fault', error.kind, error.message);
}
