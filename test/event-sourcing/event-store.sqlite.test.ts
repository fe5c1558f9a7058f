import { join } from 'node:path';
import { SqliteEventStore } from '../../src/event-sourcing/event-store.sqlite.js';
import { temporaryFolder } from '../support/temporary.js';
import { eventStoreContract } from './event-store.contract.js';

const clock = () => new Date();

const inFile = async () => {
  const path = join(temporaryFolder(), 'events.sqlite');
  const stores = [await SqliteEventStore.open(path, { clock })];
  return {
    store: stores[0] as SqliteEventStore,
    reopen: async () => {
      const again = await SqliteEventStore.open(path, { clock });
      stores.push(again);
      return again;
    },
    close: async () => {
      for (const store of stores) await store.close();
    },
  };
};

const inMemory = async () => {
  const store = await SqliteEventStore.open(':memory:', { clock });
  return { store, close: () => store.close() };
};

eventStoreContract('SQLite in a file', inFile, { answersPositions: true });
eventStoreContract('SQLite in memory', inMemory, { answersPositions: true });
