import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { configFrom } from '../src/config.js';
import { completed } from '../src/development.js';

describe('the secrets of development', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tracker-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const development = (settings: Record<string, string> = {}) =>
    configFrom({ NODE_ENV: 'development', DATA_DIR: join(folder, 'data'), ...settings });

  it('are made once, in files that only their owner may read', async () => {
    const first = await completed(development());
    expect(first.masterKey).toHaveLength(32);
    expect(first.tokens).toMatchObject({ kind: 'secret', issuer: 'corporate-parenting-tracker' });
    expect(await completed(development())).toEqual(first);
    for (const file of ['development-master-key', 'development-token-secret']) {
      expect((await stat(join(folder, 'data', file))).mode & 0o777).toBe(0o600);
    }
  });

  it('are the same for two processes that start at once', async () => {
    const [one, other] = await Promise.all([completed(development()), completed(development())]);
    expect(one).toEqual(other);
  });

  it('give way to what is set', async () => {
    const MASTER_KEY = Buffer.alloc(32, 1).toString('base64');
    expect((await completed(development({ MASTER_KEY }))).masterKey).toEqual(Buffer.alloc(32, 1));
  });

  it('are never made in production', async () => {
    await expect(completed({ ...development(), production: true })).rejects.toThrow(/nothing is invented/);
  });
});
