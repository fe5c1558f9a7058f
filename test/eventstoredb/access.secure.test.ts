import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonEvent } from '@eventstore/db-client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { caFileOf, forHost, hostsOf } from '../../src/event-sourcing/eventstoredb/address.js';
import { Connection, PATIENCE, type EventStoreDbSettings } from '../../src/event-sourcing/eventstoredb/connection.js';
import { lastOf } from '../../src/event-sourcing/eventstoredb/reading.js';
import { setUp, type Administrator } from '../../src/event-sourcing/eventstoredb/setup.js';
import { collected, followed, ids } from '../event-sourcing/event-store.contract.subject.js';
import { newEvents, newStream } from '../support/new-event.js';
import { temporaryFolder } from '../support/temporary.js';
import { makeCertificates } from '../wire/certificates.js';
import { SITES, type Site } from './sites.js';
import { openStore } from './support.js';
import { ordinaryOf, withoutRight } from './users.js';

/** A start that fails need not wait long. */
const BRIEF = { ...PATIENCE, retries: 2_000 };
const DENIED = { name: 'StoreFault', kind: 'DENIED' };

describe.each(SITES.filter(({ isSecure }) => isSecure))('$name', ({ open }) => {
  let site: Site;
  let settings: EventStoreDbSettings;
  let administrator: Administrator;
  let app: EventStoreDbSettings;
  beforeAll(async () => {
    site = await open();
    settings = site.settings();
    administrator = { username: settings.username ?? '', password: settings.password ?? '' };
    app = ordinaryOf(settings);
  });
  afterAll(() => site.close());
  afterEach(() => withoutRight(settings, app.username ?? ''));

  const start = (changes: Partial<EventStoreDbSettings>) => openStore({ ...app, ...changes }, undefined, BRIEF);

  it('lets the service read and follow the log once the command of set-up has granted it, and says before what is missing', async () => {
    await expect(start({})).rejects.toMatchObject({
      ...DENIED,
      message: expect.stringContaining('does not know the user'),
    });

    // The user alone: as it stands when its right is taken away again.
    expect(await setUp(app, administrator)).toBe('granted');
    await withoutRight(settings, app.username ?? '');
    await expect(start({})).rejects.toMatchObject({
      ...DENIED,
      message: expect.stringMatching(/lacks the right to read the log \(\$all\).+eventstoredb-setup$/),
    });
    // It may append and read streams all the same.
    const [stream, events] = [newStream(), newEvents(2)];
    const connection = new Connection(app);
    const written = events.map(({ id, type, data }) => jsonEvent({ id, type, data: data as { percent: number } }));
    await connection.once((client, limits) => client.appendToStream(app.prefix + stream, written, limits));
    expect((await lastOf(connection, app.prefix + stream))?.id).toBe(events[1]?.id);
    await connection.close();

    expect(await setUp(app, administrator)).toBe('granted');
    expect(await setUp(app, administrator)).toBe('was there');
    const store = await start({});
    const from = await store.head();
    await store.append(
      newStream(),
      events.map((event) => ({ ...event, id: newEvents(1)[0]!.id })),
      0,
    );
    expect(await collected(store.readAll(from))).toHaveLength(2);
    expect(await followed(store, from, 2)).toHaveLength(2);
  });

  it('goes on by itself when the right is taken away and given back', async () => {
    await setUp(app, administrator);
    const store = await start({});
    const from = await store.head();
    const events = newEvents(3);
    const following = followed(store, from, 3);
    await store.append(newStream(), events.slice(0, 1), 0);
    await withoutRight(settings, app.username ?? '');
    await expect(store.head()).rejects.toMatchObject(DENIED);
    await setUp(app, administrator);
    await store.append(newStream(), events.slice(1), 0);
    expect(ids(await following)).toEqual(ids(events));
  });

  it('knows a wrong password, no user, and one who may make no users', async () => {
    await setUp(app, administrator);
    await expect(start({ password: 'guessed' })).rejects.toMatchObject({
      ...DENIED,
      message: expect.stringContaining('or not by this password'),
    });
    await expect(start({ username: undefined, password: undefined })).rejects.toMatchObject(DENIED);
    const other = { ...app, username: `${app.username}2` };
    const ordinary = { username: app.username ?? '', password: app.password ?? '' };
    for (const nobody of [ordinary, { ...administrator, password: 'guessed' }]) {
      await expect(setUp(other, nobody)).rejects.toMatchObject({
        ...DENIED,
        message: expect.stringMatching(
          /may not make users on EventStoreDB at .+: an administrator \(\$admins\) may\.$/,
        ),
      });
    }
    // Somebody else’s user of that name is left as it is, with its own password.
    await expect(setUp({ ...app, password: 'another' }, administrator)).rejects.toMatchObject(DENIED);
    await expect(start({})).resolves.toBeDefined();
  });

  it('trusts by the authority that is named, in the address or beside it, and says whom it does not trust', async () => {
    const { connectionString } = settings;
    const bare = connectionString.replace(/&?tlsCAFile=[^&]*/, '');
    const caFile = caFileOf(connectionString);
    for (const trusting of [{ connectionString }, { connectionString: bare, caFile }]) {
      const store = await start({ ...settings, ...trusting });
      expect(await store.append(newStream(), newEvents(1), 0)).toMatchObject({ version: 1 });
    }

    const stranger = join(temporaryFolder(), 'ca.crt');
    writeFileSync(stranger, makeCertificates().ca);
    const untrusted = { name: 'StoreFault', kind: 'UNREACHABLE', message: expect.stringContaining('is not trusted') };
    await expect(start({ ...settings, connectionString: bare, caFile: stranger })).rejects.toMatchObject(untrusted);
    rmSync(stranger);
    await expect(start({ ...settings, connectionString: bare, caFile: stranger })).rejects.toThrow(/no file that can/);
    const [host = ''] = hostsOf(connectionString);
    const clear = { connectionString: forHost(bare, host).replace(/\?.*/, '?tls=false') };
    await expect(start({ ...settings, ...clear })).rejects.toMatchObject({ kind: 'UNREACHABLE' });
  });
});
