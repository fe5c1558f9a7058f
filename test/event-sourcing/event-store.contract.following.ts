import { describe, expect, it } from '@jest/globals';
import type { Slice } from '../../src/event-sourcing/event-store.js';
import { START, type Position, type Recorded } from '../../src/event-sourcing/messages.js';
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

      // The head may be of another's event, where the log holds more than ours; whoever reads on gets there.
      const head = await store.head();
      expect(head >= (positions.at(-1) ?? START)).toBe(true);
      let through = START;
      for await (const slice of store.readAll(positions.at(-1) ?? START)) ({ through } = slice);
      expect(through >= head).toBe(true);
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
      for await (const { events } of store.readAll(start, 3)) sizes.push(events.length);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(3);
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(10);
    });

    it('is given whole to a reader that takes longer than the log takes to send', async () => {
      const { store, stream, start } = subject();
      const events = newEvents(600);
      await store.append(stream, events, 0);
      const read: Recorded[] = [];
      for await (const slice of store.readAll(start, 20)) {
        read.push(...slice.events);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      expect(ids(read)).toEqual(ids(events));
    });

    it('is read up to where it stood at the beginning, however much is appended meanwhile', async () => {
      const { store, stream, start } = subject();
      await store.append(stream, newEvents(4), 0);
      const read: Recorded[] = [];
      for await (const { events } of store.readAll(start, 2)) {
        read.push(...events);
        await store.append(newStream(), newEvents(2), 0);
      }
      expect(read.map((event) => event.stream)).toEqual([stream, stream, stream, stream]);
    });

    it('is read in slices that say how far they go, and that the last is at the end', async () => {
      const { store, stream, start } = subject();
      const slices = async (from: Position, size: number) => {
        const slices: Slice[] = [];
        for await (const slice of store.readAll(from, size)) slices.push(slice);
        return slices;
      };
      const ends = (slices: readonly Slice[]) => slices.map(({ isAtEnd }) => isAtEnd);
      await store.append(stream, newEvents(7), 0);
      const read = await slices(start, 3);
      expect(ends(read)).toEqual([...read.slice(1).map(() => false), true]);
      for (const { events, through } of read) expect(through >= (events.at(-1)?.position ?? START)).toBe(true);
      const throughs = [start, ...read.map(({ through }) => through)];
      expect(throughs).toEqual([...throughs].sort());

      // From wherever a slice went through, what it gave does not come again, and what came after it does.
      for (const [n, { through }] of read.entries()) {
        const rest = read.slice(n + 1).flatMap(({ events }) => ids(events));
        expect(ids(await collected(store.readAll(through)))).toEqual(rest);
      }
      const nothing = await slices(throughs.at(-1) ?? START, 3);
      expect(nothing.flatMap(({ events }) => events)).toEqual([]);
      expect(ends(nothing)).toEqual([true]);
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

    it('says that it is at the end, with events before it or without, and what it has gone through is not sent again', async () => {
      const { store, stream, start } = subject();
      const upToEnd = async (from: Position) => {
        const stop = new AbortController();
        const seen: Recorded[] = [];
        let last: Slice | undefined;
        for await (const slice of store.subscribe(from, stop.signal)) {
          seen.push(...slice.events);
          last = slice;
          if (slice.isAtEnd) stop.abort();
        }
        return { seen: ids(seen), through: last?.through ?? from };
      };
      expect((await upToEnd(start)).seen).toEqual([]);
      const events = newEvents(5);
      await store.append(stream, events, 0);
      const { seen, through } = await upToEnd(start);
      expect(seen).toEqual(ids(events));
      expect((await upToEnd(through)).seen).toEqual([]);
      const later = newEvents(1);
      await store.append(stream, later, 5);
      expect(ids(await followed(store, through, 1))).toEqual(ids(later));
    });

    it('leaves nothing out and sends nothing twice while much is appended, to slow and fast followers', async () => {
      const { store, start } = subject();
      const total = 400;
      const stop = new AbortController();
      const slow = (async () => {
        const seen: Recorded[] = [];
        for await (const { events } of store.subscribe(start, stop.signal)) {
          seen.push(...events);
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
      for await (const { events } of store.subscribe(start, new AbortController().signal)) {
        expect(events.length).toBeGreaterThan(0);
        break;
      }
      expect(await followed(store, start, 2)).toHaveLength(2);
    });
  });
};
