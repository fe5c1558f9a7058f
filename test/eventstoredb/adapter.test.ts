import { binaryEvent, jsonEvent } from '@eventstore/db-client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { EventStoreDbEventStore } from '../../src/event-sourcing/event-store.eventstoredb.js';
import type { Slice } from '../../src/event-sourcing/event-store.js';
import type { EventStoreDbSettings } from '../../src/event-sourcing/eventstoredb/connection.js';
import { START, type Position } from '../../src/event-sourcing/messages.js';
import { newEvent, newEvents, newStream } from '../support/new-event.js';
import { collected, followed, ids } from '../event-sourcing/event-store.contract.subject.js';
import { freshPrefix, SITES, type Site } from './sites.js';
import { openStore } from './support.js';

describe.each(SITES)('$name', ({ open }) => {
  let site: Site;
  let settings: EventStoreDbSettings;
  let store: EventStoreDbEventStore;
  beforeAll(async () => {
    site = await open();
  });
  afterAll(() => site.close());
  beforeEach(async () => {
    settings = site.settings();
    store = await openStore(settings);
  });

  /** Deletes a stream beside the service, as it never does itself. */
  const remove = async (stream: string, forEver = false) => {
    const name = settings.prefix + stream;
    await store.connection.call((client, limits) =>
      forEver ? client.tombstoneStream(name, limits) : client.deleteStream(name, limits),
    );
  };

  it('takes a hundred and fifty appends at once on a connection that is not yet there', async () => {
    const appends = Array.from({ length: 150 }, () => ({ stream: newStream(), events: newEvents(1) }));
    const fresh = await openStore(settings);
    const from = await fresh.head();
    await Promise.all(appends.map(({ stream, events }) => fresh.append(stream, events, 0)));
    const all = ids(await collected(fresh.readAll(from)));
    expect(all.toSorted()).toEqual(appends.flatMap(({ events }) => ids(events)).toSorted());
  });

  it('refuses in one sentence what is too long, whether the service or the server finds it', async () => {
    const from = await store.head();
    const long = (length: number, count = 1) =>
      Array.from({ length: count }, () => newEvent({ data: { text: 'x'.repeat(length) } }));
    const tooLong = {
      code: 'INVALID',
      message: expect.stringMatching(/^This is too long to be recorded at once: .+ 1024 KiB\./),
    };
    for (const events of [long(1_048_600), long(600_000, 2), long(2_000, 600)]) {
      await expect(store.append(newStream(), events, 0)).rejects.toMatchObject(tooLong);
    }
    // At the edge the two may count otherwise, but there is no third answer.
    const answers = await Promise.allSettled(
      [40, 20, 10, 0].map((less) => store.append(newStream(), long(2_000 - less, 400), 0)),
    );
    for (const answer of answers) if (answer.status === 'rejected') expect(answer.reason).toMatchObject(tooLong);
    expect(await store.append(newStream(), long(1_040_000), 0)).toMatchObject({ version: 1 });
    const stored = answers.filter(({ status }) => status === 'fulfilled').length;
    expect(await collected(store.readAll(from))).toHaveLength(stored * 400 + 1);
  });

  it('says at which version the stream is when somebody was faster', async () => {
    const stream = newStream();
    await store.append(stream, newEvents(3), 0);
    await expect(store.append(stream, newEvents(1), 1)).rejects.toThrow('It holds 3 entries now.');
    await expect(store.append(newStream(), newEvents(1), 1)).rejects.toThrow('It holds 0 entries now.');
  });

  it('does not let one bad append hold up the next on its stream', async () => {
    const stream = newStream();
    const [bad, good] = await Promise.allSettled([
      store.append(stream, newEvents(1), 4),
      store.append(stream, newEvents(1), 0),
    ]);
    expect([bad.status, good.status]).toEqual(['rejected', 'fulfilled']);
  });

  it('numbers on after a stream was deleted, whose events stay in the log', async () => {
    const [stream, from] = [newStream(), await store.head()];
    const [before, after] = [newEvents(2), newEvents(1)];
    await store.append(stream, before, 0);
    await remove(stream);
    const hidden = { name: 'StoreFault', kind: 'DAMAGED', message: expect.stringContaining('was deleted or cut') };
    await expect(store.read(stream)).rejects.toMatchObject(hidden);
    expect(await store.append(stream, after, 0)).toMatchObject({ version: 3 });
    await expect(store.read(stream)).rejects.toMatchObject(hidden);
    const all = await followed(store, from, 3);
    expect(all.map(({ id, version }) => [id, version])).toEqual(
      [...before, ...after].map(({ id }, index) => [id, index + 1]),
    );
  });

  it('says so when a stream was deleted for ever', async () => {
    const stream = newStream();
    await store.append(stream, newEvents(1), 0);
    await remove(stream, true);
    const gone = { name: 'StoreFault', kind: 'DAMAGED', message: expect.stringContaining('was deleted') };
    await expect(store.append(stream, newEvents(1), 1)).rejects.toMatchObject(gone);
    await expect(store.read(stream)).rejects.toMatchObject(gone);
  });

  it('resumes a subscription after any position it told, with nothing lost and nothing twice', async () => {
    const other = await openStore({ ...settings, prefix: freshPrefix() });
    const from = await store.head();
    const appended: string[] = [];
    for (let round = 0; round < 12; round++) {
      const events = newEvents(1 + (round % 4));
      appended.push(...ids(events));
      await store.append(newStream(), events, 0);
      await other.append(newStream(), newEvents(40), 0);
    }
    const told: { readonly through: Position; readonly seen: number }[] = [{ through: from, seen: 0 }];
    const stop = new AbortController();
    let seen = 0;
    for await (const { events, through, isAtEnd } of store.subscribe(from, stop.signal)) {
      told.push({ through, seen: (seen += events.length) });
      if (isAtEnd && seen >= appended.length) stop.abort();
    }
    const inOrder = (await collected(store.readAll(from))).map(({ position, id }) => ({ through: position, id }));
    expect(inOrder.map(({ id }) => id)).toEqual(appended);
    told.push(...inOrder.map(({ through }, index) => ({ through, seen: index + 1 })));
    for (const { through, seen } of told) {
      const rest = appended.slice(seen);
      const again = rest.length === 0 ? collected(store.readAll(through)) : followed(store, through, rest.length);
      expect(ids(await again)).toEqual(rest);
    }
  });

  it('says that it is at the end of a log in which nothing is ours, and again after each event of ours', async () => {
    const from = await store.head();
    const stop = new AbortController();
    const ends: number[] = [];
    let seen = 0;
    for await (const { events, isAtEnd } of store.subscribe(from, stop.signal)) {
      seen += events.length;
      if (!isAtEnd) continue;
      ends.push(seen);
      if (seen === 3) stop.abort();
      else if (ends.at(-1) !== ends.at(-2)) await store.append(newStream(), newEvents(1), 0);
    }
    expect([...new Set(ends)]).toEqual([0, 1, 2, 3]);
  });

  it('moves on where the log holds nothing of ours, live and when it is read, and is not sent that again', async () => {
    const other = await openStore({ ...settings, prefix: freshPrefix() });
    const from = await store.head();
    const stop = new AbortController();
    let live = from;
    let before: Position = '~';
    const following = (async () => {
      for await (const { through } of store.subscribe(from, stop.signal)) {
        live = through;
        if (through > before) stop.abort();
      }
    })();
    await other.append(newStream(), newEvents(10), 0);
    before = await store.head();
    for (let n = 0; n < 10; n++) await other.append(newStream(), newEvents(100), 0);
    await following;
    expect(live > before).toBe(true);

    const slices: Slice[] = [];
    for await (const slice of store.readAll(from)) slices.push(slice);
    expect(slices.flatMap(({ events }) => events)).toEqual([]);
    expect(slices.at(-1)?.isAtEnd).toBe(true);
    expect((slices.at(-1) as Slice).through >= live).toBe(true);
    const events = newEvents(1);
    await store.append(newStream(), events, 0);
    for (const through of [live, (slices.at(-1) as Slice).through])
      expect(ids(await followed(store, through, 1))).toEqual(ids(events));
  });

  it('sees no stream of a council whose prefix only begins alike, and gives names without the prefix', async () => {
    const stream = newStream();
    const from = await store.head();
    const base = freshPrefix();
    const prefixes = [base, `${base}b-`, `${base}commitment-`];
    const stores = await Promise.all(prefixes.map((prefix) => openStore({ ...settings, prefix })));
    for (const [n, each] of stores.entries()) await each.append(stream, newEvents(n + 1), 0);
    const counts = await Promise.all(stores.map(async (each) => (await collected(each.readAll(from))).length));
    expect(counts).toEqual([1, 2, 3]);
    const [first] = await collected((stores[0] as EventStoreDbEventStore).readAll(from));
    expect(first?.stream).toBe(stream);
  });

  it('passes over what others have written among our streams, and over what is of no record', async () => {
    const [from, events] = [await store.head(), newEvents(2)];
    const foreign = [
      jsonEvent({ type: 'Theirs', data: { n: 1 } }),
      binaryEvent({ type: 'Bytes', data: Uint8Array.from([0, 255, 7]) }),
    ];
    for (const name of [newStream(), 'notes', 'commitment-not-a-uuid', `Lease-${settings.prefix}`]) {
      await store.connection.call((client, limits) =>
        client.appendToStream(settings.prefix + name, foreign, { ...limits, expectedRevision: 'no_stream' }),
      );
      await store.connection.call((client, limits) =>
        client.setStreamMetadata(settings.prefix + name, { maxCount: 9 }, limits),
      );
    }
    await store.append(newStream(), events, 0);
    expect(ids(await collected(store.readAll(from)))).toEqual(ids(events));
    expect(ids(await followed(store, from, 2))).toEqual(ids(events));
  });

  it('follows EventStoreDB’s conventions', async () => {
    const [stream, event] = [newStream(), newEvent({ causationId: 'event-0' })];
    await store.append(stream, [event], 0);
    const { client, limits } = store.connection.current;
    const found = [];
    for await (const { event } of client.readStream(settings.prefix + stream, {
      maxCount: 2,
      credentials: limits.credentials,
    })) {
      found.push(event);
    }
    expect(found).toMatchObject([
      {
        id: event.id,
        type: event.type,
        data: event.data,
        metadata: {
          $correlationId: event.correlationId,
          $causationId: 'event-0',
          commandId: event.commandId,
          statedOn: event.statedOn,
        },
      },
    ]);
  });

  it('leaves nothing behind that would end it, however a subscription or a read is left', async () => {
    const from = await store.head();
    await store.append(newStream(), newEvents(30), 0);
    for (let time = 0; time < 40; time++) {
      for await (const { events } of store.subscribe(from, new AbortController().signal)) if (events.length > 0) break;
      for await (const slice of store.readAll(from, 3)) if (slice.events.length > 0) break;
    }
    expect(await collected(store.readAll(from))).toHaveLength(30);
    expect(await store.head()).not.toBe(START);
  });
});
