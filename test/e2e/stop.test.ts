import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SqliteEventStore } from '../../src/event-sourcing/event-store.sqlite.js';
import { START } from '../../src/event-sourcing/messages.js';
import { endService, readyService, type ReadyService } from '../support/service-process.js';
import { temporaryFolder } from '../support/temporary.js';

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
