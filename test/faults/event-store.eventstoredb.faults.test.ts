import { getEventListeners } from 'node:events';
import { status } from '@grpc/grpc-js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { EventStoreDbEventStore } from '../../src/event-sourcing/event-store.eventstoredb.js';
import { PATIENCE } from '../../src/event-sourcing/eventstoredb/connection.js';
import { START, type Recorded } from '../../src/event-sourcing/messages.js';
import { newEvent, newEvents, newStream } from '../support/new-event.js';
import { Refusal } from '../wire/errors.js';
import type { Harm, When } from '../wire/faults.js';
import { Told } from '../eventstoredb/support.js';
import { wireServer, type WireServer } from '../wire/server.js';
import { collected, followed, ids } from '../event-sourcing/event-store.contract.subject.js';
import { until } from '../support/until.js';

/** Shorter than usual, so that what waits for a limit does not wait long. */
const PATIENT = { ...PATIENCE, call: 400, retries: 8_000 };
const PREFIX = 'cheshire-';

let server: WireServer;
let store: EventStoreDbEventStore;
let told: Told;
const open = (connectionString = server.connectionString, prefix = PREFIX, patience = PATIENT) =>
  EventStoreDbEventStore.open({ connectionString, prefix }, told, patience);

// Every drop is said in the log.
beforeAll(() => void Logger.overrideLogger(false));
afterAll(() => void Logger.overrideLogger(['log']));
beforeEach(async () => {
  told = new Told();
  server = await wireServer();
  store = await open();
});
afterEach(async () => {
  await store.close();
  await server.stop();
});

const methods = (method: string) => server.calls.filter((call) => call.method === method);

describe('an append whose answer does not come', () => {
  const harms: [string, string, Harm, When][] = [
    ['UNAVAILABLE', 'unavailable', { kind: 'status', code: status.UNAVAILABLE }, {}],
    ['CANCELLED', 'cancelled', { kind: 'status', code: status.CANCELLED }, {}],
    ['ABORTED', 'aborted', { kind: 'status', code: status.ABORTED, details: 'Operation timed out' }, {}],
    ['DEADLINE_EXCEEDED', 'deadline', { kind: 'status', code: status.DEADLINE_EXCEEDED }, {}],
    ['INTERNAL', 'internal', { kind: 'status', code: status.INTERNAL, details: 'Received RST_STREAM' }, {}],
    ['UNKNOWN of the transport', 'transport', { kind: 'status', code: status.UNKNOWN, details: 'transport error' }, {}],
    ['silence', 'deadline', { kind: 'silent' }, {}],
    ['a connection cut', 'unavailable', { kind: 'cut' }, {}],
  ];
  const stored = harms.map(([name, reason, harm]) => [`${name}, stored`, reason, harm, { stored: true }] as const);

  it.each([...harms, ...stored])(
    '%s: is tried again with the same ids and stored once',
    async (_, reason, harm, when) => {
      const [stream, events] = [newStream(), newEvents(2)];
      const fault = server.fault('append', harm, { ...when, times: 2 });
      expect(await store.append(stream, events, 0)).toMatchObject({ version: 2 });
      expect(fault.met).toBe(2);
      expect(told.retries).toEqual([reason, reason]);
      expect(ids(await store.read(stream))).toEqual(ids(events));
    },
  );

  it('is told as a fault when patience ends, and stored once when it is sent again', async () => {
    await store.close();
    store = await open(undefined, undefined, { ...PATIENT, retries: 300 });
    const [stream, events] = [newStream(), newEvents(1)];
    const fault = server.fault('append', { kind: 'status', code: status.UNAVAILABLE }, { stored: true, times: 99 });
    await expect(store.append(stream, events, 0)).rejects.toMatchObject({ name: 'StoreFault', kind: 'UNREACHABLE' });
    fault.cancel();
    expect(await store.append(stream, events, 0)).toMatchObject({ version: 1 });
  });

  it('is not tried again where the server says no for good', async () => {
    const no = { kind: 'status', code: status.UNKNOWN, details: 'Exception was thrown by handler.' } as const;
    const fault = server.fault('append', no, { times: 9 });
    await expect(store.append(newStream(), newEvents(1), 0)).rejects.toMatchObject({ kind: 'UNREADABLE' });
    expect(fault.met).toBe(1);
  });

  it('goes to the leader when it met another node', async () => {
    const other = await wireServer({ store: server.store });
    const { host, port } = other;
    server.fault('append', { kind: 'notLeader', host, port });
    const [stream, events] = [newStream(), newEvents(1)];
    expect(await store.append(stream, events, 0)).toMatchObject({ version: 1 });
    expect(told.retries).toEqual(['not-leader']);
    expect(other.calls.some(({ method }) => method === 'append')).toBe(true);
    await store.close();
    await other.stop();
  });

  it('survives a server that is killed and comes back, for each of many under way', async () => {
    const appends = Array.from({ length: 50 }, () => ({ stream: newStream(), events: newEvents(1) }));
    const appending = appends.map(({ stream, events }) => store.append(stream, events, 0));
    await until(() => methods('append').length > 10);
    await server.restart();
    expect(await Promise.all(appending)).toHaveLength(50);
    const all = await collected(store.readAll(START));
    expect(new Set(ids(all)).size).toBe(50);
    expect(all).toHaveLength(50);
  });
});

