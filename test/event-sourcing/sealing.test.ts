import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SqliteEventStore } from '../../src/event-sourcing/event-store.sqlite.js';
import { SqliteKeyStore } from '../../src/event-sourcing/key-store.sqlite.js';
import { Recorded } from '../../src/event-sourcing/messages.js';
import { Sealing, type UnsealedEvent } from '../../src/event-sourcing/sealing.js';
import { newEvent, newStream } from '../support/new-event.js';
import { temporaryFolder } from '../support/temporary.js';

const WORDS: Record<string, readonly string[]> = {
  ProgressReported: ['summary'],
  CommitmentReworded: ['title', 'wording', 'reason'],
  CommitmentAgreed: [],
};
const wordsOf = (type: string) => WORDS[type];
const body = { type: 'ReportProgress', data: { summary: 'Pen pictures are ready', percent: 40 } };
const reported = (summary: string | null = 'Pen pictures are ready'): UnsealedEvent =>
  newEvent({ type: 'ProgressReported', data: { summary, percent: 40 } });

describe('sealed words', () => {
  let folder: string;
  let store: SqliteEventStore;
  let keys: SqliteKeyStore;
  let sealing: Sealing;

  beforeEach(async () => {
    folder = temporaryFolder();
    store = await SqliteEventStore.open(join(folder, 'events.sqlite'), { clock: () => new Date() });
    keys = await SqliteKeyStore.open(join(folder, 'keys.sqlite'), randomBytes(32));
    sealing = new Sealing(keys);
  });
  afterEach(async () => {
    await store.close();
    await keys.close();
  });

  /** Seals and stores the events of one command, and gives back what the log then holds. */
  const stored = async (...events: UnsealedEvent[]): Promise<readonly Recorded[]> => {
    const stream = newStream();
    await store.append(stream, await sealing.sealAll(events, wordsOf, body), 0);
    return store.read(stream);
  };
  const only = async (event: UnsealedEvent): Promise<Recorded> => (await stored(event))[0] as Recorded;
  /** Opened with its key, as after a start; whoever has just sealed it remembers. */
  const opened = async (event: Recorded): Promise<Recorded> => (await new Sealing(keys).open([event]))[0] as Recorded;

  it('are not in the data of the event, and are again once it is opened', async () => {
    const event = await only(reported());
    expect(event.data).toEqual({ summary: null, percent: 40 });
    const again = await opened(event);
    expect(again).toBeInstanceOf(Recorded);
    expect(again).toMatchObject({ ...event, data: { percent: 40, summary: 'Pen pictures are ready' } });
    expect(again.erased).toBeUndefined();
    expect(event.data).toEqual({ summary: null, percent: 40 });
  });

  it('are the same for whoever has just sealed them, and once more', async () => {
    const event = await only(reported());
    const [first] = await sealing.open([event]);
    expect(first).toEqual(await opened(event));
    expect((await sealing.open([event]))[0]).toEqual(first);
  });

  it('are not remembered once they are erased, nor for another event', async () => {
    const [event, other] = [await only(reported()), await only(reported())];
    await sealing.destroy(event);
    expect((await sealing.open([event]))[0]).toMatchObject({ erased: true, data: { summary: null } });
    const { sealed } = other;
    await expect(sealing.open([{ ...event, ...(sealed ? { sealed } : {}) }])).rejects.toMatchObject({
      kind: 'DAMAGED',
    });
  });

  it('of one event share a box; absent and empty fields stay as they are', async () => {
    const data = { title: 'Pen profile', wording: 'Zoë’s "words" 🎉', reason: null, oldTitleStaysAlias: true };
    const event = await only(newEvent({ type: 'CommitmentReworded', data }));
    expect(event.data).toEqual({ title: null, wording: null, reason: null, oldTitleStaysAlias: true });
    expect((await opened(event)).data).toEqual(data);
    expect((await only(newEvent({ type: 'CommitmentAgreed', data: { decidedBy: 'Board' } }))).sealed).toBeUndefined();
    expect((await only(reported(null))).sealed).toBeUndefined();
  });

  it('have a key of their own in each event', async () => {
    const events = await stored(reported('one'), reported('two'), reported('one'));
    expect(new Set(events.map(({ sealed }) => sealed?.key)).size).toBe(3);
    expect(events[0]?.sealed?.box).not.toBe(events[2]?.sealed?.box);
  });

  it('never take a key twice, however many commands seal at once', async () => {
    const sealed = await Promise.all(
      Array.from({ length: 400 }, () => sealing.sealAll([reported(), reported()], wordsOf, body)),
    );
    const used = sealed.flat().map((event) => event.sealed?.key);
    expect(new Set(used).size).toBe(800);
    expect((await keys.find(used as number[])).size).toBe(800);
  });

  it('need no disk for their key as a rule: keys are taken from those reserved', async () => {
    await sealing.sealAll([reported()], wordsOf, body);
    await keys.close();
    await expect(sealing.sealAll([reported(), reported()], wordsOf, body)).resolves.toHaveLength(2);
  });

  it('are refused, and go on later, when no key can be had', async () => {
    await keys.close();
    await expect(sealing.sealAll([reported()], wordsOf, body)).rejects.toThrow();
    await expect(sealing.sealAll([newEvent({ type: 'CommitmentAgreed' })], wordsOf, body)).resolves.toHaveLength(1);
  });

  it('leave no readable byte in the log, and none that opens once the key is destroyed', async () => {
    const event = await only(reported('Unmistakable words of a young person'));
    const everyByte = () => Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name))));
    for (const word of ['Unmistakable', 'young person']) expect(everyByte().includes(word)).toBe(false);

    await sealing.destroy(event);

    const erased = await opened((await store.read(event.stream))[0] as Recorded);
    expect(erased.data).toEqual({ percent: 40, summary: null });
    expect(erased.erased).toBe(true);
    expect(erased).toBeInstanceOf(Recorded);
    expect((await keys.find([event.sealed?.key ?? 0])).size).toBe(0);
  });

  it('read null when they were erased, and what was never said stays unsaid', async () => {
    const event = await only(newEvent({ type: 'CommitmentReworded', data: { title: 'Pen profile' } }));
    await sealing.destroy(event);
    expect((await opened(event)).data).toEqual({ title: null });
  });

  it('of other events stay readable when one event is erased', async () => {
    const [first, second] = (await stored(reported('one'), reported('two'))) as [Recorded, Recorded];
    await sealing.destroy(first);
    await sealing.destroy(newEvent({ type: 'CommitmentAgreed' }));
    expect((await opened(second)).data).toEqual({ percent: 40, summary: 'two' });
  });

  it('read the same when opened events are opened once more', async () => {
    const [kept, erased] = (await stored(reported(), reported())) as [Recorded, Recorded];
    await sealing.destroy(erased);
    const once = await sealing.open([kept, erased]);
    expect(await sealing.open(once)).toEqual(once);
  });

  describe('that do not open with their key', () => {
    const box = (event: Recorded): Buffer => Buffer.from(event.sealed?.box ?? '', 'base64');
    const withBox = (event: Recorded, bytes: Buffer): Recorded =>
      Object.assign(Object.create(Recorded.prototype) as Recorded, event, {
        sealed: { key: event.sealed?.key, box: bytes.toString('base64') },
      });

    it.each([
      ['one bit has changed', (bytes: Buffer) => bytes.fill((bytes.at(-1) ?? 0) ^ 1, bytes.length - 1)],
      ['the end is missing', (bytes: Buffer) => bytes.subarray(0, bytes.length - 3)],
      ['little more than the nonce is left', (bytes: Buffer) => bytes.subarray(0, 17)],
      ['nothing is left', () => Buffer.alloc(0)],
    ])('because %s are damage that names the event, and not erased', async (_, change) => {
      const event = await only(reported());
      await expect(opened(withBox(event, change(box(event))))).rejects.toMatchObject({
        name: 'StoreFault',
        kind: 'DAMAGED',
        message: `The words of event ${event.id} at position ${event.position} do not open with their key: one of them is damaged.`,
      });
    });

    it('because they were put into another event are damage too', async () => {
      const [first, second] = (await stored(reported('one'), reported('two'))) as [Recorded, Recorded];
      const moved = Object.assign(Object.create(Recorded.prototype) as Recorded, second, { sealed: first.sealed });
      await expect(opened(moved)).rejects.toMatchObject({ kind: 'DAMAGED' });
    });
  });

  describe('and the digest of the command', () => {
    const other = { ...body, data: { ...body.data, percent: 50 } };

    it('tell the same request from another, on every event of the command', async () => {
      const events = await stored(newEvent({ type: 'CommitmentAgreed', data: {} }), reported(), reported('more'));
      expect(new Set(events.map(({ commandDigest }) => commandDigest)).size).toBe(1);
      for (const event of events) {
        expect(await sealing.matches(event, body)).toBe(true);
        expect(await sealing.matches(event, other)).toBe(false);
      }
    });

    it('do not mind the order of fields, and mind the order of lists', async () => {
      const event = await only(reported());
      expect(await sealing.matches(event, { data: { percent: 40, summary: body.data.summary }, type: body.type })).toBe(
        true,
      );
      const [listed] = await sealing.sealAll([reported()], wordsOf, { list: ['a', 'b'] });
      expect(await sealing.matches({ ...event, ...listed }, { list: ['b', 'a'] })).toBe(false);
    });

    it('differ each time, so that guessed words cannot be tried against them', async () => {
      const [one] = await sealing.sealAll([reported()], wordsOf, body);
      const [two] = await sealing.sealAll([reported()], wordsOf, body);
      expect(one?.commandDigest).not.toBe(two?.commandDigest);
    });

    it('are plain where the command left no words', async () => {
      const event = await only(newEvent({ type: 'CommitmentAgreed', data: {} }));
      expect(await sealing.matches(event, body)).toBe(true);
      expect(await sealing.matches(event, other)).toBe(false);
    });

    it('take any repeat of an erased command for the same: nobody can tell any more', async () => {
      const event = await only(reported());
      await sealing.destroy(event);
      expect(await sealing.matches(event, body)).toBe(true);
      expect(await sealing.matches(event, other)).toBe(true);
    });
  });
});
