import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { SqliteEventStore } from '../../src/event-sourcing/event-store.sqlite.js';
import type { Recorded } from '../../src/event-sourcing/messages.js';
import { openSqlite } from '../../src/event-sourcing/sqlite.js';
import type { DiskWaits } from '../support/disk-waits.js';
import { newEvents, newStream } from '../support/new-event.js';
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

describe('durability', () => {
  it.each(['wal', 'truncate'] as const)('is asked of SQLite in full, with the journal %s', async (journal) => {
    const path = join(temporaryFolder(), 'file.sqlite');
    const file = { path, kind: 'file', applicationId: 1, schemaVersion: 1, schema: 'create table t (x)', journal };
    const db = await openSqlite({ ...file, lockTimeoutMs: 100 });
    const answers = ['synchronous', 'journal_mode', 'application_id', 'user_version'].map((name) =>
      Object.values(db.prepare(`pragma ${name}`).get() ?? {}),
    );
    expect(answers.flat()).toEqual([2, journal, 1, 1]);
    db.close();
  });

  it('is one sync of the disk for each append, and one for many at once', () => {
    // Beside the compiled tests and not in the system's folder, which on many machines is memory and has no syncs.
    const folder = temporaryFolder(import.meta.dirname);
    const times = 100;
    const script = fileURLToPath(new URL('../support/disk-waits.js', import.meta.url));
    const counted = JSON.parse(execFileSync(process.execPath, [script, folder, `${times}`]).toString()) as DiskWaits;

    const isDisk = counted.synced >= times;
    // In memory nothing waits: there the setting above is all that can be asserted.
    expect(counted.oneAtATime).toBeGreaterThanOrEqual(isDisk ? times : 0);
    expect(counted.sixtyFourAtOnce).toBeLessThan(32);
    expect(counted.unsynced).toBeLessThan(times / 2);
  });
});

describe('what was just appended', () => {
  it('reaches a follower in one order with what another connection appends before, between and after', async () => {
    const path = join(temporaryFolder(), 'events.sqlite');
    const [ours, theirs] = [await SqliteEventStore.open(path, { clock }), await SqliteEventStore.open(path, { clock })];
    const stop = new AbortController();
    const seen: Recorded[] = [];
    const following = (async () => {
      for await (const { events } of ours.subscribe('', stop.signal)) seen.push(...events);
    })();
    const rounds = 30;
    for (let n = 0; n < rounds; n++) {
      const stores = n % 3 === 0 ? [ours, theirs] : n % 3 === 1 ? [theirs, ours] : [ours, theirs, ours];
      for (const store of stores) {
        await store.append(newStream(), newEvents(1 + (n % 2)), 0);
        if (n % 5 === 0) await new Promise((resolve) => setTimeout(resolve, 15));
      }
      const head = await ours.head();
      while (seen.at(-1)?.position !== head) await new Promise((resolve) => setTimeout(resolve, 2));
    }
    stop.abort();
    await following;
    const whole: Recorded[] = [];
    for await (const { events } of theirs.readAll('')) whole.push(...events);
    expect(seen).toEqual(whole);
    await Promise.all([ours.close(), theirs.close()]);
  });
});

describe('the instant of recording', () => {
  it('is the clock’s, and stands still while the clock is behind the log', async () => {
    const path = join(temporaryFolder(), 'events.sqlite');
    const instants = ['2025-12-02T10:00:00.000Z', '2025-12-02T09:00:00.000Z', '2025-12-02T10:00:00.001Z'];
    const stream = newStream();
    for (const [version, instant] of instants.entries()) {
      const store = await SqliteEventStore.open(path, { clock: () => new Date(instant) });
      await store.append(stream, newEvents(1), version);
      await store.close();
    }
    const store = await SqliteEventStore.open(path, { clock });
    expect((await store.read(stream)).map(({ recordedAt }) => recordedAt)).toEqual([
      instants[0],
      instants[0],
      instants[2],
    ]);
    await store.close();
  });
});

describe('a long log', () => {
  it('is followed and read in batches, and others get their turn between them', async () => {
    const { store, close } = await inMemory();
    await store.append(newStream(), newEvents(2_500), 0);
    let turns = 0;
    const counting = setInterval(() => turns++, 0);
    const sizes: number[] = [];
    for await (const { events } of store.readAll('')) sizes.push(events.length);
    const stop = new AbortController();
    for await (const { events, isAtEnd } of store.subscribe('', stop.signal)) {
      sizes.push(events.length);
      if (isAtEnd) stop.abort();
    }
    clearInterval(counting);
    expect(sizes).toEqual([1_000, 1_000, 500, 1_000, 1_000, 500]);
    expect(turns).toBeGreaterThan(1);
    await close();
  });

  it('says where it is sound', async () => {
    const { store, close } = await inMemory();
    expect(await store.verify()).toEqual([]);
    await store.append(newStream(), newEvents(5), 0);
    expect(await store.verify()).toEqual([]);
    await close();
  });
});
