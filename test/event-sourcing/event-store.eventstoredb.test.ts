import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EventStoreDbEventStore } from '../../src/event-sourcing/event-store.eventstoredb.js';
import { wireServer, type WireServer } from '../wire/server.js';
import { eventStoreContract } from './event-store.contract.js';

const until = async (isSo: () => boolean): Promise<void> => {
  for (let waited = 0; !isSo() && waited < 5_000; waited += 10) await new Promise((resolve) => setTimeout(resolve, 10));
};

/** A prefix nobody used before, so that the log may hold what other tests and other runs wrote. */
const freshPrefix = (): string => `t${Math.random().toString(36).slice(2)}-`;

describe('over the wire', () => {
  let server: WireServer;

  beforeAll(async () => {
    server = await wireServer();
  });
  afterAll(() => server.stop());

  const open = async () => {
    const settings = { connectionString: server.connectionString, prefix: freshPrefix() };
    const stores = [await EventStoreDbEventStore.open(settings)];
    return {
      store: stores[0] as EventStoreDbEventStore,
      reopen: async () => {
        const again = await EventStoreDbEventStore.open(settings);
        stores.push(again);
        return again;
      },
      close: async () => {
        for (const store of stores) await store.close();
      },
    };
  };

  eventStoreContract('EventStoreDB', open, { answersPositions: true });

  it('leaves no call open on the server', async () => {
    expect(server.calls.length).toBeGreaterThan(0);
    await until(() => server.openCalls.size === 0);
    expect([...server.openCalls]).toEqual([]);
  });
});