describe('the client’s own defects', () => {
  it('never uses the stream that all appends share, nor asks what the server can do', async () => {
    await store.append(newStream(), newEvents(1), 0);
    expect([methods('append').length, methods('batchAppend').length, methods('features').length]).toEqual([1, 0, 0]);
  });

  it('does not let the trouble of one connection touch another', async () => {
    const neighbour = await wireServer();
    const other = await open(neighbour.connectionString);
    server.fault('append', { kind: 'status', code: status.UNAVAILABLE }, { times: 3 });
    const answers = await Promise.all([
      store.append(newStream(), newEvents(1), 0),
      other.append(newStream(), newEvents(1), 0),
    ]);
    expect(answers.map(({ version }) => version)).toEqual([1, 1]);
    expect(neighbour.calls.filter(({ method }) => method === 'append')).toHaveLength(1);
    await other.close();
    await neighbour.stop();
  });

  it('appends whatever the server’s clock says', async () => {
    server.clockSkewMs = 15_000;
    expect(await store.append(newStream(), newEvents(1), 0)).toMatchObject({ version: 1 });
    server.clockSkewMs = -15_000;
    expect(await store.append(newStream(), newEvents(1), 0)).toMatchObject({ version: 1 });
  });

  it('gives up reads that are never answered, and reads again', async () => {
    const [stream, events] = [newStream(), newEvents(3)];
    await store.append(stream, events, 0);
    const silent = server.fault('read', { kind: 'silent' }, { times: 2 });
    expect(ids(await store.read(stream))).toEqual(ids(events));
    expect(silent.met).toBe(2);
    server.fault('read', { kind: 'silent' }, { stream: '$all' });
    expect(await store.head()).not.toBe(START);
  });

  it('lets go of what was read, however long the connection lives', async () => {
    const stream = newStream();
    await store.append(stream, newEvents(1), 0);
    const { signal } = store.connection.closing;
    const before = getEventListeners(signal, 'abort').length;
    server.fault('read', { kind: 'silent' });
    for (let read = 0; read < 5; read++) await store.read(stream);
    // The one that was never answered goes with its client, a little later.
    await until(() => getEventListeners(signal, 'abort').length === before);
    expect(getEventListeners(signal, 'abort')).toHaveLength(before);
  });

  it('refuses what is too long before the call, in a sentence, and what the server finds too long as well', async () => {
    const long = (length: number) => [newEvent({ data: { text: 'x'.repeat(length) } })];
    const before = server.calls.length;
    await expect(store.append(newStream(), long(1_050_000), 0)).rejects.toMatchObject({
      code: 'INVALID',
      message: expect.stringMatching(/^This is too long to be recorded at once: .+ 1024 KiB\./),
    });
    expect(server.calls).toHaveLength(before);
    expect(await store.append(newStream(), long(1_040_000), 0)).toMatchObject({ version: 1 });

    const small = await wireServer({ maxAppendSize: 65_536 });
    const other = await open(small.connectionString);
    await expect(other.append(newStream(), long(70_000), 0)).rejects.toMatchObject({
      code: 'INVALID',
      message: expect.stringContaining('64 KiB'),
    });
    await other.close();
    await small.stop();
  });
});

