import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer, connect, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Client } from 'pg';
import type { SealingKey } from '../../src/event-sourcing/key-store.js';
import { PostgresKeyStore } from '../../src/event-sourcing/key-store.postgres.js';
import { addressOf, ask, newDatabase, type TestDatabase } from '../support/postgres.js';
import { temporaryFolder } from '../support/temporary.js';
import { makeCertificates, type Certificates } from '../wire/certificates.js';
import { keyStoreContract } from './key-store.contract.js';

const master = randomBytes(32);
const closing: (() => Promise<unknown>)[] = [];

let database: TestDatabase;
beforeEach(async () => {
  database = await newDatabase();
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  await database.drop();
});

const open = async (url = database.url, masterKey = master): Promise<PostgresKeyStore> => {
  const keys = await PostgresKeyStore.open(url, masterKey);
  closing.push(() => keys.close());
  return keys;
};

keyStoreContract('PostgreSQL', async () => ({
  keys: await open(),
  reopen: () => open(),
  close: () => Promise.resolve(),
}));

/** Every byte of the pages of the table, dead rows among them. */
const bytesOfTable = async (): Promise<Buffer> => {
  await ask(database.url, 'create extension if not exists pageinspect');
  const pages = await ask(
    database.url,
    `select get_raw_page('tracker_keys.blocks', page::integer) as page
     from generate_series(0, pg_relation_size('tracker_keys.blocks') / 8192 - 1) page`,
  );
  return Buffer.concat(pages.map(({ page }) => page as Buffer));
};

const wrappedOf = async (block: number): Promise<Buffer> => {
  const [row] = await ask(database.url, `select wrapped from tracker_keys.blocks where number = ${block}`);
  return row?.['wrapped'] as Buffer;
};

/** Eight bytes are found by chance once in many million times the age of this test. */
const piecesOf = (bytes: Buffer): Buffer[] =>
  Array.from({ length: Math.floor(bytes.length / 8) }, (_, piece) => bytes.subarray(piece * 8, piece * 8 + 8));

/** A way to the server that can be cut. */
const wayToServer = async () => {
  const server = new URL(database.url);
  const sockets = new Set<Socket>();
  let isOpen = true;
  const way = createServer((near) => {
    if (!isOpen) return near.destroy();
    const far = connect(Number(server.port || 5432), server.hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    }
    near.pipe(far).pipe(near);
    return undefined;
  });
  await new Promise<void>((resolve) => way.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  closing.push(() => {
    cut();
    return new Promise((resolve) => way.close(resolve));
  });
  const { port } = way.address() as AddressInfo;
  return {
    url: addressOf(database.name, (url) => ([url.hostname, url.port] = ['127.0.0.1', String(port)])),
    port,
    cut,
    set isOpen(now: boolean) {
      isOpen = now;
    },
  };
};

/** A way to the server that speaks TLS, as a server with this certificate would; answers its port. */
const encrypted = async ({ certificate: cert, key }: Certificates): Promise<number> => {
  const server = new URL(database.url);
  const sockets = new Set<Socket>();
  const way = createServer((near) => {
    // The first message only asks for TLS.
    near.once('data', () => {
      near.write('S');
      const inside = new TLSSocket(near, { isServer: true, cert, key });
      const far = connect(Number(server.port || 5432), server.hostname);
      for (const socket of [near, inside, far]) sockets.add(socket.on('error', () => undefined));
      inside.pipe(far).pipe(inside);
    });
  });
  await new Promise<void>((resolve) => way.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => way.close(resolve));
  });
  return (way.address() as AddressInfo).port;
};

