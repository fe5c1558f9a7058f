import { afterEach } from '@jest/globals';
import { EventStoreDbEventStore } from '../../src/event-sourcing/event-store.eventstoredb.js';
import type { EventStoreDbSettings, Patience } from '../../src/event-sourcing/eventstoredb/connection.js';
import { Measurements } from '../../src/event-sourcing/measurements.js';

const opened: EventStoreDbEventStore[] = [];
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
});

/** A store that is closed after the test. */
export const openStore = async (
  settings: EventStoreDbSettings,
  measurements?: Measurements,
  patience?: Patience,
): Promise<EventStoreDbEventStore> => {
  const store = await EventStoreDbEventStore.open(settings, measurements, patience);
  opened.push(store);
  return store;
};

/** Keeps what it is told. */
export class Told extends Measurements {
  readonly retries: string[] = [];
  readonly drops: string[] = [];
  resumed = 0;
  override appendRetried(reason: string): void {
    this.retries.push(reason);
  }
  override followingDropped(reason: string): void {
    this.drops.push(reason);
  }
  override followingResumed(): void {
    this.resumed++;
  }
}
