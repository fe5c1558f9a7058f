import { closeSync, openSync, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { SqliteEventStore } from '../../src/event-sourcing/event-store.sqlite.js';
import { START } from '../../src/event-sourcing/messages.js';
import { idsAfter } from '../support/lane.js';
import { newEvent, newEvents, newStream } from '../support/new-event.js';
import { temporaryFolder } from '../support/temporary.js';
import { acknowledged, startWriter } from '../support/writing-process.js';
import { ids } from './event-store.contract.subject.js';

const PAGE = 4_096;
const clock = () => new Date();
const big = (bytes: number) => newEvent({ data: { text: 'x'.repeat(bytes) } });

let path: string;
beforeEach(() => {
  path = join(temporaryFolder(), 'events.sqlite');
});

/** A log with some hundred events, closed. */
const filledLog = async (): Promise<string> => {
  const store = await SqliteEventStore.open(path, { clock });
  const stream = newStream();
  for (let version = 0; version < 300; version += 100) await store.append(stream, newEvents(100), version);
  await store.close();
  return stream;
};

const overwrite = (from: number, bytes: Buffer): void => {
  const file = openSync(path, 'r+');
  writeSync(file, bytes, 0, bytes.length, from);
  closeSync(file);
};

describe('a file that is not ours to write', () => {
  it('of a newer version is refused in a sentence, and left as it was', async () => {
    await filledLog();
    const newer = new DatabaseSync(path);
    newer.exec('pragma user_version = 99');
    newer.close();
    const before = readFileSync(path);
    await expect(SqliteEventStore.open(path, { clock })).rejects.toMatchObject({
      name: 'StoreFault',
      kind: 'NEWER',
      message: `The event log ${path} is of version 99 and this program knows versions up to 1: run the newer program. Nothing was written.`,
    });
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it.each([
    ['with tables', 'create table shopping (item text)', 'belongs to another application'],
    ['with a mark of its own', 'pragma application_id = 7', 'belongs to another application'],
  ])('of another application, %s, is refused and left as it was', async (_, sql, sentence) => {
    const foreign = new DatabaseSync(path);
    foreign.exec(sql);
    foreign.close();
    const before = readFileSync(path);
    const opening = SqliteEventStore.open(path, { clock });
    await expect(opening).rejects.toMatchObject({ kind: 'UNREADABLE', message: expect.stringContaining(sentence) });
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('and is no database at all is refused and left as it was', async () => {
    writeFileSync(path, 'Dear diary, '.repeat(1_000));
    await expect(SqliteEventStore.open(path, { clock })).rejects.toMatchObject({
      kind: 'UNREADABLE',
      message: `${path} is no database: it is not our event log and was left alone.`,
    });
    expect(statSync(path).size).toBe(12_000);
  });

  it('or lies in a folder that is not there is refused in a sentence', async () => {
    const opening = SqliteEventStore.open(join(path, 'nowhere', 'events.sqlite'), { clock });
    await expect(opening).rejects.toMatchObject({
      kind: 'UNREADABLE',
      message: expect.stringContaining('cannot be opened: check that its folder exists and may be written.'),
    });
  });
});

describe('a damaged log', () => {
  it('is reported where it is met, and nothing more is written to it', async () => {
    const stream = await filledLog();
    overwrite(PAGE, Buffer.alloc(statSync(path).size - PAGE, 0xa5));
    const store = await SqliteEventStore.open(path, { clock });
    const damaged = { kind: 'DAMAGED', message: expect.stringContaining('is damaged') };

    await expect(store.read(stream)).rejects.toMatchObject(damaged);
    const before = readFileSync(path);
    await expect(store.append(newStream(), newEvents(1), 0)).rejects.toMatchObject(damaged);
    expect(readFileSync(path).equals(before)).toBe(true);
    await store.close();
  });

  it('refuses all appends that wait when one of them meets the damage', async () => {
    await filledLog();
    overwrite(PAGE, Buffer.alloc(statSync(path).size - PAGE, 0xa5));
    const store = await SqliteEventStore.open(path, { clock });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 600 }, () => store.append(newStream(), newEvents(1), 0)),
    );
    expect(new Set(outcomes.map((outcome) => (outcome as { reason?: { kind: string } }).reason?.kind))).toEqual(
      new Set(['DAMAGED']),
    );
    await store.close();
  });

  it('is found by verify, as are missing events and instants that go backwards', async () => {
    const stream = await filledLog();
    const tampering = new DatabaseSync(path);
    tampering.exec(`delete from events where position = 7;
      update events set recorded_at = '2001-01-01T00:00:00.000Z' where position = 20;
      update events set body = '{' where position = 30`);
    tampering.close();
    const store = await SqliteEventStore.open(path, { clock });
    expect(await store.verify()).toEqual([
      `${stream} holds 299 events and its newest version is 300: some are missing.`,
      'Events between the positions 6 and 8 are missing.',
      'The event at position 20 was recorded earlier than the one before it.',
      'The event at position 30 cannot be read.',
    ]);
    await expect(store.read(stream)).rejects.toMatchObject({
      kind: 'DAMAGED',
      message: `The event at position 0000000000000030 of ${path} is damaged.`,
    });
    await store.close();
  });
});

describe('a disk', () => {
  it('that is full refuses what does not fit, in a sentence, and takes what does', async () => {
    const store = await SqliteEventStore.open(path, { clock, maxBytes: 50 * PAGE });
    const [stream, other] = [newStream(), newStream()];
    await store.append(stream, newEvents(2), 0);
    const full = {
      kind: 'FULL',
      message: `The event log ${path} cannot grow: the disk is full. Nothing was stored; make room and send it again.`,
    };
    await expect(store.append(stream, [newEvent(), big(60 * PAGE)], 2)).rejects.toMatchObject(full);
    expect(await store.read(stream)).toHaveLength(2);

    const [before, refused, after] = await Promise.allSettled([
      store.append(stream, newEvents(1), 2),
      store.append(other, [big(60 * PAGE)], 0),
      store.append(stream, newEvents(1), 3),
    ]);
    expect([before.status, refused.status, after.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(refused).toMatchObject({ reason: full });
    expect(await store.verify()).toEqual([]);
    await store.close();
  });

  it('that fails ends the writing in a sentence, and everything acknowledged is there', async () => {
    const streams = Array.from({ length: 16 }, newStream);
    const writer = startWriter({ path, streams, appends: 1_000_000, clockAheadMs: 0 }, 600);
    const lines = await writer.lines;
    const kept = `fault DAMAGED The event log ${path} could not be read or written: the disk failed.`;
    expect(lines.slice(-2)).toEqual(['later StoreFault', expect.stringContaining(kept)]);

    const store = await SqliteEventStore.open(path, { clock });
    for (const [stream, count] of acknowledged(lines)) {
      const held = ids(await store.read(stream));
      expect([idsAfter(stream, count), idsAfter(stream, count + 1)]).toContainEqual(held);
    }
    expect(acknowledged(lines).size).toBe(streams.length);
    expect(await store.verify()).toEqual([]);
    await store.close();
  });
});

it('refuses a position that is of another store', async () => {
  const store = await SqliteEventStore.open(path, { clock });
  await store.append(newStream(), newEvents(1), 0);
  const reading = store.readAll('C:12/P:12')[Symbol.asyncIterator]();
  await expect(reading.next()).rejects.toThrow('C:12/P:12 is not a position of this event log.');
  expect(await store.head()).not.toBe(START);
  await store.close();
});
