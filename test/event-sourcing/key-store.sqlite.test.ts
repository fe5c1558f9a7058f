import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it } from '@jest/globals';
import { SqliteKeyStore } from '../../src/event-sourcing/key-store.sqlite.js';
import { temporaryFolder } from '../support/temporary.js';
import { keyStoreContract } from './key-store.contract.js';

const master = randomBytes(32);
const opened: SqliteKeyStore[] = [];

const open = async (path: string, masterKey = master): Promise<SqliteKeyStore> => {
  const keys = await SqliteKeyStore.open(path, masterKey);
  opened.push(keys);
  return keys;
};

afterEach(async () => {
  for (const keys of opened.splice(0)) await keys.close();
});

const newPath = () => join(temporaryFolder(), 'keys.sqlite');
const close = () => Promise.resolve();

keyStoreContract('SQLite in a file', async () => {
  const path = newPath();
  return { keys: await open(path), reopen: () => open(path), close };
});
keyStoreContract('SQLite in memory', async () => ({ keys: await open(':memory:'), close }));

/** Every byte of every file in the folder of the keys, its journal among them. */
const bytesOnDisk = (path: string): Buffer => {
  const folder = join(path, '..');
  return Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name))));
};

describe('the key file', () => {
  it('holds no key in the clear', async () => {
    const path = newPath();
    const reserved = await (await open(path)).reserve(300);
    const bytes = bytesOnDisk(path);
    expect(reserved.filter((key) => bytes.includes(key.bytes))).toEqual([]);
  });

  it('holds no byte of a destroyed key, wrapped or not, while it is still open', async () => {
    const path = newPath();
    const keys = await open(path);
    const reserved = await keys.reserve(200);
    const other = new DatabaseSync(path);
    const { wrapped } = other.prepare('select wrapped from blocks where number = 1').get() as { wrapped: Uint8Array };
    other.close();
    expect(bytesOnDisk(path).includes(Buffer.from(wrapped))).toBe(true);

    await keys.destroy([reserved[2]?.number ?? 0]);

    const bytes = bytesOnDisk(path);
    // Eight bytes are found by chance once in many million times the age of this test.
    const pieces = Array.from({ length: Math.floor(wrapped.length / 8) }, (_, piece) => piece * 8);
    expect(pieces.filter((start) => bytes.includes(Buffer.from(wrapped.subarray(start, start + 8))))).toEqual([]);
    expect(statSync(`${path}-journal`).size).toBe(0);
    expect(await keys.find([reserved[2]?.number ?? 0])).toEqual(new Map());
    expect(await keys.find([reserved[3]?.number ?? 0])).toHaveProperty('size', 1);
  });

  it('shows another process at once which keys are gone', async () => {
    const path = newPath();
    const [server, commandLine] = [await open(path), await open(path)];
    const [key] = await server.reserve(1);
    expect(await commandLine.find([key?.number ?? 0])).toHaveProperty('size', 1);
    await commandLine.destroy([key?.number ?? 0]);
    expect(await server.find([key?.number ?? 0])).toEqual(new Map());
  });

  it('does not open with another master key, and says so', async () => {
    const path = newPath();
    await (await open(path)).reserve(1);
    const before = bytesOnDisk(path);
    await expect(open(path, randomBytes(32))).rejects.toMatchObject({
      name: 'StoreFault',
      kind: 'UNREADABLE',
      message: `The key file ${path} was made with another master key. Nothing was written.`,
    });
    expect(bytesOnDisk(path).equals(before)).toBe(true);
  });

  it('takes a master key of 32 bytes only', async () => {
    await expect(open(newPath(), randomBytes(16))).rejects.toThrow('A master key is 32 bytes long; this one has 16.');
  });

  it('says which part of it is damaged', async () => {
    const path = newPath();
    const keys = await open(path);
    const reserved = await keys.reserve(3);
    const other = new DatabaseSync(path);
    other.exec('update blocks set wrapped = zeroblob(length(wrapped))');
    other.close();
    await expect(keys.find([reserved[0]?.number ?? 0])).rejects.toMatchObject({
      kind: 'DAMAGED',
      message: `Block 1 of the key file ${path} is damaged.`,
    });
  });

  it('is not made of a file of another kind', async () => {
    const path = newPath();
    writeFileSync(path, 'a shopping list, and not a database at all'.repeat(100));
    await expect(open(path)).rejects.toMatchObject({ kind: 'UNREADABLE' });
    expect(readFileSync(path, 'utf8')).toMatch(/^a shopping list/);
  });
});
