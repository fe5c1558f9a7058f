import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { Tokens } from '../../src/auth/tokens.js';
import { progressLine } from '../../src/cli/progress.js';
import { configFrom, type CompleteConfig } from '../../src/config.js';
import { SystemClock } from '../../src/event-sourcing/clock.js';
import type { NewEvent } from '../../src/event-sourcing/messages.js';
import { ReadModels } from '../../src/event-sourcing/read-models.js';
import { openStores, type Stores } from '../../src/event-sourcing/stores.js';
import { programmeWords } from '../../src/programmes/programme.events.js';
import { projections } from '../../src/projections.js';
import { runCli } from '../support/cli.js';
import { newEvent } from '../support/new-event.js';
import { temporaryFolder } from '../support/temporary.js';
import { startTracker } from '../support/tracker.js';

const masterKey = randomBytes(32);
const secret = 'a secret of at least thirty-two bytes';

const tracker = (folder: string, args: readonly string[], settings: Record<string, string> = {}) =>
  runCli(args, { DATA_DIR: folder, MASTER_KEY: masterKey.toString('base64'), TOKEN_SECRET: secret, ...settings });

const record = async (folder: string, work: (stores: Stores) => Promise<void>): Promise<void> => {
  const stores = await openStores({ dataDir: folder, masterKey }, new SystemClock());
  await work(stores);
  await stores.store.close();
  await stores.keys.close();
};

const append = async ({ store, sealing }: Stores, stream: string, events: readonly NewEvent[]): Promise<void> => {
  const words = (type: string) => programmeWords[type as keyof typeof programmeWords] ?? [];
  const version = (await store.read(stream)).length;
  await store.append(stream, await sealing.sealAll(events, words, null), version);
};

const named = (name = 'Local offer') => newEvent({ type: 'ProgrammeNamed', data: { name, aliases: [] } });
const activity = (id = randomUUID()) => newEvent({ id, type: 'ActivityReported', data: { summary: 'A workshop.' } });

/** A folder with a record of two programmes and one activity. */
const smallRecord = async (): Promise<string> => {
  const folder = temporaryFolder();
  await record(folder, async (stores) => {
    await append(stores, 'programme-offer', [named(), activity()]);
    await append(stores, 'programme-charter', [named('Charter')]);
  });
  return folder;
};

describe('tracker --help', () => {
  it('says at once what there is', async () => {
    const { code, out } = await tracker(temporaryFolder(), ['--help'], { NODE_ENV: 'nonsense' });
    expect(code).toBe(0);
    expect(out).toMatch(/rebuild .*verify .*token/s);
  });

  it('is pointed to by a command that does not exist', async () => {
    const { code, err } = await tracker(temporaryFolder(), ['rebuid']);
    expect(code).toBe(1);
    expect(err).toMatch(/unknown command 'rebuid'.*tracker --help/s);
  });
});

describe('tracker rebuild', () => {
  it('fills read models that the next start takes over, and says how far it is', async () => {
    const folder = await smallRecord();
    const { code, out } = await tracker(folder, ['rebuild']);
    expect(code).toBe(0);
    expect(out).toMatch(/^3 events, [\d,]+ a second, 0 s left\nDone: the read models are made of 3 events\./);

    const models = ReadModels.open(folder, projections);
    expect(models.seq).toBe(3);
    expect(models.prepare('select id, activities from programmes order by id').all()).toEqual([
      { id: 'charter', activities: 0 },
      { id: 'offer', activities: 1 },
    ]);
    models.close();
  });

  it('is taken over by a running service, which answers all the while', async () => {
    const folder = await smallRecord();
    const running = await startTracker({ DATA_DIR: folder, MASTER_KEY: masterKey.toString('base64') });
    try {
      const names = async () => (await running.ask('{ programmes { totalCount } }')).data;
      const { generation } = running.projector.readModels;
      const rebuilding = tracker(folder, ['rebuild']);
      while (running.projector.readModels.generation === generation) {
        expect(await names()).toEqual({ programmes: { totalCount: 2 } });
        await sleep(20);
      }
      expect((await rebuilding).code).toBe(0);
      expect(await names()).toEqual({ programmes: { totalCount: 2 } });
    } finally {
      await running.stop();
    }
  });

  it('makes no record in a folder that holds none', async () => {
    const folder = temporaryFolder();
    const { code, err } = await tracker(folder, ['rebuild']);
    expect(code).toBe(1);
    expect(err).toBe(`There is no record in ${folder}. Set DATA_DIR to the folder that holds it.\n`);
  });

  it('names a setting that is missing', async () => {
    const { code, err } = await tracker(await smallRecord(), ['rebuild'], { MASTER_KEY: '' });
    expect(code).toBe(1);
    expect(err).toMatch(/^MASTER_KEY must be set in production/);
  });

  it('tells the time left only where the log numbers its events', () => {
    const half = { events: 12_000, rate: 100, position: '00012000', head: '00024500' };
    expect(progressLine(half)).toBe('12,000 events, 100 a second, 2 min 5 s left');
    expect(progressLine({ ...half, position: 'C:1/P:1', head: 'C:9/P:9' })).toBe('12,000 events, 100 a second');
  });
});

