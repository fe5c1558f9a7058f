import { describe, expect, it } from '@jest/globals';
import type { Appended } from '../../src/event-sourcing/event-store.js';
import { Recorded, type NewEvent } from '../../src/event-sourcing/messages.js';
import { newEvent, newEvents, newStream } from '../support/new-event.js';
import { collected, ids, type Capabilities, type Subject } from './event-store.contract.subject.js';

const conflict = { name: 'DomainError', code: 'CONFLICT' };

/** What every store does with what is appended to a stream, and what it gives back. */
export const appending = (subject: () => Subject, can: Capabilities): void => {
  describe('reading a stream', () => {
    it('answers nothing for a stream that is not there', async () => {
      const { store, stream } = subject();
      expect(await store.read(stream)).toEqual([]);
    });

    it('answers only what comes after a version', async () => {
      const { store, stream } = subject();
      await store.append(stream, [newEvent(), newEvent(), newEvent()], 0);
      const versions = async (after: number) => (await store.read(stream, after)).map(({ version }) => version);
      expect([await versions(0), await versions(2), await versions(3), await versions(9)]).toEqual([
        [1, 2, 3],
        [3],
        [],
        [],
      ]);
    });

    it('gives back everything an event carries, in order, as Recorded', async () => {
      const { store, stream } = subject();
      const events = [
        newEvent({ source: null, factsAt: '7', causationId: 'event-0' }),
        newEvent({ type: 'CommitmentHeld', data: {}, sealed: { key: 3, box: 'Ym94' } }),
      ];
      await store.append(stream, events, 0);

      const read = await store.read(stream);
      expect(read).toMatchObject(events.map((event, index) => ({ ...event, stream, version: index + 1 })));
      expect(read.every((event) => event instanceof Recorded)).toBe(true);
      const added = ['stream', 'version', 'position', 'recordedAt'];
      expect(read.map((event) => Object.keys(event).sort())).toEqual(
        events.map((event) => [...Object.keys(event), ...added].sort()),
      );
    });

    it('gives the instant at which a moved event was first stored as that of its recording, wherever it is read', async () => {
      const { store, stream, start } = subject();
      const firstRecordedAt = new Date(Date.now() + 60_000).toISOString();
      await store.append(stream, [newEvent({ firstRecordedAt }), newEvent({ firstRecordedAt })], 0);
      const [read, all] = [await store.read(stream), await collected(store.readAll(start))];
      const moved = { firstRecordedAt, recordedAt: firstRecordedAt };
      expect(read).toMatchObject([moved, moved]);
      expect(all.filter((event) => event.stream === stream)).toEqual(read);
    });

    it('keeps letters of every alphabet, quotes and line breaks as they were', async () => {
      const { store, stream } = subject();
      const data = { text: `Zoë's "hub" — 中文 🎉\n\tline two \\ end`, none: null, nested: { list: [1, true, null] } };
      await store.append(stream, [newEvent({ data })], 0);
      expect((await store.read(stream))[0]?.data).toEqual(data);
    });

    it('gives no event of a stream whose name only begins alike', async () => {
      const { store, stream } = subject();
      await store.append(`${stream}0`, [newEvent()], 0);
      expect(await store.read(stream)).toEqual([]);
    });
  });

  describe('an append', () => {
    const [a, b, c] = newEvents(3) as [NewEvent, NewEvent, NewEvent];

    /** With a and b in the stream: what is appended, at which version, and the version answered or the refusal. */
    it.each<[string, NewEvent[], number, number | 'CONFLICT']>([
      ['a new event at the end', [c], 2, 3],
      ['new events at the end', newEvents(3), 2, 5],
      ['a new event as the first of a new stream', [c], 0, 'CONFLICT'],
      ['a new event at a version passed', [c], 1, 'CONFLICT'],
      ['a new event at a version not reached', [c], 3, 'CONFLICT'],
      ['the same again', [a, b], 0, 2],
      ['only the first of the same again', [a], 0, 1],
      ['only the second of the same again', [b], 1, 2],
      ['the same again and one more', [a, b, c], 0, 'CONFLICT'],
      ['the second again and one more', [b, c], 1, 'CONFLICT'],
      ['the same in another order', [b, a], 0, 'CONFLICT'],
      ['the same at a version not reached', [a, b], 4, 'CONFLICT'],
      ['an event of another version again, at the end', [a], 2, 3],
    ])('of %s', async (_, events, expectedVersion, answer) => {
      const { store, stream } = subject();
      await store.append(stream, [a, b], 0);
      const before = await store.head();

      const appending = store.append(stream, events, expectedVersion);
      if (answer === 'CONFLICT') await expect(appending).rejects.toMatchObject(conflict);
      else expect((await appending).version).toBe(answer);

      const isStored = expectedVersion === 2;
      expect(ids(await store.read(stream))).toEqual(ids([a, b, ...(isStored ? events : [])]));
      expect(ids(await collected(store.readAll(before)))).toEqual(isStored ? ids(events) : []);
    });

    it('to a stream that is not there is refused at any version but 0', async () => {
      const { store, stream } = subject();
      await expect(store.append(stream, newEvents(1), 1)).rejects.toMatchObject(conflict);
      expect(await store.read(stream)).toEqual([]);
    });

    it('is refused in a sentence that says what to do about it', async () => {
      const { store, stream } = subject();
      await store.append(stream, newEvents(1), 0);
      await expect(store.append(stream, newEvents(1), 0)).rejects.toThrow('The record has changed since you read it.');
    });

    it('of several events stores all of them or none', async () => {
      const { store, stream } = subject();
      await store.append(stream, newEvents(2), 0);
      await expect(store.append(stream, newEvents(50), 1)).rejects.toMatchObject(conflict);
      expect(await store.read(stream)).toHaveLength(2);
      await store.append(stream, newEvents(50), 2);
      expect(await store.read(stream)).toHaveLength(52);
    });

    it('of no events succeeds at any version and stores nothing', async () => {
      const { store, stream } = subject();
      await store.append(stream, newEvents(2), 0);
      expect(await store.append(stream, [], 2)).toMatchObject({ version: 2 });
      await expect(store.append(stream, [], 7)).resolves.toBeDefined();
      expect(await store.read(stream)).toHaveLength(2);
    });

    it('that cannot be written as JSON is refused alone', async () => {
      const { store, stream } = subject();
      const unwritable = newEvent({ data: { amount: 1n } });
      const others = [newStream(), newStream()] as const;
      const [before, refused, after] = await Promise.allSettled([
        store.append(others[0], newEvents(1), 0),
        store.append(stream, [newEvent(), unwritable], 0),
        store.append(others[1], newEvents(1), 0),
      ]);
      expect([before.status, refused.status, after.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      expect(await store.read(stream)).toEqual([]);
    });

    it('answers the position of its last event, where the store knows it, and again at a repeat', async () => {
      const { store, stream } = subject();
      const events = newEvents(2);
      const answers: Appended[] = [await store.append(stream, events, 0), await store.append(stream, events, 0)];
      const last = (await store.read(stream))[1]?.position;
      expect(answers.map(({ position = last }) => position)).toEqual([last, last]);
      expect(answers.every(({ position }) => position !== undefined)).toBe(can.answersPositions);
    });
  });
};
