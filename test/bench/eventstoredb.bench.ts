import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SystemClock } from '../../src/event-sourcing/clock.js';
import type { EventStore } from '../../src/event-sourcing/event-store.js';
import { EventStoreDbEventStore } from '../../src/event-sourcing/event-store.eventstoredb.js';
import { START, type Position } from '../../src/event-sourcing/messages.js';
import { openStores, type StoreSettings } from '../../src/event-sourcing/stores.js';
import { newEvent, newStream } from '../support/new-event.js';
import { newDatabase } from '../support/postgres.js';
import type { BenchRow } from './bench-row.js';
import { compared, perSecond, rateOf } from './compared.js';
import { lagRows, newCopyRate } from './copies.bench.js';
import { bareClient } from './eventstoredb.bare.js';
import { measuredServer, type MeasuredServer } from './eventstoredb.server.js';
import { sealingRow } from './sealing.bench.js';
import { fillLog } from './synthetic-plan.js';

const ROUNDS = 5;
const AT_ONCE = 64;
const ONE_BY_ONE = 150;
const TOGETHER = 20 * AT_ONCE;
const SIZE = { events: 10_000, commitments: 1_000 };

/** An event of ordinary size: some 800 bytes with its envelope and one sealed sentence. */
const event = () => newEvent({ sealed: { key: 12_345, box: 'x'.repeat(160) } });

const oneByOne = async (append: () => Promise<unknown>): Promise<void> => {
  for (let n = 0; n < ONE_BY_ONE; n++) await append();
};
const together = (append: () => Promise<unknown>) =>
  Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let n = 0; n < TOGETHER / AT_ONCE; n++) await append();
    }),
  );

type Bare = ReturnType<typeof bareClient>;

const appendRows = async (store: EventStore, bare: Bare): Promise<BenchRow[]> => {
  const ways = [
    { label: 'one at a time', count: ONE_BY_ONE, work: oneByOne },
    { label: `${AT_ONCE} at once`, count: TOGETHER, work: together },
  ];
  const rows: BenchRow[] = [];
  for (const { label, count, work } of ways) {
    const rate = (append: () => Promise<unknown>) => () => rateOf(count, () => work(append));
    const ours = rate(() => store.append(newStream(), [event()], 0));
    const own = await compared(
      ROUNDS,
      ours,
      rate(() => bare.append(newStream(), event())),
    );
    const shared = await compared(
      ROUNDS,
      ours,
      rate(() => bare.appendShared(newStream(), event())),
    );
    rows.push(
      { ...own, name: `append ${label}, to the bare client`, aim: '≥ 0.7' },
      { ...shared, name: '  the same to its shared stream', aim: 'for information' },
    );
  }
  return rows;
};

const read = async (store: EventStore, from: Position): Promise<number> => {
  let count = 0;
  for await (const { events } of store.readAll(from)) count += events.length;
  return count;
};

const measured = async (
  server: MeasuredServer,
  settings: StoreSettings,
  tell: (rows: readonly BenchRow[]) => void,
): Promise<void> => {
  const stores = await openStores(settings, new SystemClock());
  const bare = bareClient(server.settings);
  // Beside the record that copies follow, as they are of nothing that was promised.
  const store = await EventStoreDbEventStore.open({ ...server.settings, prefix: `beside-${server.settings.prefix}` });
  try {
    tell(await appendRows(store, bare));
    tell([await sealingRow(store, stores.sealing, 'to EventStoreDB')]);
    const from = await stores.store.head();
    await fillLog(stores, () => undefined, SIZE);
    const { events } = SIZE;
    const reading = await compared(
      ROUNDS,
      () => rateOf(events, () => read(stores.store, from)),
      () => rateOf(events, () => bare.follow(server.settings.prefix, from, events)),
    );
    tell([{ ...reading, name: 'catch-up read, to the bare client', aim: '≥ 0.7' }]);
    // The whole record: a new copy begins at the beginning.
    const all = await read(stores.store, START);
    const copy = await newCopyRate(stores, settings, all);
    const row = {
      name: 'a new copy catches up',
      ratio: copy / reading.bound,
      aim: 'for information',
      detail: `${perSecond(copy)} opened and folded into its read models, against ${perSecond(reading.bound)} read by the bare client`,
    };
    tell([row]);
    tell(await lagRows(stores, settings));
  } finally {
    await bare.close();
    await store.close();
    await stores.store.close();
    await stores.keys.close();
  }
};

/**
 * What goes through the adapter against the bare client on the same server, and how far copies of the service are behind.
 * Tells each as soon as it is known, for it takes a while.
 */
export async function eventStoreDbBench(tell: (rows: readonly BenchRow[]) => void): Promise<void> {
  const server = await measuredServer();
  const database = process.env['POSTGRES_TEST_URL'] ? await newDatabase() : undefined;
  const dataDir = mkdtempSync(join(tmpdir(), 'tracker-bench-'));
  console.log(`EventStoreDB: ${server.name}; keys ${database ? 'on PostgreSQL' : 'in a file'}.`);
  try {
    await measured(
      server,
      {
        dataDir,
        masterKey: Buffer.alloc(32, 7),
        eventStore: { kind: 'eventstoredb', ...server.settings },
        ...(database ? { keyStore: { kind: 'postgres', url: database.url } } : {}),
      },
      tell,
    );
  } finally {
    await server.stop();
    await database?.drop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