describe('tracker verify', () => {
  it('counts what is there and finds nothing wrong', async () => {
    const folder = await smallRecord();
    await tracker(folder, ['rebuild']);
    ReadModels.open(folder, projections).close();
    expect(await tracker(folder, ['verify'])).toEqual({
      code: 0,
      err: '',
      out:
        'The log holds 3 events in 2 streams (programme 2).\n' +
        '1 event with words; the words of 0 can no longer be read, 0 erased on request.\n' +
        'The read models know all of it.\nNothing is wrong.\n',
    });
  });

  it('finds events that are missing', async () => {
    const folder = await smallRecord();
    const db = new DatabaseSync(join(folder, 'events.sqlite'));
    db.exec('delete from events where position = 2');
    db.close();
    const { code, err } = await tracker(folder, ['verify']);
    expect(code).toBe(1);
    expect(err).toMatch(/WRONG: Events between the positions 1 and 3 are missing\./);
  });

  it('finds words that no key opens, but not those that were erased on request', async () => {
    const folder = temporaryFolder();
    const id = randomUUID();
    await record(folder, async (stores) => {
      await append(stores, 'programme-offer', [named(), activity(id)]);
      const entry = (await stores.store.read('programme-offer')).find((event) => event.id === id);
      if (entry) await stores.sealing.destroy(entry);
    });
    const lost = await tracker(folder, ['verify']);
    expect(lost.code).toBe(1);
    expect(lost.err).toMatch(/No key opens the words of 1 event, and nobody erased them/);

    const erased = newEvent({ type: 'WordsErased', data: { entryId: id, requestRef: 'DPO 7' } });
    await record(folder, (stores) => append(stores, 'programme-offer', [erased]));
    expect(await tracker(folder, ['verify'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/1 erased on request/),
    });
  });

  it('finds words that do not open with their key, as with the keys of another log', async () => {
    const [folder, other] = [await smallRecord(), await smallRecord()];
    for (const suffix of ['', '-wal', '-shm']) await rm(join(folder, `keys.sqlite${suffix}`), { force: true });
    await copyFile(join(other, 'keys.sqlite'), join(folder, 'keys.sqlite'));
    const { code, err } = await tracker(folder, ['verify']);
    expect(code).toBe(1);
    expect(err).toMatch(/WRONG: The words of 1 event do not open with their key, first those of [0-9a-f-]{36}/);
  });

  it('makes no new key file in place of one that is gone', async () => {
    const folder = await smallRecord();
    await rm(join(folder, 'keys.sqlite'));
    const { code, err } = await tracker(folder, ['verify']);
    expect(code).toBe(1);
    expect(err).toMatch(/There is a log, but not the key file .*keys\.sqlite that opens its words/);
    expect(existsSync(join(folder, 'keys.sqlite'))).toBe(false);
  });

  it('finds read models that know more than the log', async () => {
    const folder = await smallRecord();
    await tracker(folder, ['rebuild']);
    ReadModels.open(folder, projections).close();
    for (const suffix of ['', '-wal', '-shm']) await rm(join(folder, `events.sqlite${suffix}`), { force: true });
    await record(folder, (stores) => append(stores, 'programme-offer', [named()]));
    const { code, err } = await tracker(folder, ['verify']);
    expect(code).toBe(1);
    expect(err).toMatch(/WRONG: The read models know of events that the log does not hold/);
  });
});

describe('tracker token', () => {
  const config = configFrom({ TOKEN_SECRET: secret, MASTER_KEY: masterKey.toString('base64') }) as CompleteConfig;

  it('signs a token that the service takes', async () => {
    const args = ['token', '--role', 'lead', '--role', 'participation', '--name', 'Ama Mensah', '--body', 'Housing'];
    const { code, out } = await tracker(temporaryFolder(), [...args, '--workstream', 'w1']);
    expect(code).toBe(0);
    expect(await new Tokens(config, new SystemClock()).verify(out.trim())).toMatchObject({
      name: 'Ama Mensah',
      roles: ['lead', 'participation'],
      body: 'Housing',
      workstreams: ['w1'],
    });
  });

  it('makes the same account of the same name', async () => {
    const folder = temporaryFolder();
    const accounts = await Promise.all(
      [1, 2].map(async () => {
        const { out } = await tracker(folder, ['token', '--role', 'auditor', '--name', 'Gail Price']);
        return (await new Tokens(config, new SystemClock()).verify(out.trim())).id;
      }),
    );
    expect(accounts[0]).toBe(accounts[1]);
  });

  it('signs none for a role that nobody has', async () => {
    for (const role of ['king', 'system']) {
      const { code, err } = await tracker(temporaryFolder(), ['token', '--role', role, '--name', 'Ama']);
      expect(code).toBe(1);
      expect(err).toMatch(/must be one of lead, governance/);
    }
  });

  it("signs none where the council's own sign-in does", async () => {
    const { code, err } = await tracker(temporaryFolder(), ['token', '--role', 'lead', '--name', 'Ama'], {
      TOKEN_SECRET: '',
      TOKEN_JWKS_URL: 'https://sign-in.example/keys',
      TOKEN_ISSUER: 'https://sign-in.example',
      TOKEN_AUDIENCE: 'tracker',
    });
    expect(code).toBe(1);
    expect(err).toBe("Tokens come from the council's own sign-in here (TOKEN_JWKS_URL); this service signs none.\n");
  });
});