describe('a subscription', () => {
  const drops: [string, () => void | Promise<void>][] = [
    [
      'that the server dropped as too slow',
      () => server.dropSubscriptions(new Refusal(status.ABORTED, 'Operation timed out')),
    ],
    ['that the server dropped as it went', () => server.dropSubscriptions(new Refusal(status.CANCELLED, 'gone'))],
    ['that the server ended well', () => server.dropSubscriptions()],
    ['whose connection was cut', () => server.cut()],
    ['whose server was killed and came back', () => server.restart()],
  ];

  it.each(drops)('%s goes on where it stood, with nothing lost and nothing twice', async (_, drop) => {
    const appended: string[] = [];
    const append = async (count: number) => {
      const events = newEvents(count);
      appended.push(...ids(events));
      await store.append(newStream(), events, 0);
    };
    const stop = new AbortController();
    const seen: Recorded[] = [];
    const ends: boolean[] = [];
    const following = (async () => {
      for await (const { events, isAtEnd } of store.subscribe(START, stop.signal)) {
        seen.push(...events);
        ends.push(isAtEnd);
      }
    })();
    for (let round = 0; round < 3; round++) {
      await append(20);
      await until(() => seen.length >= 10);
      await drop();
      await append(20);
    }
    await until(() => seen.length >= appended.length && ends.at(-1) === true);
    expect(ids(seen)).toEqual(appended);
    // Whoever follows has been told that it was cut off, and that it is at the end again.
    expect(told.drops.length).toBeGreaterThan(0);
    expect(told.resumed).toBe(told.drops.length);
    expect(ends).toContain(false);
    stop.abort();
    await following;
    await until(() => server.openCalls.size === 0);
  });

  it('that is refused says why in the log, once for each reason, and when it goes on', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
    const stop = new AbortController();
    let ends = 0;
    const following = (async () => {
      for await (const { isAtEnd } of store.subscribe(START, stop.signal)) if (isAtEnd) ends++;
    })();
    await until(() => ends === 1);
    server.dropSubscriptions(new Refusal(status.CANCELLED, 'gone'));
    const no = { kind: 'status', code: status.PERMISSION_DENIED, trailers: { exception: 'access-denied' } } as const;
    const refused = server.fault('subscribe', no, { times: 3 });
    await until(() => refused.met === 3 && ends === 2);
    stop.abort();
    await following;
    expect(warn.mock.calls.map(([sentence]) => String(sentence))).toEqual([
      expect.stringMatching(/^The log cannot be followed, and is tried again: EventStoreDB at .* cannot be reached/),
      expect.stringMatching(/^The log cannot be followed, and is tried again: The user nobody lacks the right/),
      'The log is followed again.',
    ]);
    warn.mockRestore();
  });

  it('that is never confirmed is begun anew', async () => {
    const events = newEvents(2);
    await store.append(newStream(), events, 0);
    const silent = server.fault('subscribe', { kind: 'silent' }, { times: 2 });
    expect(ids(await followed(store, START, 2))).toEqual(ids(events));
    expect(silent.met).toBe(2);
  });

  it('that brings nothing for long is begun anew, and nothing is told twice', async () => {
    await store.close();
    store = await open(undefined, undefined, { ...PATIENT, silence: 50 });
    const events = newEvents(2);
    await store.append(newStream(), events, 0);
    const stop = new AbortController();
    const seen: Recorded[] = [];
    const following = (async () => {
      for await (const slice of store.subscribe(START, stop.signal)) seen.push(...slice.events);
    })();
    await until(() => methods('subscribe').length >= 4);
    stop.abort();
    await following;
    expect(ids(seen)).toEqual(ids(events));
    expect(told.drops).toEqual([]);
  });

  it('leaves no call behind, however it is left', async () => {
    await store.append(newStream(), newEvents(30), 0);
    for (let time = 0; time < 5; time++) {
      for await (const { events } of store.subscribe(START, new AbortController().signal)) if (events.length > 0) break;
      for await (const slice of store.readAll(START, 3)) if (slice.events.length > 0) break;
    }
    const failing = async () => {
      for await (const slice of store.subscribe(START, new AbortController().signal))
        throw new Error(`${slice.through}`);
    };
    await expect(failing()).rejects.toThrow();
    await until(() => server.openCalls.size === 0);
    expect(server.openCalls.size).toBe(0);
  });
});
