import { readFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';

const root = new URL('../../', import.meta.url);

describe('the ground', () => {
  it('runs on Node 24 or newer, whatever the machine brought', () => {
    expect(Number(process.versions.node.split('.')[0])).toBeGreaterThanOrEqual(24);
  });

  it('has a SQLite with full text search built in', () => {
    const db = new DatabaseSync(':memory:');
    db.exec(`create virtual table words using fts5 (text); insert into words values ('pen picture')`);
    expect(db.prepare(`select count(*) as found from words where words match 'picture'`).get()).toEqual({ found: 1 });
    db.close();
  });

  it('runs compiled JavaScript, so that a test may start a worker from a file', async () => {
    expect(import.meta.url).toMatch(/\/build\/test\/ground\.test\.js$/);
    const worker = new Worker(`require('node:worker_threads').parentPort.postMessage(process.version)`, { eval: true });
    expect(await once(worker, 'message')).toEqual([process.version]);
  });

  it('locks every package whole and for every platform, so that npm ci works anywhere', async () => {
    const lock = JSON.parse(await readFile(new URL('package-lock.json', root), 'utf8')) as {
      packages: Record<
        string,
        { version?: string; resolved?: string; integrity?: string; optionalDependencies?: Record<string, string> }
      >;
    };
    const packages = Object.entries(lock.packages);
    const names = new Set(packages.map(([path]) => path.split('node_modules/').at(-1)));

    const incomplete = packages.filter(
      ([path, { version, resolved, integrity }]) =>
        path !== '' && !(version && integrity && resolved?.startsWith('https://registry.npmjs.org/')),
    );
    const missing = packages.flatMap(([, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => !names.has(name)),
    );
    expect({ incomplete, missing }).toEqual({ incomplete: [], missing: [] });
  });
});
