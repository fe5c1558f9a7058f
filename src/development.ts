import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OWN_ISSUER, type CompleteConfig, type Config } from './config.js';

/**
 * The configuration with nothing missing. What development may leave out is read from two files in the data folder,
 * which only their owner may read and which are made when they are missing; in production both are set, so nothing is
 * ever made.
 */
export const completed = async (config: Config): Promise<CompleteConfig> => ({
  ...config,
  masterKey: config.masterKey ?? (await kept(config, 'development-master-key')),
  tokens: config.tokens ?? {
    kind: 'secret',
    secret: await kept(config, 'development-token-secret'),
    issuer: OWN_ISSUER,
    audience: OWN_ISSUER,
  },
});

/** 32 bytes kept in a file of this name; made once, then always the same. */
const kept = async ({ production, dataDir }: Config, name: string): Promise<Buffer> => {
  if (production) throw new Error(`In production nothing is invented: ${name} has no setting.`);
  const file = join(dataDir, name);
  const read = async () => Buffer.from((await readFile(file, 'utf8')).trim(), 'base64');
  try {
    return await read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  // Whole or not at all, and the first of two processes wins: a key cut short or replaced would make every word sealed
  // under it unreadable.
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flush: true });
  await link(draft, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await unlink(draft);
  return read();
};
