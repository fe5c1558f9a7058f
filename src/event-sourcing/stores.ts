import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from './clock.js';
import { StoreFault } from './errors.js';
import { EventStore } from './event-store.js';
import { SqliteEventStore } from './event-store.sqlite.js';
import type { EventStoreDbSettings } from './eventstoredb/connection.js';
import { KeyStore } from './key-store.js';
import { SqliteKeyStore } from './key-store.sqlite.js';
import { HeldLease, type Lease } from './lease.js';
import { KeptLease } from './lease.kept.js';
import { Measurements } from './measurements.js';
import { START } from './messages.js';
import { Sealing } from './sealing.js';

/** Where the record is, and what opens its words. */
export interface StoreSettings {
  /** Absolute path of the data folder. */
  readonly dataDir: string;
  /** 32 bytes that wrap the keys of the sealed words. */
  readonly masterKey: Buffer;
  /** Where the log is; in the data folder when left out. */
  readonly eventStore?: EventStoreSettings;
  /** Where the keys are; in the data folder when left out. */
  readonly keyStore?: KeyStoreSettings;
}

/** The injection token of whether other copies of the service may follow the same log. */
export const SHARES_LOG = Symbol('SHARES_LOG');

/** The log in a file of the data folder, or on EventStoreDB. */
export type EventStoreSettings =
  { readonly kind: 'sqlite' } | ({ readonly kind: 'eventstoredb' } & EventStoreDbSettings);

/** The keys in a file of the data folder, or on PostgreSQL. */
export type KeyStoreSettings = { readonly kind: 'sqlite' } | { readonly kind: 'postgres'; readonly url: string };

/** The log, the keys of its words, and what seals and opens them. */
export interface Stores {
  readonly store: EventStore;
  readonly keys: KeyStore;
  readonly sealing: Sealing;
  /** Says which copy of the service does the work that one is enough for. */
  readonly lease: Lease;
}

/** The log's file in the data folder. */
export const LOG_FILE = 'events.sqlite';
/** The key file in the data folder. */
export const KEY_FILE = 'keys.sqlite';

/** Is there a record to open? Opening makes an empty one where there is none. */
export const hasRecord = ({ dataDir, eventStore }: Pick<StoreSettings, 'dataDir' | 'eventStore'>): boolean =>
  eventStore?.kind === 'eventstoredb' || existsSync(join(dataDir, LOG_FILE));

/**
 * Opens the record; makes an empty one in an empty folder. Throws `StoreFault` when it cannot be used, and when the keys
 * of a log are gone: a new key file in their place would make every word look erased.
 */
export const openStores = async (
  settings: StoreSettings,
  clock: Clock,
  measurements = new Measurements(),
): Promise<Stores> => {
  mkdirSync(settings.dataDir, { recursive: true });
  // The log first: where it cannot be used, no key file is made.
  const { store, lease } = await openLog(settings, clock, measurements);
  try {
    const keys = await openKeys(settings, store);
    return { store, keys, sealing: new Sealing(keys), lease };
  } catch (error) {
    await store.close();
    throw error;
  }
};

const openLog = async (
  { dataDir, eventStore }: StoreSettings,
  clock: Clock,
  measurements: Measurements,
): Promise<Pick<Stores, 'store' | 'lease'>> => {
  if (eventStore?.kind !== 'eventstoredb') {
    const store = await SqliteEventStore.open(join(dataDir, LOG_FILE), { clock: () => clock.now() });
    return { store, lease: new HeldLease() };
  }
  // Loaded only where it is used: its client takes a while.
  const { EventStoreDbEventStore } = await import('./event-store.eventstoredb.js');
  const { EventStoreDbLeaseRegister } = await import('./lease.eventstoredb.js');
  const store = await EventStoreDbEventStore.open(eventStore, measurements);
  const register = new EventStoreDbLeaseRegister(store.connection, eventStore.prefix);
  return { store, lease: new KeptLease(register, randomUUID()) };
};

const openKeys = async ({ dataDir, masterKey, keyStore }: StoreSettings, store: EventStore): Promise<KeyStore> => {
  if (keyStore?.kind === 'postgres') {
    const { PostgresKeyStore } = await import('./key-store.postgres.js');
    return PostgresKeyStore.open(keyStore.url, masterKey, { mayCreate: await isEmpty(store) });
  }
  const keyFile = join(dataDir, KEY_FILE);
  if (!existsSync(keyFile) && !(await isEmpty(store))) throw withoutKeys(keyFile);
  return SqliteKeyStore.open(keyFile, masterKey);
};

const isEmpty = async (store: EventStore): Promise<boolean> => {
  for await (const { events } of store.readAll(START, 1)) if (events.length > 0) return false;
  return true;
};

const withoutKeys = (keyFile: string): StoreFault =>
  new StoreFault(
    'UNREADABLE',
    `There is a log, but not the key file ${keyFile} that opens its words: restore it from a backup. Nothing was written.`,
  );