describe('the key database', () => {
  it('holds no key in the clear', async () => {
    const reserved = await (await open()).reserve(300);
    const bytes = await bytesOfTable();
    expect(bytes.length).toBeGreaterThan(8_192);
    expect(reserved.filter((key) => bytes.includes(key.bytes))).toEqual([]);
  });

  it('holds no byte of a destroyed key, wrapped or not, in the pages of its table', async () => {
    const keys = await open();
    const reserved = await keys.reserve(200);
    const wrapped = await wrappedOf(1);
    expect((await bytesOfTable()).includes(wrapped)).toBe(true);

    await keys.destroy([reserved[2]?.number ?? 0]);

    const bytes = await bytesOfTable();
    expect(piecesOf(wrapped).filter((piece) => bytes.includes(piece))).toEqual([]);
    expect(await keys.find([reserved[2]?.number ?? 0])).toEqual(new Map());
    expect(await keys.find([reserved[3]?.number ?? 0])).toHaveProperty('size', 1);
  });

  it('clears away what another left that died between overwriting and clearing', async () => {
    const keys = await open();
    await keys.reserve(60);
    const wrapped = await wrappedOf(1);
    await ask(
      database.url,
      "update tracker_keys.blocks set wrapped = '\\x00' where number = 1; " +
        'update tracker_keys.master set overwritings = overwritings + 1',
    );
    await open();
    const bytes = await bytesOfTable();
    expect(piecesOf(wrapped).filter((piece) => bytes.includes(piece))).toEqual([]);
    expect(await ask(database.url, 'select overwritings, cleared from tracker_keys.master')).toEqual([
      { overwritings: 1, cleared: 1 },
    ]);
  });

  it('overwrites a key although a backup holds the table, and clears away when it is next opened', async () => {
    const keys = await open();
    const [key] = (await keys.reserve(1)) as [SealingKey];
    const left = async () =>
      (await ask(database.url, 'select overwritings - cleared as left from tracker_keys.master'))[0];
    const backup = new Client(database.url);
    await backup.connect();
    await backup.query('begin; lock table tracker_keys.blocks in access share mode');
    await keys.destroy([key.number]);
    expect(await keys.find([key.number])).toEqual(new Map());
    expect(await left()).toEqual({ left: 1 });
    await backup.end();
    await open();
    expect(await left()).toEqual({ left: 0 });
  });

  it('shows another copy at once which keys are gone', async () => {
    const [one, other] = [await open(), await open()];
    const [key] = (await one.reserve(1)) as [SealingKey];
    expect(await other.find([key.number])).toHaveProperty('size', 1);
    await other.destroy([key.number]);
    expect(await one.find([key.number])).toEqual(new Map());
  });

  it('is made once when several copies start together, and gives none of them the same key', async () => {
    const stores = await Promise.all(Array.from({ length: 6 }, () => open()));
    const reserved = (await Promise.all(stores.flatMap((keys) => [keys.reserve(40), keys.reserve(7)]))).flat();
    expect(new Set(reserved.map(({ number }) => number)).size).toBe(6 * 47);
    expect(await ask(database.url, 'select version from tracker_keys.migrations')).toEqual([{ version: 1 }]);
    const found = await stores[0]?.find(reserved.map(({ number }) => number));
    expect(found).toEqual(new Map(reserved.map(({ number, bytes }) => [number, bytes])));
  });

  it('finds what 500 events need with one statement', async () => {
    const keys = await open();
    const reserved = await keys.reserve(500);
    const asked = jest.spyOn(Client.prototype, 'query');
    const found = await keys.find(reserved.map(({ number }) => number));
    expect([found.size, asked.mock.calls.length]).toEqual([500, 1]);
    asked.mockRestore();
  });

  it('does not open with another master key, and says so', async () => {
    await (await open()).reserve(1);
    const { hostname, port } = new URL(database.url);
    await expect(open(database.url, randomBytes(32))).rejects.toMatchObject({
      name: 'StoreFault',
      kind: 'UNREADABLE',
      message: `The key database ${database.name} on ${hostname}:${port} was made with another master key. Nothing was written.`,
    });
  });

  it('says which part of it is damaged', async () => {
    const keys = await open();
    const [key] = (await keys.reserve(3)) as [SealingKey];
    await ask(database.url, "update tracker_keys.blocks set wrapped = '\\x00'");
    await expect(keys.find([key.number])).rejects.toMatchObject({
      kind: 'DAMAGED',
      message: expect.stringMatching(/^Block 1 of the key database tracker_test_\w+ on .+ is damaged\.$/),
    });
  });

  it('of a newer program is left alone', async () => {
    await open();
    await ask(database.url, 'insert into tracker_keys.migrations (version) values (7)');
    await expect(open()).rejects.toMatchObject({
      kind: 'NEWER',
      message: expect.stringContaining('is of version 7 and this program knows versions up to 1'),
    });
  });

  it('is not made anew where a log says that there were keys', async () => {
    await expect(PostgresKeyStore.open(database.url, master, { mayCreate: false })).rejects.toMatchObject({
      kind: 'UNREADABLE',
      message: expect.stringMatching(/^There is a log, but the key database .+ holds nothing of ours: restore/),
    });
    expect(await ask(database.url, "select 1 from pg_namespace where nspname = 'tracker_keys'")).toEqual([]);
    await open();
    await expect(
      PostgresKeyStore.open(database.url, master, { mayCreate: false }).then((keys) => keys.close()),
    ).resolves.toBeUndefined();
  });

  it('that may forget what it acknowledged is not used', async () => {
    await ask(database.url, `alter database ${database.name} set synchronous_commit = off`);
    await expect(open()).rejects.toMatchObject({
      kind: 'UNREADABLE',
      message: expect.stringContaining('may forget what it has acknowledged: switch synchronous_commit on.'),
    });
  });

  it('that does not exist, or that is no database of this user, is a sentence without the password', async () => {
    const missing = addressOf('nowhere', (url) => (url.password = 'pa55word'));
    const fault = (await open(missing).catch((error: unknown) => error)) as Error;
    expect(fault).toMatchObject({
      kind: 'UNREADABLE',
      message: expect.stringContaining('does not exist: make it'),
    });
    expect(fault.message).not.toContain('pa55word');

    const stranger = `stranger_${database.name.slice(-8)}`;
    await ask(database.url, `create role ${stranger} login`);
    closing.push(() => ask(addressOf('postgres'), `drop role ${stranger}`));
    const unowned = addressOf(database.name, (url) => (url.username = stranger));
    await expect(open(unowned)).rejects.toMatchObject({
      kind: 'UNREADABLE',
      message: expect.stringContaining('make the user the owner of the database'),
    });
  });

  it('is asked over TLS, of a server whose certificate the named authority has signed', async () => {
    const folder = temporaryFolder();
    const [ours, others] = [makeCertificates(), makeCertificates()];
    const caFile = (name: string, { ca }: Certificates) => {
      writeFileSync(join(folder, name), ca);
      return join(folder, name);
    };
    const port = await encrypted(ours);
    const trusting = (file?: string) =>
      addressOf(database.name, (url) => {
        [url.hostname, url.port] = ['localhost', String(port)];
        url.searchParams.set('sslmode', 'verify-full');
        if (file !== undefined) url.searchParams.set('sslrootcert', file);
      });
    expect(await (await open(trusting(caFile('ours.crt', ours)))).reserve(2)).toHaveLength(2);
    for (const untrusted of [trusting(), trusting(caFile('others.crt', others))]) {
      await expect(open(untrusted)).rejects.toMatchObject({
        kind: 'UNREADABLE',
        message: expect.stringContaining('shows a certificate that is not trusted: name the CA that signed it.'),
      });
    }
  });

  it('asked for TLS that it does not offer is a sentence', async () => {
    const [tls] = await ask(database.url, 'show ssl');
    expect(tls).toEqual({ ssl: 'off' });
    await expect(
      open(addressOf(database.name, (url) => url.searchParams.set('sslmode', 'verify-full'))),
    ).rejects.toMatchObject({
      kind: 'UNREADABLE',
      message: expect.stringContaining('offers no TLS, which its address asks for'),
    });
    const withCa = addressOf(database.name, (url) => url.searchParams.set('sslrootcert', '/nowhere/ca.crt'));
    await expect(open(withCa)).rejects.toMatchObject({
      kind: 'UNREADABLE',
      message: expect.stringContaining('is to be trusted by a CA file that is not there'),
    });
  });

  it('is asked again when connections break, so that a restart of the server is not noticed', async () => {
    const way = await wayToServer();
    const keys = await open(way.url);
    const reserved = await keys.reserve(3);
    way.cut();
    expect(await keys.find(reserved.map(({ number }) => number))).toHaveProperty('size', 3);

    way.isOpen = false;
    way.cut();
    const asked = keys.reserve(2);
    setTimeout(() => (way.isOpen = true), 500);
    expect(await asked).toHaveLength(2);
    await ask(
      database.url,
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${database.name}' and pid <> pg_backend_pid()`,
    );
    expect(await keys.find(reserved.map(({ number }) => number))).toHaveProperty('size', 3);
  });

  it('that stays away is a sentence after ten seconds', async () => {
    const way = await wayToServer();
    const keys = await open(way.url);
    way.isOpen = false;
    way.cut();
    await expect(keys.reserve(1)).rejects.toMatchObject({
      name: 'StoreFault',
      kind: 'UNREACHABLE',
      message: `The key database ${database.name} on 127.0.0.1:${way.port} does not answer. Nothing was stored; check that it runs and can be reached.`,
    });
  });
});
