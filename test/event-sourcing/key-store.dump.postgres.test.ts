import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { SealingKey } from '../../src/event-sourcing/key-store.js';
import { PostgresKeyStore } from '../../src/event-sourcing/key-store.postgres.js';
import { ask, newDatabase, type TestDatabase } from '../support/postgres.js';
import { temporaryFolder } from '../support/temporary.js';

const run = promisify(execFile);
const master = randomBytes(32);

let live: TestDatabase;
let restored: TestDatabase;
beforeEach(async () => {
  [live, restored] = [await newDatabase(), await newDatabase()];
});
afterEach(async () => {
  await live.drop();
  await restored.drop();
});

/** The major version of PostgreSQL's own tools here; they refuse servers that are newer. */
const toolsVersion = async (): Promise<number> => {
  const { stdout } = await run('pg_dump', ['--version']).catch(() => ({ stdout: '' }));
  return Number(/ (\d+)/.exec(stdout)?.[1] ?? 0);
};

it('keys dumped under load open everything sealed before, and nothing that was destroyed', async () => {
  const [{ server } = {}] = await ask(live.url, "select current_setting('server_version_num')::int / 10000 as server");
  if ((await toolsVersion()) < Number(server)) {
    process.stderr.write(
      `Not run: pg_dump and pg_restore here are missing or older than the server (${String(server)}).\n`,
    );
    expect(Number(server)).toBeGreaterThan(0);
    return;
  }
  const keys = await PostgresKeyStore.open(live.url, master);
  const reserved: SealingKey[] = [];
  const isOver = new AbortController();
  const load = (async () => {
    while (!isOver.signal.aborted) reserved.push(...(await keys.reserve(7)));
  })();
  while (reserved.length < 70) await new Promise((next) => setTimeout(next, 5));
  const destroyed = reserved.slice(3, 5);
  await keys.destroy(destroyed.map(({ number }) => number));
  const before = reserved.filter((key) => !destroyed.includes(key));

  const file = join(temporaryFolder(), 'keys.dump');
  await run('pg_dump', ['--format=custom', `--file=${file}`, live.url]);
  isOver.abort();
  await load;
  await keys.close();
  expect(reserved.length).toBeGreaterThan(before.length + destroyed.length);

  await run('pg_restore', ['--no-owner', `--dbname=${restored.url}`, file]);
  const again = await PostgresKeyStore.open(restored.url, master, { mayCreate: false });
  const found = await again.find([...before, ...destroyed].map(({ number }) => number));
  expect(found).toEqual(new Map(before.map(({ number, bytes }) => [number, bytes])));
  await again.close();
});
