import { describe, expect, it } from '@jest/globals';
import { newEvents, newStream } from '../support/new-event.js';
import { collected, followed, ids, type Subject } from './event-store.contract.subject.js';

/** What every store does when many write at the same time, and when it is closed. */
export const writing = (subject: () => Subject): void => {
  describe('writers at the same time', () => {
    it('at one version of one stream: one wins and the others are told', async () => {
      const { store, stream } = subject();
      const outcomes = await Promise.allSettled(
        Array.from({ length: 100 }, () => store.append(stream, newEvents(2), 0)),
      );
      const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
      expect(refused).toHaveLength(99);
      expect(refused.every(({ reason }) => (reason as { code?: string }).code === 'CONFLICT')).toBe(true);
      expect(await store.read(stream)).toHaveLength(2);
    });

    it('one after the other on one stream: each event stands once, at the version answered', async () => {
      const { store, stream } = subject();
      const events = newEvents(100);
      const answers = await Promise.all(events.map((event, version) => store.append(stream, [event], version)));
      expect(answers.map(({ version }) => version)).toEqual(events.map((_, index) => index + 1));
      expect(ids(await store.read(stream))).toEqual(ids(events));
    });

    it('on a hundred streams: every event is stored once', async () => {
      const { store, start } = subject();
      const appends = Array.from({ length: 100 }, () => ({ stream: newStream(), events: newEvents(3) }));
      await Promise.all(appends.map((append) => store.append(append.stream, append.events, 0)));
      for (const append of appends) expect(ids(await store.read(append.stream))).toEqual(ids(append.events));
      expect(await followed(store, start, 300)).toHaveLength(300);
    });

    it('sending the same append twice at once store it once', async () => {
      const { store, stream } = subject();
      const events = newEvents(2);
      const answers = await Promise.all([store.append(stream, events, 0), store.append(stream, events, 0)]);
      expect(answers.map(({ version }) => version)).toEqual([2, 2]);
      expect(await store.read(stream)).toHaveLength(2);
    });

    it('are not disturbed by one that is refused, and neither are later ones', async () => {
      const { store, stream, start } = subject();
      await store.append(stream, newEvents(1), 0);
      const others = Array.from({ length: 20 }, newStream);
      const outcomes = await Promise.allSettled(
        others.flatMap((other) => [store.append(stream, newEvents(1), 0), store.append(other, newEvents(2), 0)]),
      );
      expect(outcomes.map(({ status }) => status)).toEqual(others.flatMap(() => ['rejected', 'fulfilled']));
      expect(await store.append(stream, newEvents(1), 1)).toMatchObject({ version: 2 });
      expect(await followed(store, start, 42)).toHaveLength(42);
    });
  });

  describe('closing', () => {
    it('finishes what was sent before it, and refuses what is sent after it', async () => {
      const { store, stream } = subject();
      const appending = Array.from({ length: 20 }, () => store.append(newStream(), newEvents(1), 0));
      const closing = store.close();
      expect((await Promise.all(appending)).map(({ version }) => version)).toEqual(Array<number>(20).fill(1));
      await closing;
      await expect(store.append(stream, newEvents(1), 0)).rejects.toThrow();
      await expect(store.read(stream)).rejects.toThrow();
    });

    it('ends its subscriptions', async () => {
      const { store, stream, start } = subject();
      const following = collected(store.subscribe(start, new AbortController().signal));
      await store.append(stream, newEvents(1), 0);
      await store.close();
      expect((await following).length).toBeLessThanOrEqual(1);
    });

    it('loses nothing: the log is there when it is opened again', async () => {
      const { store, stream, reopen } = subject();
      const events = newEvents(3);
      await store.append(stream, events, 0);
      const again = reopen ? await reopen() : store;
      expect(ids(await again.read(stream))).toEqual(ids(events));
      expect(await again.append(stream, events, 0)).toMatchObject({ version: 3 });
      expect(await again.append(stream, newEvents(1), 3)).toMatchObject({ version: 4 });
    });
  });
};
