import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EventStoreDbEventStore } from '../../src/event-sourcing/event-store.eventstoredb.js';
import { SqliteEventStore } from '../../src/event-sourcing/event-store.sqlite.js';
import { START } from '../../src/event-sourcing/messages.js';
import { endService, readyService, type ReadyService } from '../support/service-process.js';
import { temporaryFolder } from '../support/temporary.js';
import { wireServer, type WireServer } from '../wire/server.js';

/** Requests under way when the service is told to stop. */
const UNDER_WAY = 24;

const MAKE = `mutation ($input: MakeCommitmentInput!) {
  makeCommitment(input: $input) { commitment { id } events { id } userErrors { message } }
}`;

/** What a request came to; no status when the connection was cut. */
interface Came {
  readonly status: number | undefined;
  readonly events: readonly string[];
}

describe('a service that is told to stop with appends under way', () => {
  let folder: string;
  let service: ReadyService;
  let agent: Agent;
  let holder: DatabaseSync;
  beforeEach(async () => {
    folder = temporaryFolder();
    service = await readyService({ DATA_DIR: folder, LOG_LEVEL: 'info', RATE_LIMIT: '0' });
    agent = new Agent({ keepAlive: true, maxSockets: UNDER_WAY + 1 });
    // Their sockets are open before it counts, so that what is written to them arrives in the order of writing.
    await Promise.all(Array.from({ length: UNDER_WAY + 1 }, () => asked('GET', '/health/live')));
    holder = new DatabaseSync(join(folder, 'events.sqlite'));
    holder.exec('begin immediate');
  });
  afterEach(async () => {
    holder.close();
    agent.destroy();
    await endService(service);
  });

  const asked = (method: string, path: string, body?: object): Promise<Came> =>
    new Promise((resolve) => {
      const headers = { authorization: `Bearer ${service.token('governance')}`, 'content-type': 'application/json' };
      const cut = () => resolve({ status: undefined, events: [] });
      const sent = request(`${service.url}${path}`, { method, agent, headers }, (answer) => {
        let text = '';
        answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
        answer.on('error', cut);
        answer.on('end', () => {
          const made = (JSON.parse(text) as { data?: { makeCommitment?: { events: { id: string }[] } } }).data;
          resolve({ status: answer.statusCode, events: (made?.makeCommitment?.events ?? []).map(({ id }) => id) });
        });
      });
      sent.on('error', cut).end(body && JSON.stringify(body));
    });

  const make = () => {
    const input = { title: 'A hub', audiences: ['all'], initialState: 'AGREED', idempotencyKey: randomUUID() };
    return asked('POST', '/graphql', { query: MAKE, variables: { input } });
  };

  /** Requests that wait for the log, which another process holds; the service has taken all of them in. */
  const underWay = async (): Promise<readonly Promise<Came>[]> => {
    const making = Array.from({ length: UNDER_WAY }, make);
    for (let turn = 0; turn < 3; turn++) expect((await asked('GET', '/health/live')).status).toBe(200);
    return making;
  };

  const stored = async (): Promise<ReadonlySet<string>> => {
    const store = await SqliteEventStore.open(join(folder, 'events.sqlite'), { clock: () => new Date() });
    const ids = new Set<string>();
    for await (const { events } of store.readAll(START)) for (const { id } of events) ids.add(id);
    expect(await store.verify()).toEqual([]);
    await store.close();
    return ids;
  };

  it('answers every one of them, takes no new one, and is gone within ten seconds', async () => {
    const making = await underWay();
    const began = performance.now();
    service.started.kill('SIGTERM');
    await service.prints('SIGTERM: stopping');
    const late = await make();
    holder.exec('rollback');

    const answers = await Promise.all(making);
    expect(await service.exited).toBe(0);
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    const ids = await stored();
    for (const { events } of answers)
      expect([events.length > 0, events.every((id) => ids.has(id))]).toEqual([true, true]);
    expect([undefined, 503]).toContain(late.status);
  });

  it('acknowledges none of them when they cannot be stored, and is gone within ten seconds all the same', async () => {
    const making = await underWay();
    const began = performance.now();
    service.started.kill('SIGTERM');
    expect(await service.exited).toBe(1);
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(service.output.out).toContain('Stopping took too long; what was under way is cut off.');
    holder.exec('rollback');
    const answers = await Promise.all(making);
    expect(answers.flatMap(({ events }) => events)).toEqual([]);
  });
});

describe('a service on EventStoreDB that is told to stop with appends under way', () => {
  let server: WireServer;
  let service: ReadyService;
  beforeEach(async () => {
    server = await wireServer();
    const settings = { EVENT_STORE: 'eventstoredb', EVENTSTORE_URL: server.connectionString };
    service = await readyService({ DATA_DIR: temporaryFolder(), LOG_LEVEL: 'info', RATE_LIMIT: '0', ...settings });
  });
  afterEach(async () => {
    await endService(service);
    await server.stop();
  });

  it('waits for a late answer of the server, closes its subscriptions and is gone', async () => {
    const late = server.fault('append', { kind: 'late', ms: 1_500 }, { stream: /^commitment-/ });
    const making = made(service);
    while (late.met === 0) await new Promise((next) => setTimeout(next, 5));
    const began = performance.now();
    service.started.kill('SIGTERM');
    const [id] = await making;
    expect(await service.exited).toBe(0);
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(await idsOn(server)).toContain(id);
    // The server hears of it a moment after the process has gone.
    while (server.openCalls.size > 0) await new Promise((next) => setTimeout(next, 10));
  });

  it('acknowledges nothing where the server does not answer, and is gone within ten seconds', async () => {
    const silent = server.fault('append', { kind: 'silent' }, { stream: /^commitment-/, times: 99 });
    const making = made(service);
    while (silent.met === 0) await new Promise((next) => setTimeout(next, 5));
    const began = performance.now();
    service.started.kill('SIGTERM');
    expect(await making).toEqual([]);
    await service.exited;
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});

/** Makes one commitment; answers the ids of what was acknowledged. */
const made = async ({ url, token }: ReadyService): Promise<readonly string[]> => {
  const headers = { authorization: `Bearer ${token('governance')}`, 'content-type': 'application/json' };
  const input = { title: 'A hub', audiences: ['all'], initialState: 'AGREED' };
  const body = JSON.stringify({ query: MAKE, variables: { input } });
  try {
    const answer = await fetch(`${url}/graphql`, { method: 'POST', headers, body });
    const { data } = (await answer.json()) as { data?: { makeCommitment?: { events: { id: string }[] } } | null };
    return (data?.makeCommitment?.events ?? []).map(({ id }) => id);
  } catch {
    return [];
  }
};

const idsOn = async ({ connectionString }: WireServer): Promise<readonly string[]> => {
  const store = await EventStoreDbEventStore.open({ connectionString, prefix: '' });
  const ids: string[] = [];
  for await (const { events } of store.readAll(START)) ids.push(...events.map(({ id }) => id));
  await store.close();
  return ids;
};
