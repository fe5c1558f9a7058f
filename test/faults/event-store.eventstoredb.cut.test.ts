import { randomBytes, randomUUID } from 'node:crypto';
import { jsonEvent, type EventStoreDBClient } from '@eventstore/db-client';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SystemClock } from '../../src/event-sourcing/clock.js';
import { streamOf } from '../../src/event-sourcing/messages.js';
import { openStores, type Stores } from '../../src/event-sourcing/stores.js';
import { runCli } from '../support/cli.js';
import { newEvent, newEvents } from '../support/new-event.js';
import { MakePledge, ReportPledge } from '../support/pledges/pledge.commands.js';
import { sending } from '../support/pledges/sending.js';
import { openSpine } from '../support/pledges/spine.js';
import { temporaryFolder } from '../support/temporary.js';
import type { WireServer } from '../wire/server.js';
import { Wire } from '../wire/support.js';

const PREFIX = 'cheshire-';
const masterKey = randomBytes(32);
const wire = new Wire();
let server: WireServer;
let administrator: EventStoreDBClient;
let eventStore: { kind: 'eventstoredb'; connectionString: string; prefix: string };
let opened: Stores[];

beforeEach(async () => {
  server = await wire.server();
  administrator = wire.client(server);
  eventStore = { kind: 'eventstoredb', connectionString: server.connectionString, prefix: PREFIX };
  opened = [];
});
afterEach(async () => {
  for (const { store, keys } of opened) {
    await store.close();
    await keys.close();
  }
  await wire.end();
});

/** A record on the server, with its keys in a folder. */
const open = async (dataDir = temporaryFolder()) => {
  const stores = await openStores({ dataDir, masterKey, eventStore }, new SystemClock());
  opened.push(stores);
  return { ...stores, dataDir };
};
const newStream = () => streamOf('programme', randomUUID());
const deleted = { name: 'StoreFault', kind: 'DAMAGED', message: expect.stringMatching(/was deleted or cut there/) };

const cuts: [string, (name: string) => Promise<unknown>][] = [
  ['deleted', (name) => administrator.deleteStream(name)],
  ['cut by a revision', (name) => administrator.setStreamMetadata(name, { truncateBefore: 2 })],
  ['cut by a number of events', (name) => administrator.setStreamMetadata(name, { maxCount: 1 })],
];

describe.each(cuts)('a stream that somebody has %s', (_, cut) => {
  it('is refused as damage, and read again once its metadata is mended', async () => {
    const { store } = await open();
    const [stream, other] = [newStream(), newStream()];
    const events = newEvents(3);
    for (const name of [stream, other]) await store.append(name, name === stream ? events : newEvents(1), 0);
    await cut(PREFIX + stream);
    await expect(store.read(stream)).rejects.toMatchObject(deleted);
    expect(await store.read(other)).toHaveLength(1);
    // The first time brings a deleted stream back without its events.
    await administrator.setStreamMetadata(PREFIX + stream, {});
    await administrator.setStreamMetadata(PREFIX + stream, {});
    expect((await store.read(stream)).map(({ id }) => id)).toEqual(events.map(({ id }) => id));
  });
});

describe('a stream that was deleted', () => {
  it('is refused also by whoever knows its beginning, and after somebody has written to it again', async () => {
    const { store } = await open();
    const stream = newStream();
    await store.append(stream, newEvents(3), 0);
    await administrator.deleteStream(PREFIX + stream);
    await expect(store.read(stream, 3)).rejects.toMatchObject(deleted);
    await store.append(stream, newEvents(1), 0);
    await expect(store.read(stream)).rejects.toMatchObject(deleted);
  });

  it('stays refused where its metadata was written once, which the server takes for another beginning', async () => {
    const { store } = await open();
    const stream = newStream();
    await store.append(stream, newEvents(3), 0);
    await administrator.deleteStream(PREFIX + stream);
    await administrator.setStreamMetadata(PREFIX + stream, {});
    await expect(store.read(stream)).rejects.toMatchObject(deleted);
  });

  it('takes no command, which would begin it anew or find it changed for ever', async () => {
    const spine = await openSpine(temporaryFolder(), { eventStore });
    const id = randomUUID();
    const make = () => new MakePledge(id, { title: 'A hub', weight: 1 }, sending());
    await spine.send(make());
    const before = await spine.store.head();
    await administrator.deleteStream(PREFIX + streamOf('pledge', id));
    const after = await spine.store.head();
    expect(after > before).toBe(true);
    await expect(spine.send(make())).rejects.toMatchObject(deleted);
    await expect(spine.send(new ReportPledge(id, { summary: 'x' }, sending()))).rejects.toMatchObject(deleted);
    expect(await spine.store.head()).toBe(after);
    await spine.close();
  });
});

describe('tracker verify', () => {
  const verify = (folder: string) =>
    runCli(['verify'], {
      DATA_DIR: folder,
      MASTER_KEY: masterKey.toString('base64'),
      TOKEN_SECRET: 'x'.repeat(32),
      EVENT_STORE: 'eventstoredb',
      EVENTSTORE_URL: server.connectionString,
      EVENTSTORE_PREFIX: PREFIX,
    });

  it('finds streams that are deleted or cut on the server, and those that will be', async () => {
    const { store, dataDir } = await open();
    const streams = [newStream(), newStream(), newStream(), newStream()] as const;
    for (const stream of streams) await store.append(stream, newEvents(2), 0);
    expect(await verify(dataDir)).toMatchObject({ code: 0, err: '' });
    const [gone, short, ended] = streams.map((stream) => PREFIX + stream) as [string, string, string];
    await administrator.deleteStream(gone);
    await administrator.setStreamMetadata(short, { maxCount: 100 });
    await administrator.tombstoneStream(ended);
    const { code, err } = await verify(dataDir);
    expect(code).toBe(1);
    expect(err.trim().split('\n').sort()).toEqual(
      [
        `WRONG: EventStoreDB hides entries of ${streams[0]}, or will: its metadata says $tb.`,
        `WRONG: EventStoreDB hides entries of ${streams[1]}, or will: its metadata says $maxCount.`,
        `WRONG: EventStoreDB hides entries of ${streams[2]}, or will: it was deleted for ever.`,
      ].sort(),
    );
  });

  it('finds numbers that are missing from a stream', async () => {
    const { store, dataDir } = await open();
    const stream = newStream();
    await store.append(stream, newEvents(1), 0);
    await administrator.appendToStream(PREFIX + stream, [jsonEvent({ type: 'Strange', data: {} })]);
    await store.append(stream, [newEvent()], 2);
    expect(await verify(dataDir)).toMatchObject({
      code: 1,
      err: `WRONG: Entries of ${stream} are missing from the log, or are not of this record.\n`,
    });
  });
});
