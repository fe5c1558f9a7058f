import { describe, expect, it } from '@jest/globals';
import { START, type Recorded } from '../../src/event-sourcing/messages.js';
import { newEvents, newStream } from '../support/new-event.js';
import { collected, followed, ids, type Subject } from './event-store.contract.subject.js';

/** How every store lets its whole log be read and followed. */
export const following = (subject: () => Subject): void => {
  describe('the whole log', () => {
    it('is read in the order of its positions, which order as strings', async () => {
      const { store, stream, start } = subject();
      for (let version = 0; version < 12; version++) await store.append(stream, newEvents(1), version);
      const all = await collected(store.readAll(start));
      expect(all.map(({ version }) => version)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
      const positions = all.map(({ position }) => position);
      expect(positions).toEqual([...new Set(positions)].sort());
      expect(positions.every((position) => position > start && position > START)).toBe(true);
      expect(await store.head()).toBe(positions.at(-1));
    });

    it('is read after a position, without the event that stands there', async () => {
      const { store, stream, start } = subject();
      await store.append(stream, newEvents(5), 0);
      const all = await collected(store.readAll(start));
      const third = all[2]?.position ?? START;
      expect(ids(await collected(store.readAll(third)))).toEqual(ids(all.slice(3)));
      expect(await collected(store.readAll(await store.head()))).toEqual([]);
    });

    it('is read in batches no larger than asked for', async () => {
      const { store, stream, start } = subject();
      await store.append(stream, newEvents(10), 0);
      const sizes: number[] = [];
      for await (const batch of store.readAll(start, 3)) sizes.push(batch.length);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(3);
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(10);
    });

    it('is read up to where it stood at the beginning, however much is appended meanwhile', async () => {
      const { store, stream, start } = subject();
      await store.append(stream, newEvents(4), 0);
      const read: Recorded[] = [];
      for await (const batch of store.readAll(start, 2)) {
        read.push(...batch);
        await store.append(newStream(), newEvents(2), 0);
      }
      expect(read.map((event) => event.stream)).toEqual([stream, stream, stream, stream]);
    });

    it('was recorded at instants that never go backwards', async () => {
      const { store, start } = subject();
      await Promise.all(Array.from({ length: 30 }, () => store.append(newStream(), newEvents(2), 0)));
      const instants = (await collected(store.readAll(start))).map(({ recordedAt }) => recordedAt);
      expect(instants).toEqual([...instants].sort());
      expect(instants.every((instant) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3,}Z$/.test(instant))).toBe(true);
    });
  });

  describe('a subscription', () => {
    it('sends what is there and then what comes', async () => {
      const { store, stream, start } = subject();
      const events = newEvents(4);
      await store.append(stream, events.slice(0, 2), 0);
      const following = followed(store, start, 4);
      await store.append(stream, events.slice(2), 2);
      expect(ids(await following)).toEqual(ids(events));
    });

    it('begins after its position', async () => {
      const { store, stream } = subject();
      await store.append(stream, newEvents(3), 0);
      const [one] = await store.read(stream);
      const rest = await followed(store, one?.position ?? START, 2);
      expect(rest.map(({ version }) => version)).toEqual([2, 3]);
    });

    it('leaves nothing out and sends nothing twice while much is appended, to slow and fast followers', async () => {
      const { store, start } = subject();
      const total = 400;
      const stop = new AbortController();
      const slow = (async () => {
        const seen: Recorded[] = [];
        for await (const batch of store.subscribe(start, stop.signal)) {
          seen.push(...batch);
          await new Promise((resolve) => setTimeout(resolve, 3));
          if (seen.length >= total) stop.abort();
        }
        return seen;
      })();
      const fast = followed(store, start, total);
      const writers = Array.from({ length: 20 }, async () => {
        const own = newStream();
        for (let version = 0; version < total / 20; version += 2) await store.append(own, newEvents(2), version);
      });
      await Promise.all(writers);

      const all = await collected(store.readAll(start));
      expect(all).toHaveLength(total);
      expect(ids(await fast)).toEqual(ids(all));
      expect(ids(await slow)).toEqual(ids(all));
    });

    it('ends promptly when aborted while it waits', async () => {
      const { store, stream, start } = subject();
      const stop = new AbortController();
      const following = collected(store.subscribe(start, stop.signal));
      await store.append(stream, newEvents(1), 0);
      await new Promise((resolve) => setTimeout(resolve, 20));
      const aborted = performance.now();
      stop.abort();
      expect(ids(await following)).toHaveLength(1);
      expect(performance.now() - aborted).toBeLessThan(1_000);
    });

    it('sends nothing when it was aborted before it began', async () => {
      const { store, stream, start } = subject();
      await store.append(stream, newEvents(1), 0);
      expect(await collected(store.subscribe(start, AbortSignal.abort()))).toEqual([]);
    });

    it('may be left early, and another one follows on', async () => {
      const { store, stream, start } = subject();
      await store.append(stream, newEvents(2), 0);
      for await (const batch of store.subscribe(start, new AbortController().signal)) {
        expect(batch.length).toBeGreaterThan(0);
        break;
      }
      expect(await followed(store, start, 2)).toHaveLength(2);
    });
  });
};
