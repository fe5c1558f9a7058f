import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EventStoreDbEventStore } from '../../src/event-sourcing/event-store.eventstoredb.js';
import { eventStoreContract } from '../event-sourcing/event-store.contract.js';
import { SITES, type Site } from './sites.js';
import { until } from '../support/until.js';

describe.each(SITES)('$name', (named) => {
  let site: Site;
  beforeAll(async () => {
    site = await named.open();
  });
  afterAll(() => site.close());

  const open = async () => {
    const settings = site.settings();
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

  it('has no call left open by all of it, as far as can be seen from here', async () => {
    const openCalls = () => site.wire.flatMap((server) => [...server.openCalls]);
    await until(() => openCalls().length === 0);
    expect(openCalls()).toEqual([]);
  });
});
