import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from './clock.js';
import { EventStore } from './event-store.js';
import { SqliteEventStore } from './event-store.sqlite.js';
import { KeyStore } from './key-store.js';
import { SqliteKeyStore } from './key-store.sqlite.js';
import { Sealing } from './sealing.js';

/** Where the record is, and what opens its words. */
export interface StoreSettings {
  /** Absolute path of the data folder. */
  readonly dataDir: string;
  /** 32 bytes that wrap the keys of the sealed words. */
  readonly masterKey: Buffer;
}

/** The log, the keys of its words, and what seals and opens them. */
export interface Stores {
  readonly store: EventStore;
  readonly keys: KeyStore;
  readonly sealing: Sealing;
}

/** The log's file in the data folder: where it is, there is a record. */
export const LOG_FILE = 'events.sqlite';

/** Opens the record; makes an empty one in an empty folder. Throws `StoreFault` when it cannot be used. */
export const openStores = async ({ dataDir, masterKey }: StoreSettings, clock: Clock): Promise<Stores> => {
  mkdirSync(dataDir, { recursive: true });
  // The log first: where it cannot be used, no key file is made.
  const store = await SqliteEventStore.open(join(dataDir, LOG_FILE), { clock: () => clock.now() });
  try {
    const keys = await SqliteKeyStore.open(join(dataDir, 'keys.sqlite'), masterKey);
    return { store, keys, sealing: new Sealing(keys) };
  } catch (error) {
    await store.close();
    throw error;
  }
};
