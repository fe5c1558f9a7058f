import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from './clock.js';
import { StoreFault } from './errors.js';
import { EventStore } from './event-store.js';
import { SqliteEventStore } from './event-store.sqlite.js';
import { KeyStore } from './key-store.js';
import { SqliteKeyStore } from './key-store.sqlite.js';
import { START } from './messages.js';
import { Sealing } from './sealing.js';

/** Where the record is, and what opens its words. */
export interface StoreSettings {
  /** Absolute path of the data folder. */
  readonly dataDir: string;
  /** 32 bytes that wrap the keys of the sealed words. */
  readonly masterKey: Buffer;
}

/** The injection token of whether other copies of the service may follow the same log. */
export const SHARES_LOG = Symbol('SHARES_LOG');

/** The log, the keys of its words, and what seals and opens them. */
export interface Stores {
  readonly store: EventStore;
  readonly keys: KeyStore;
  readonly sealing: Sealing;
}

/** The log's file in the data folder. */
const LOG_FILE = 'events.sqlite';
const KEY_FILE = 'keys.sqlite';

/** Is there a record to open? Opening makes an empty one where there is none. */
export const hasRecord = ({ dataDir }: Pick<StoreSettings, 'dataDir'>): boolean => existsSync(join(dataDir, LOG_FILE));

/**
 * Opens the record; makes an empty one in an empty folder. Throws `StoreFault` when it cannot be used, and when the keys
 * of a log are gone: a new key file in their place would make every word look erased.
 */
export const openStores = async ({ dataDir, masterKey }: StoreSettings, clock: Clock): Promise<Stores> => {
  mkdirSync(dataDir, { recursive: true });
  // The log first: where it cannot be used, no key file is made.
  const store = await SqliteEventStore.open(join(dataDir, LOG_FILE), { clock: () => clock.now() });
  try {
    const keyFile = join(dataDir, KEY_FILE);
    if (!existsSync(keyFile) && (await store.head()) !== START) throw withoutKeys(keyFile);
    const keys = await SqliteKeyStore.open(keyFile, masterKey);
    return { store, keys, sealing: new Sealing(keys) };
  } catch (error) {
    await store.close();
    throw error;
  }
};

const withoutKeys = (keyFile: string): StoreFault =>
  new StoreFault(
    'UNREADABLE',
    `There is a log, but not the key file ${keyFile} that opens its words: restore it from a backup. Nothing was written.`,
  );
