import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { live, type LiveSource } from '../../src/graphql/live.js';

/** A record that grows, slowly read, and tells its listeners. */
class Record {
  readonly items: number[] = [];
  readonly listeners = new Set<() => void>();
  reads = 0;
  largest = 0;
  readonly source: LiveSource<number> = {
    itemsAfter: async (cursor, limit) => {
      this.reads++;
      const found = this.items.filter((item) => item > Number(cursor)).slice(0, limit);
      await pause(1);
      this.largest = Math.max(this.largest, found.length);
      return found.map((item) => ({ item, cursor: String(item) }));
    },
    listen: (wake) => {
      this.listeners.add(wake);
      return () => void this.listeners.delete(wake);
    },
  };

  add(count = 1): void {
    for (let time = 0; time < count; time++) this.items.push(this.items.length + 1);
    for (const wake of this.listeners) wake();
  }
}

const LIMITS = { page: 3, patience: 200 };
const taken = async (items: AsyncIterator<number, undefined>, count: number) => {
  const found: (number | undefined)[] = [];
  while (found.length < count) found.push((await items.next()).value);
  return found;
};
const upTo = (count: number, from = 1) => Array.from({ length: count }, (_, index) => from + index);

describe('a subscription', () => {
  it('tells what happened after its cursor, then what happens from now on', async () => {
    const record = new Record();
    record.add(8);
    const items = live(record.source, '2', {}, LIMITS);
    expect(await taken(items, 6)).toEqual(upTo(6, 3));
    const next = items.next();
    record.add();
    expect(await next).toEqual({ done: false, value: 9 });
    await items.return?.();
  });

  it('misses nothing and tells nothing twice, whenever something happens', async () => {
    const record = new Record();
    const items = live(record.source, '0', {}, LIMITS);
    const writing = (async () => {
      for (let time = 0; time < 100; time++) {
        record.add(1 + (time % 4));
        if (time % 3 === 0) await pause(1);
      }
    })();
    expect(await taken(items, 250)).toEqual(upTo(250));
    await writing;
    await items.return?.();
  });

  it('holds one page at most, and reads no further than its client takes', async () => {
    const record = new Record();
    record.add(1_000);
    const items = live(record.source, '0', {}, LIMITS);
    await taken(items, 4);
    await pause(20);
    expect(record.reads).toBe(2);
    expect(record.largest).toBe(3);
    await items.return?.();
  });

  it('that waits for more can be ended, and leaves nothing behind', async () => {
    const record = new Record();
    const items = live(record.source, '0', {}, LIMITS);
    const waiting = items.next();
    await pause(10);
    await items.return?.();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(await items.next()).toEqual({ done: true, value: undefined });
    expect(record.listeners.size).toBe(0);
  });

  it('whose client stops taking is ended with the cursor to come back with', async () => {
    const record = new Record();
    record.add(5);
    const ended: [number, string][] = [];
    const connection = { end: (code: number, sentence: string) => void ended.push([code, sentence]) };
    const items = live(record.source, '0', { connection }, { page: 3, patience: 20 });
    await taken(items, 3);
    await pause(60);
    const sentence = 'You were too slow to keep up; come back with after: "2".';
    expect(ended).toEqual([[1013, sentence]]);
    await expect(items.next()).rejects.toMatchObject({
      message: sentence,
      extensions: { code: 'TOO_SLOW', cursor: '2' },
    });
    expect(record.listeners.size).toBe(0);
    expect(await taken(live(record.source, '2', {}, LIMITS), 3)).toEqual([3, 4, 5]);
  });

  it('whose client is quick but has nothing to take is never ended', async () => {
    const record = new Record();
    const ended: string[] = [];
    const connection = { end: (_: number, sentence: string) => void ended.push(sentence) };
    const items = live(record.source, '0', { connection }, { page: 3, patience: 10 });
    const next = items.next();
    await pause(50);
    record.add();
    expect((await next).value).toBe(1);
    expect(ended).toEqual([]);
    await items.return?.();
  });

  it('passes a fault on and ends', async () => {
    const record = new Record();
    const source = { ...record.source, itemsAfter: () => Promise.reject(new Error('away')) };
    await expect(live(source, '0', {}, LIMITS).next()).rejects.toThrow('away');
    expect(record.listeners.size).toBe(0);
  });
});
