import { spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { configFrom, type CompleteConfig } from '../../src/config.js';
import { SystemClock } from '../../src/event-sourcing/clock.js';
import { derivedId } from '../../src/event-sourcing/identity.js';
import { START, type Role } from '../../src/event-sourcing/messages.js';
import { openStores } from '../../src/event-sourcing/stores.js';
import { FILES } from '../../src/exports/exports.list.js';
import { exampleAnswers } from '../example/example-plan.answers.js';
import { eventsOf } from '../example/record.js';
import { CLI, runCli } from '../support/cli.js';
import { startTracker, type Tracker } from '../support/tracker.js';
import { wireServer, type WireServer } from '../wire/server.js';
import { until } from '../support/until.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** A real server where one is named, else the one that speaks its protocol. */
const REAL = process.env['EVENTSTORE_TEST_URL'];

type Settings = Readonly<Record<string, string>>;

/** Something asked of the service. */
interface Asked {
  readonly role: Role;
  readonly query: string;
}

/** Who the pages' readers are, by the names of their tokens. */
const READERS: Readonly<Record<string, readonly [role: Role, name: string, body?: string]>> = {
  AUDITOR: ['auditor', 'Example Auditor'],
  GOVERNANCE: ['governance', 'Example Officer', 'Democratic Services'],
  LEAD: ['lead', 'Example Lead', 'Care Leaver Service'],
  OFFICER: ['data-protection', 'Example Data Protection Officer'],
};

/** Everything a page has its reader ask of GraphQL, in its order. */
const askedIn = (page: string): readonly Asked[] => {
  const text = readFileSync(join(ROOT, page), 'utf8');
  const short = [...text.matchAll(/^ask "\$(\w+)" '(.*)'$/gm)].map(([, who, query]) => [who, `{"query":"${query}"}`]);
  const long = [...text.matchAll(/Bearer \$(\w+)"[^\n]*\\\n +-d '(\{"query".*\})'/g)].map(([, who, body]) => [
    who,
    body,
  ]);
  return [...short, ...long].map(([who = '', body = '']) => ({
    role: READERS[who]![0],
    query: (JSON.parse(body) as { query: string }).query,
  }));
};

const isMutation = ({ query }: Asked): boolean => query.startsWith('mutation');
const inPages = ['README.md', 'docs/api.md'].flatMap(askedIn);
const EXPORTS = FILES.flatMap(({ name }) => {
  const parameters = name === 'changes' ? '?from=2025-09-30' : '';
  return [`${name}.csv${parameters}`, `${name}.json${parameters}`];
});

/** A token as the command line makes it for the reader of that role. */
const tokenOf = ({ token }: Tracker, role: Role): Promise<string> => {
  const [, name = role, body] = Object.values(READERS).find(([other]) => other === role) ?? [];
  return token(role, derivedId('account', name), { name, ...(body === undefined ? {} : { body }) });
};

/** An answer without what each store counts in its own way. */
const unplaced = (answer: string): string =>
  answer.replaceAll(/"(position|cursor|startCursor|endCursor)":"[^"]*"/g, '"$1":""');

const answered = async (tracker: Tracker, { role, query }: Asked): Promise<string> => {
  const headers = { authorization: `Bearer ${await tokenOf(tracker, role)}` };
  const { statusCode, payload } = await tracker.app.inject({
    method: 'POST',
    url: '/graphql',
    headers,
    payload: { query },
  });
  return `${statusCode} ${unplaced(payload)}`;
};

const exported = async (tracker: Tracker, path: string): Promise<string> => {
  const headers = { authorization: `Bearer ${await tokenOf(tracker, 'auditor')}` };
  const { statusCode, payload } = await tracker.app.inject({ method: 'GET', url: `/exports/${path}`, headers });
  return `${statusCode} ${payload}`;
};

describe('the example plan, moved from a file to EventStoreDB and back', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tracker-'));
  const before = new Date().toISOString();
  const asked: Asked[] = inPages.filter((one) => !isMutation(one));
  const answers = new Map<string, string>();
  const allAnswers = async (tracker: Tracker): Promise<Map<string, string>> => {
    const all = new Map<string, string>();
    for (const one of asked) all.set(`${one.role}: ${one.query}`, await answered(tracker, one));
    for (const path of EXPORTS) all.set(path, await exported(tracker, path));
    return all;
  };
  let server: WireServer | undefined;
  let source: Tracker;
  let total = 0;
  let digest = '';

  /** The settings of a service of its own, with its own master key. */
  const settingsOf = (name: string, more: Settings = {}): Settings => ({
    NODE_ENV: 'development',
    DATA_DIR: join(folder, name),
    MASTER_KEY: randomBytes(32).toString('base64'),
    TOKEN_SECRET: 'a secret of at least thirty-two bytes',
    ...more,
  });
  const fileOf = (settings: Settings): string => {
    const file = join(folder, `${randomUUID()}.env`);
    writeFileSync(
      file,
      Object.entries(settings)
        .map(([name, value]) => `${name}='${value}'\n`)
        .join(''),
    );
    return file;
  };
  let here: Settings;
  let there: Settings;
  let back: Settings;

  beforeAll(async () => {
    if (REAL === undefined) server = await wireServer();
    here = settingsOf('here');
    there = settingsOf('there', {
      EVENT_STORE: 'eventstoredb',
      EVENTSTORE_URL: REAL ?? (server as WireServer).connectionString,
      EVENTSTORE_PREFIX: `m${randomUUID().slice(0, 8)}-`,
    });
    back = settingsOf('back');
    source = await startTracker({ ...here, RATE_LIMIT: '0' }, []);
    await source.projector.following();
  });
  afterAll(async () => {
    await source.stop();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  describe('before', () => {
    const listening = {
      get app() {
        return source.app;
      },
      ask: (query: string, variables: object = {}, role: Role = 'governance') => {
        asked.push({ role, query });
        return source.ask(query, variables, role);
      },
    };
    exampleAnswers(
      () => listening,
      () => before,
    );

    it('with everything that the pages record in it, an erasure among it', async () => {
      const between = new Date().toISOString();
      const history = 'history(first: 20) { nodes { id recordedAt isErased } }';
      const known = `{ commitments(first: 100, knownAt: "${between}") { nodes { reference state ${history} } } }`;
      asked.push(
        { role: 'auditor', query: known },
        { role: 'auditor', query: known.replace(/, knownAt: "[^"]*"/, '') },
      );
      for (const mutation of inPages.filter(isMutation)) {
        expect(await answered(source, mutation)).toMatch(/^200 \{"data":\{/);
      }
      const log = await eventsOf(source);
      expect(log.filter(({ type }) => type === 'WordsErased')).toHaveLength(1);
      expect(log.filter(({ sealed }) => sealed).length).toBeGreaterThan(10);
      expect(asked.length).toBeGreaterThan(80);
      while ((await eventsOf(source)).every(({ type }) => type !== 'ErasureAcknowledged')) {
        await new Promise((next) => setTimeout(next, 50));
      }
      const { position } = (await eventsOf(source)).at(-1)!;
      await source.projector.reached(position);
      for (const [question, answer] of await allAnswers(source)) answers.set(question, answer);
      expect(
        [...answers.values()].filter((answer) => !answer.startsWith('200 ') || answer.startsWith('200 {"errors"')),
      ).toEqual([]);
      total = (await eventsOf(source)).length;
    });
  });

  /** Moves, killed with SIGKILL as soon as so many events have come. */
  const killed = async (from: Settings, to: Settings, events: number): Promise<void> => {
    const { store, keys } = await openStores(configFrom(to) as CompleteConfig, new SystemClock());
    const child = spawn(process.execPath, [CLI, 'move', '--from', fileOf(from), '--to', fileOf(to)], { env: {} });
    const exited = once(child, 'exit');
    const stop = new AbortController();
    let seen = 0;
    for await (const slice of store.subscribe(START, stop.signal)) {
      seen += slice.events.length;
      if (seen >= events) stop.abort();
    }
    child.kill('SIGKILL');
    expect(await exited).toEqual([null, 'SIGKILL']);
    await store.close();
    await keys.close();
  };

  const DONE =
    /^([^]*)Copied (\d+) events, after (\d+) events that were there\. Comparing both logs\.\nFrom: (\d+) events, sha256 (\w{64})\nTo: {3}\4 events, sha256 \5\nKeys: (\d+) the same in both, 1 destroyed in both\.\nBoth hold the same, event by event and key by key\.\n$/;

  it.each([
    ['there', () => [here, there] as const],
    ['back', () => [there, back] as const],
  ])('%s has the same digest, though it was killed twice on the way', async (_, stores) => {
    const [from, to] = stores();
    await killed(from, to, Math.floor(total / 4));
    await killed(from, to, Math.floor(total / 2));
    const { code, out, err } = await runCli(['move', '--from', fileOf(from), '--to', fileOf(to)], {});
    expect([code, err]).toEqual([0, '']);
    const [, , copied, found, events, sha256] = DONE.exec(out) ?? [];
    expect(Number(copied) + Number(found)).toBe(total);
    expect(Number(found)).toBeGreaterThanOrEqual(Math.floor(total / 2));
    expect(Number(copied)).toBeGreaterThan(0);
    expect([Number(events), sha256]).toEqual([total, digest || sha256]);
    digest ||= sha256!;
  });

  it.each([
    ['on EventStoreDB', () => there],
    ['back in a file', () => back],
    // Only these two settings change where a council moves in earnest: read models of the old store lie in the folder.
    [
      'on EventStoreDB, in the data folder of before',
      () => ({ ...there, DATA_DIR: here['DATA_DIR']!, MASTER_KEY: here['MASTER_KEY']! }),
    ],
  ])('%s gives the same answers to all that was asked', async (name, settings) => {
    if (name.endsWith('before')) await source.stop();
    const tracker = await startTracker({ ...settings(), NODE_ENV: 'production', RATE_LIMIT: '0' });
    try {
      await tracker.projector.following();
      // A new data folder is a new copy of the service, which acknowledges the erasure for itself.
      const open: Asked = { role: 'data-protection', query: '{ openErasures { totalCount } }' };
      await until(async () => (await answered(tracker, open)).includes('"totalCount":0'));
      expect(await allAnswers(tracker)).toEqual(answers);
    } finally {
      await tracker.stop();
    }
  });
});
