import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { NO_STREAM, START, streamNameFilter } from '@eventstore/db-client';
import type { AllStreamSubscription, EventStoreDBClient } from '@eventstore/db-client';
import { status } from '@grpc/grpc-js';
import { Refusal } from './errors.js';
import type { WireServer } from './server.js';
import { ADMIN, anEvent, appended, Wire } from './support.js';

const wire = new Wire();
let server: WireServer;
let client: EventStoreDBClient;
beforeEach(async () => {
  server = await wire.server();
  client = wire.client(server);
  // Connected before any deadline begins to run.
  await appended(client, 'first');
});
afterEach(() => wire.end());

const follow = (): AllStreamSubscription =>
  client.subscribeToAll({ fromPosition: START, filter: streamNameFilter({ prefixes: ['notes'] }), credentials: ADMIN });
/** The error a subscription is told, in the words the client has for it. */
const errorOf = async (subscription: AllStreamSubscription): Promise<unknown> => {
  const [error] = (await once(subscription as never, 'oops').catch((thrown: unknown) => [thrown])) as [
    { type: string },
  ];
  return error.type;
};
const stored = (): bigint => server.store.last('notes') + 1n;

describe('a call that is harmed', () => {
  it('is never answered and not stored, but its deadline ends it', async () => {
    const fault = server.fault('append', { kind: 'silent' });
    await expect(appended(client, 'notes', { deadline: 1000 })).rejects.toMatchObject({ type: 'deadline-exceeded' });
    expect([fault.met, stored()]).toEqual([1, 0n]);
    await expect(appended(client)).resolves.toBe(0n);
  });

  it('is stored and not answered, and the same ids are then no second event', async () => {
    server.fault('append', { kind: 'silent' }, { stored: true });
    const first = { event: anEvent(), expectedRevision: NO_STREAM } as const;
    await expect(appended(client, 'notes', { ...first, deadline: 1000 })).rejects.toMatchObject({
      type: 'deadline-exceeded',
    });
    expect(stored()).toBe(1n);
    await expect(appended(client, 'notes', first)).resolves.toBe(0n);
    expect(stored()).toBe(1n);
  });

  it('is answered late', async () => {
    server.fault('append', { kind: 'late', ms: 300 });
    const asked = performance.now();
    await expect(appended(client)).resolves.toBe(0n);
    expect(performance.now() - asked).toBeGreaterThan(290);
  });

  it.each([
    [{ kind: 'status', code: status.UNAVAILABLE, details: 'Server Is Too Busy' }, 'unavailable'],
    [{ kind: 'status', code: status.ABORTED }, 'timeout'],
    [{ kind: 'status', code: status.CANCELLED }, 'cancelled'],
    [{ kind: 'status', code: status.INTERNAL }, 'unknown'],
    [{ kind: 'notLeader', host: '127.0.0.1', port: 9 }, 'not-leader'],
    [{ kind: 'cut' }, 'unavailable'],
  ] as const)('ends as ordered: %j', async (harm, type) => {
    server.fault('append', harm);
    await expect(appended(client)).rejects.toMatchObject({ type });
    expect(stored()).toBe(0n);
  });

  it('may be one of a stream only, for as long as ordered', async () => {
    const fault = server.fault('append', { kind: 'status', code: status.UNAVAILABLE }, { stream: /^bad-/, times: 2 });
    await expect(appended(client, 'good')).resolves.toBe(0n);
    await expect(appended(client, 'bad-1')).rejects.toMatchObject({ type: 'unavailable' });
    await expect(appended(client, 'bad-2')).rejects.toMatchObject({ type: 'unavailable' });
    await expect(appended(client, 'bad-1')).resolves.toBe(0n);
    expect(fault.met).toBe(2);
  });
});

describe('a read', () => {
  it('that ends too soon looks whole', async () => {
    for (let i = 0; i < 5; i++) await appended(client);
    server.fault('read', { kind: 'end' }, { afterEvents: 2 });
    let count = 0;
    for await (const _ of client.readStream('notes')) count++;
    expect(count).toBe(2);
  });

  it('lets go of its call when it is broken off', async () => {
    for (let i = 0; i < 5; i++) await appended(client);
    const read = client.readStream('notes');
    await once(read as never, 'readable');
    await read.cancel();
    // One more call on the same connection: what was sent before it has arrived when it is answered.
    await appended(client);
    expect([...server.openCalls].filter(({ method }) => method === 'read')).toEqual([]);
  });
});

describe('a subscription', () => {
  it('is dropped with the status ordered', async () => {
    const subscription = follow();
    await once(subscription as never, 'caughtUp');
    const told = errorOf(subscription);
    server.dropSubscriptions(new Refusal(status.ABORTED, 'Operation timed out'));
    await expect(told).resolves.toBe('timeout');
  });

  it('is dropped with nothing but an end', async () => {
    const subscription = follow();
    await once(subscription as never, 'caughtUp');
    subscription.resume();
    const ended = once(subscription as never, 'end');
    server.dropSubscriptions();
    await expect(ended).resolves.toEqual([]);
  });

  it('falls silent after some events', async () => {
    server.fault('subscribe', { kind: 'silent' }, { afterEvents: 2 });
    for (let i = 0; i < 5; i++) await appended(client);
    const subscription = follow();
    let count = 0;
    subscription.on('data', () => count++).on('caughtUp', () => expect('caught up').toBe('never'));
    while (count < 2) await once(subscription as never, 'data');
    await appended(client);
    expect([count, server.openCalls.size]).toEqual([2, 1]);
  });
});

describe('a server', () => {
  it('is killed and comes back with what it had stored', async () => {
    await appended(client);
    const subscription = follow();
    await once(subscription as never, 'caughtUp');
    const told = errorOf(subscription);
    await server.kill();
    await expect(told).resolves.toBe('unavailable');
    await server.restart();
    await expect(appended(wire.client(server))).resolves.toBe(1n);
  });

  it('dies with an append that it had stored', async () => {
    server.fault('append', { kind: 'kill' }, { stored: true });
    const event = anEvent();
    await expect(appended(client, 'notes', { event, expectedRevision: NO_STREAM })).rejects.toMatchObject({
      type: 'unavailable',
    });
    await server.restart();
    await expect(appended(wire.client(server), 'notes', { event, expectedRevision: NO_STREAM })).resolves.toBe(0n);
    expect(stored()).toBe(1n);
  });

  it('freezes with its connections open, and thaws', async () => {
    await appended(client);
    server.freeze();
    await expect(appended(client, 'notes', { deadline: 300 })).rejects.toMatchObject({ type: 'deadline-exceeded' });
    server.thaw();
    await expect(appended(client, 'others')).resolves.toBe(0n);
  });

  it('whose clock is ahead refuses batches, and stores with its own time', async () => {
    server.clockSkewMs = 15_000;
    await expect(client.appendToStream('notes', [anEvent()])).rejects.toMatchObject({ type: 'deadline-exceeded' });
    await appended(client);
    for await (const { event } of client.readStream('notes')) {
      expect(event!.created.getTime() - Date.now()).toBeGreaterThan(10_000);
    }
  });
});
