import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SqliteEventStore } from '../../src/event-sourcing/event-store.sqlite.js';
import { START, type Recorded } from '../../src/event-sourcing/messages.js';
import { idsAfter, nthAppend } from '../support/lane.js';
import { newEvents, newStream } from '../support/new-event.js';
import { temporaryFolder } from '../support/temporary.js';
import { startWriter } from '../support/writing-process.js';
import { ids } from './event-store.contract.subject.js';

const DAY_MS = 86_400_000;
const clock = () => new Date();

describe('two processes on one log', () => {
  let path: string;
  let store: SqliteEventStore;

  beforeEach(async () => {
    path = join(temporaryFolder(), 'events.sqlite');
    store = await SqliteEventStore.open(path, { clock });
  });
  afterEach(() => store.close());

  it('both store everything once, in one order that a follower sees whole', async () => {
    const [ours, theirs] = [[newStream(), newStream()], Array.from({ length: 8 }, newStream)] as const;
    const total = ours.length * 60 * 2 + theirs.length * 30 * 2;
    const stop = new AbortController();
    const followed: Recorded[] = [];
    const following = (async () => {
      for await (const { events } of store.subscribe(START, stop.signal)) {
        followed.push(...events);
        if (followed.length >= total) stop.abort();
      }
    })();

    const neighbour = startWriter({ path, streams: theirs, appends: 30, clockAheadMs: 0 });
    await neighbour.first;
    const writing = ours.map(async (stream) => {
      for (let n = 0; n < 60; n++) {
        const { events, expectedVersion } = nthAppend(stream, n);
        await store.append(stream, events, expectedVersion);
      }
    });
    await Promise.all([...writing, neighbour.lines, following]);

    expect(followed).toHaveLength(total);
    expect(new Set(ids(followed)).size).toBe(total);
    expect(followed.map(({ position }) => position)).toEqual(followed.map(({ position }) => position).sort());
    for (const stream of ours) expect(ids(await store.read(stream))).toEqual(idsAfter(stream, 60));
    for (const stream of theirs) expect(ids(await store.read(stream))).toEqual(idsAfter(stream, 30));
    expect(await store.verify()).toEqual([]);
  });

  it('never let the recorded instants go backwards, though their clocks are days apart', async () => {
    const streams = Array.from({ length: 4 }, newStream);
    const neighbours = [DAY_MS, -DAY_MS, 0].map((clockAheadMs, index) =>
      startWriter({ path, streams: streams.slice(index, index + 1), appends: 30, clockAheadMs }),
    );
    await Promise.all(neighbours.map(({ lines }) => lines));
    await store.append(newStream(), newEvents(1), 0);

    const instants: string[] = [];
    for await (const { events } of store.readAll(START)) instants.push(...events.map(({ recordedAt }) => recordedAt));
    expect(instants).toHaveLength(181);
    expect(instants).toEqual([...instants].sort());
  });

  it('let only one of them win a version', async () => {
    const stream = newStream();
    const second = await SqliteEventStore.open(path, { clock });
    const stores = [store, second];
    const outcomes = await Promise.allSettled(
      Array.from({ length: 40 }, (_, index) => (stores[index % 2] as SqliteEventStore).append(stream, newEvents(1), 0)),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await second.read(stream)).toHaveLength(1);
    await second.close();
  });

  it('wake each other: what one appends reaches the follower of the other within a moment', async () => {
    const stop = new AbortController();
    const arrived = (async () => {
      for await (const { events } of store.subscribe(START, stop.signal)) if (events.length > 0) return ids(events);
      return [];
    })();
    await sleep(60);
    const second = await SqliteEventStore.open(path, { clock });
    const events = newEvents(1);
    await second.append(newStream(), events, 0);
    const appended = performance.now();
    expect(await arrived).toEqual(ids(events));
    expect(performance.now() - appended).toBeLessThan(1_000);
    await second.close();
  });

  describe('while another one holds the file', () => {
    let holder: DatabaseSync;
    beforeEach(() => {
      holder = new DatabaseSync(path);
      holder.exec('begin immediate');
    });
    afterEach(() => holder.close());

    it('an append waits, and the process answers others meanwhile', async () => {
      const appending = store.append(newStream(), newEvents(1), 0);
      let turns = 0;
      const counting = setInterval(() => turns++, 1);
      await sleep(200);
      clearInterval(counting);
      expect(await store.head()).toBe(START);
      holder.exec('rollback');
      expect(await appending).toMatchObject({ version: 1 });
      // Were the waiting left to SQLite, the process would not have turned once.
      expect(turns).toBeGreaterThan(1);
    });

    it('an append gives up in the end, in a sentence, and later ones go on', async () => {
      const impatient = await SqliteEventStore.open(path, { clock, lockTimeoutMs: 50 });
      const stream = newStream();
      await expect(impatient.append(stream, newEvents(1), 0)).rejects.toMatchObject({
        name: 'StoreFault',
        kind: 'LOCKED',
        message: `The event log ${path} is held by another process. Nothing was stored; end the other process or try again.`,
      });
      holder.exec('rollback');
      expect(await impatient.append(stream, newEvents(1), 0)).toMatchObject({ version: 1 });
      await impatient.close();
    });

    it('closing waits for the appends that wait', async () => {
      const appending = store.append(newStream(), newEvents(1), 0);
      const closing = store.close();
      await sleep(30);
      holder.exec('rollback');
      await closing;
      expect(await appending).toMatchObject({ version: 1 });
    });
  });

  it('may both make a log that is not there yet', async () => {
    const fresh = join(temporaryFolder(), `${randomUUID()}.sqlite`);
    const stores = await Promise.all(Array.from({ length: 4 }, () => SqliteEventStore.open(fresh, { clock })));
    const [one, two] = stores as [SqliteEventStore, SqliteEventStore];
    await one.append(newStream(), newEvents(1), 0);
    expect(await two.head()).not.toBe(START);
    for (const opened of stores) await opened.close();
  });
});
