import { randomBytes, randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { compare } from '../../src/event-sourcing/comparing.js';
import { move } from '../../src/event-sourcing/moving.js';
import { START, type NewEvent, type Recorded } from '../../src/event-sourcing/messages.js';
import { openStores, type EventStoreSettings, type Stores } from '../../src/event-sourcing/stores.js';
import { newEvent, newStream } from '../support/new-event.js';
import { temporaryFolder } from '../support/temporary.js';
import { Wire } from '../wire/support.js';
import { collected, ids } from './event-store.contract.subject.js';

const wire = new Wire();
const opened: Stores[] = [];
afterEach(async () => {
  for (const { store, keys } of opened.splice(0)) {
    await store.close();
    await keys.close();
  }
  await wire.end();
});

/** The time of whatever is stored next in files; on servers it is the real one. */
let now = new Date('2026-01-01T09:00:00.000Z');
beforeEach(() => {
  now = new Date('2026-01-01T09:00:00.000Z');
});

/** An empty record with a master key of its own. */
const open = async (eventStore: EventStoreSettings = { kind: 'sqlite' }): Promise<Stores> => {
  const settings = { dataDir: temporaryFolder(), masterKey: randomBytes(32), eventStore };
  const stores = await openStores(settings, { now: () => now });
  opened.push(stores);
  return stores;
};

const openOnServer = async (): Promise<Stores> => {
  const { connectionString } = await wire.server();
  return open({ kind: 'eventstoredb', connectionString, prefix: 'moved-' });
};

/** Appends events whose words, where they have a `note`, are sealed, as one command does. */
const say = async ({ store, sealing }: Stores, stream: string, ...events: readonly Partial<NewEvent>[]) => {
  const commandId = randomUUID();
  const version = (await store.read(stream)).length;
  const sealed = await sealing.sealAll(
    events.map((event) => newEvent({ ...event, commandId })),
    () => ['note'],
    null,
  );
  now = new Date(now.getTime() + 1_000);
  await store.append(stream, sealed, version);
};

const log = ({ store }: Stores): Promise<Recorded[]> => collected(store.readAll(START));
const notes = async (stores: Stores) =>
  (await stores.sealing.open(await log(stores))).map(({ data, erased }) => (erased ? 'erased' : data));

const [one, other] = [newStream(), newStream()];
const noted = (note: string) => ({ data: { note, percent: 40 } });

/** A log of two streams whose events alternate, one with facts read before another was stored, and one erased. */
const aRecord = async (): Promise<Stores> => {
  const from = await open();
  await say(from, one, noted('first'), noted('second'));
  await say(from, other, noted('Zoë’s "hub" — 中文 🎉'));
  const factsAt = await from.store.head();
  await say(from, one, { data: { percent: 1.5, nested: [{ a: null }] }, source: null, causationId: randomUUID() });
  await say(from, one, { ...noted('third'), factsAt });
  await say(from, other, { data: {}, factsAt: START });
  const [, second] = await from.store.read(one);
  await from.sealing.destroy(second as Recorded);
  return from;
};

const same = async (from: Stores, to: Stores, events = 6): Promise<string> => {
  const comparison = await compare(from, to);
  expect(comparison).toMatchObject({ differsAt: undefined, from: { events }, to: { events }, keys: { different: 0 } });
  expect(comparison.to.hex).toBe(comparison.from.hex);
  return comparison.to.hex;
};

describe.each([
  ['a file', () => open()],
  ['EventStoreDB', openOnServer],
])('a record moved to %s', (_, openTarget) => {
  let from: Stores;
  let to: Stores;
  beforeEach(async () => {
    from = await aRecord();
    to = await openTarget();
  });

  it('has the same events in the same order, first recorded when they were', async () => {
    now = new Date('2031-07-01T00:00:00.000Z');
    expect(await move(from, to)).toEqual({ found: 0, copied: 6 });
    await same(from, to);
    const [before, after] = [await log(from), await log(to)];
    expect(ids(after)).toEqual(ids(before));
    expect(after.map(({ position: _p, factsAt: _f, firstRecordedAt, ...event }) => [event, firstRecordedAt])).toEqual(
      before.map(({ position: _p, factsAt: _f, ...event }) => [event, event.recordedAt]),
    );
  });

  it('opens the same words with another master key, and no word whose key was destroyed', async () => {
    await move(from, to);
    expect(await notes(to)).toEqual(await notes(from));
    expect((await notes(to))[1]).toBe('erased');
    expect((await compare(from, to)).keys).toEqual({ same: 3, destroyed: 1, different: 0 });
  });

  it('says in its own positions what was known', async () => {
    await move(from, to);
    const after = await log(to);
    expect(after.map(({ factsAt }) => factsAt)).toEqual([
      ...[undefined, undefined, undefined, undefined],
      after[2]?.position,
      START,
    ]);
  });

  it('is the same again when it is moved back', async () => {
    await move(from, to);
    const back = await open();
    await move(to, back);
    expect(await same(to, back)).toBe(await same(from, to));
    const facts = async (stores: Stores) => (await log(stores)).map(({ factsAt }) => factsAt);
    expect(await facts(back)).toEqual(await facts(from));
  });

  it('goes on where an earlier move ended, and takes what came since', async () => {
    // As if killed within a command, after its keys and one of its two events had come.
    const [first] = await log(from);
    const { stream: _s, version: _v, position: _p, recordedAt, ...event } = first as Recorded;
    const known = await from.keys.find([first?.sealed?.key ?? 0]);
    await to.keys.adopt([...known].map(([number, bytes]) => ({ number, bytes })));
    await to.store.append(one, [{ ...event, firstRecordedAt: recordedAt }], 0);
    expect(await move(from, to)).toEqual({ found: 1, copied: 5 });
    await same(from, to);
    expect(await move(from, to)).toEqual({ found: 6, copied: 0 });

    await say(from, newStream(), noted('later'));
    const comparison = await compare(from, to);
    expect(comparison).toMatchObject({ differsAt: 7, from: { events: 7 }, to: { events: 6 } });
    expect(comparison.to.hex).not.toBe(comparison.from.hex);
    expect(await move(from, to)).toEqual({ found: 6, copied: 1 });
    await same(from, to, 7);
  });

  it('gives the number of no destroyed key to new words, though the newest of all are destroyed', async () => {
    await say(from, one, ...Array.from({ length: 60 }, (_, n) => noted(`note ${n}`)));
    const sealed = (await log(from)).filter((event) => event.sealed);
    await from.sealing.destroy(...sealed.slice(4));
    await move(from, to);
    await say(to, other, noted('new at home'));
    expect((await notes(to)).slice(6)).toEqual([
      ...Array<string>(60).fill('erased'),
      { note: 'new at home', percent: 40 },
    ]);
    const used = (await log(to)).flatMap(({ sealed }) => sealed?.key ?? []);
    expect(new Set(used).size).toBe(used.length);
  });

  it('has words no more that were erased between two moves', async () => {
    await move(from, to);
    await from.sealing.destroy((await log(from))[2] as Recorded);
    expect((await compare(from, to)).keys).toEqual({ same: 2, destroyed: 1, different: 1 });
    await move(from, to);
    expect((await notes(to))[2]).toBe('erased');
    expect((await compare(from, to)).keys).toEqual({ same: 2, destroyed: 2, different: 0 });
  });

  it('is not brought where something else is', async () => {
    await say(to, newStream(), { data: {} });
    const before = await log(to);
    await expect(move(from, to)).rejects.toMatchObject({
      name: 'StoreFault',
      message: expect.stringMatching(/^The target holds something else: its event 1 is .* Nothing was written;/),
    });
    expect(await log(to)).toEqual(before);
  });

  it('is not brought where the service has begun to write', async () => {
    await move(from, to);
    await say(to, other, { data: {} });
    await from.sealing.destroy((await log(from))[0] as Recorded);
    await expect(move(from, to)).rejects.toThrow(
      /^The target holds events that the log to be moved does not, from event 7 on .* that log is the record now\.$/,
    );
    expect((await notes(to))[0]).toEqual(noted('first').data);
  });

  it('is recorded on with instants that never go back', async () => {
    now = new Date('2031-07-01T00:00:00.000Z');
    await say(from, one, { data: {} });
    await move(from, to);
    now = new Date('2026-02-01T00:00:00.000Z');
    await say(to, one, { data: {} });
    const back = await open();
    await move(to, back);
    const [last, next] = (await log(back)).slice(-2);
    expect(last?.recordedAt).toBe('2031-07-01T00:00:01.000Z');
    expect(next?.recordedAt).toBe(last?.recordedAt);
    expect(await back.store.verify()).toEqual([]);
  });
});

it('cannot be moved to a server while an event is longer than that takes, and says which', async () => {
  const from = await open();
  await say(from, one, { data: { note: 'x'.repeat(900_000) } });
  const to = await openOnServer();
  await expect(move(from, to)).rejects.toThrow(/^Event 1 \(ProgressReported .*\) cannot be stored at the target: This/);
});

it('brings long commands over in parts', async () => {
  const from = await open();
  await say(from, one, ...Array.from({ length: 8 }, (_, n) => noted(String(n).repeat(150_000))));
  const to = await openOnServer();
  expect(await move(from, to)).toEqual({ found: 0, copied: 8 });
  await same(from, to, 8);
});
