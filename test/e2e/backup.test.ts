import { randomUUID } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { EraseWords } from '../../src/event-sourcing/entries.js';
import { START, streamOf, type Recorded } from '../../src/event-sourcing/messages.js';
import { runCli } from '../support/cli.js';
import { commandIdOf, commandOf, eventsOf, foundings, LANES, type Asked } from '../support/pledges/lanes.js';
import { MakePledge, ReportPledge } from '../support/pledges/pledge.commands.js';
import { officer, sending } from '../support/pledges/sending.js';
import { MASTER_KEY, openSpine, type Spine } from '../support/pledges/spine.js';
import { temporaryFolder } from '../support/temporary.js';

const SECRET = 'Unspeakableword';

const tracker = (folder: string, ...args: readonly string[]) =>
  runCli(args, { DATA_DIR: folder, MASTER_KEY: MASTER_KEY.toString('base64'), TOKEN_SECRET: 'x'.repeat(32) });

const wholeLog = async ({ store, sealing }: Spine): Promise<readonly Recorded[]> => {
  const log: Recorded[] = [];
  for await (const { events } of store.readAll(START)) log.push(...(await sealing.open(events)));
  return log;
};

let folder: string;
let backup: string;
beforeEach(() => {
  folder = temporaryFolder();
  backup = join(temporaryFolder(), 'monday');
});

describe('tracker backup', () => {
  it('under load makes a whole record of at least everything acknowledged when it began', async () => {
    const spine = await openSpine(folder);
    await Promise.all(foundings.map((command) => spine.send(command)));
    const answered: Asked[] = [];
    const isOver = new AbortController();
    const lane = async (number: number) => {
      for (let n = 0; !isOver.signal.aborted; n++) {
        await spine.send(commandOf({ round: 0, lane: number, n }));
        answered.push({ round: 0, lane: number, n });
      }
    };
    const load = Promise.all(Array.from({ length: LANES }, (_, number) => lane(number)));
    while (answered.length < 500) await new Promise((next) => setTimeout(next, 5));
    const before = [...answered];
    expect(await tracker(folder, 'backup', backup)).toEqual({
      code: 0,
      err: '',
      out: `Copied events.sqlite and keys.sqlite to ${backup}; each copy was read through and is sound.\n`,
    });
    isOver.abort();
    await load;
    await spine.close();
    // The writing went on all the while.
    expect(answered.length).toBeGreaterThan(before.length);

    expect(readdirSync(backup).sort()).toEqual(['events.sqlite', 'keys.sqlite']);
    const verified = await tracker(backup, 'verify');
    expect(verified).toMatchObject({ code: 0, out: expect.stringMatching(/Nothing is wrong\.\n$/) });
    const restored = await openSpine(backup);
    const log = await wholeLog(restored);
    const byCommand = Map.groupBy(log, ({ commandId }) => commandId);
    for (const asked of before) expect(byCommand.get(commandIdOf(asked))).toHaveLength(eventsOf(asked));
    expect(log.filter(({ erased }) => erased)).toEqual([]);
    expect(restored.projector.readModels.seq).toBe(log.length);
    await restored.send(commandOf({ round: 1, lane: 0, n: 0 }));
    await restored.close();
  });

  it('overwrites no other backup', async () => {
    await (await openSpine(folder)).close();
    await tracker(folder, 'backup', backup);
    const kept = readFileSync(join(backup, 'keys.sqlite'));
    expect(await tracker(folder, 'backup', backup)).toEqual({
      code: 1,
      out: '',
      err: `${join(backup, 'events.sqlite')} is there already: name a folder that holds no backup.\n`,
    });
    expect(readFileSync(join(backup, 'keys.sqlite')).equals(kept)).toBe(true);
  });

  it('of a folder without a record says so', async () => {
    expect(await tracker(folder, 'backup', backup)).toMatchObject({
      code: 1,
      err: `There is no record in ${folder}. Set DATA_DIR to the folder that holds it.\n`,
    });
    expect(existsSync(join(folder, 'events.sqlite'))).toBe(false);
  });

  it('of a damaged log says so, and leaves no copy behind that could be taken for one', async () => {
    const spine = await openSpine(folder);
    await spine.send(new MakePledge(randomUUID(), { title: 'A hub', weight: 1 }, sending()));
    await spine.close();
    const tampering = new DatabaseSync(join(folder, 'events.sqlite'));
    tampering.exec("update events set body = '{'");
    tampering.close();
    const { code, err } = await tracker(folder, 'backup', backup);
    expect([code, err]).toEqual([
      1,
      `The event log ${join(folder, 'events.sqlite')} is not sound: The event at position 1 cannot be read.\n`,
    ]);
    expect(readdirSync(backup)).toEqual([]);
  });
});

describe('erased words', () => {
  const pledge = randomUUID();
  /** A record of two pledges, the words of one erased after the backup. */
  const erasedSince = async (): Promise<void> => {
    const spine = await openSpine(folder);
    await spine.send(new MakePledge(pledge, { title: SECRET, weight: 1 }, sending()));
    await spine.send(new ReportPledge(pledge, { summary: 'Doors opened' }, sending()));
    expect((await tracker(folder, 'backup', backup)).code).toBe(0);
    const entry = (await spine.store.read(streamOf('pledge', pledge)))[0];
    const { generation } = spine.projector.readModels;
    const request = { entryId: String(entry?.id), requestRef: 'DP-7' };
    await spine.send(new EraseWords(pledge, request, sending({ sender: officer })));
    while (spine.projector.readModels.generation === generation) await new Promise((next) => setTimeout(next, 20));
    await spine.close();
  };
  const filesWithSecret = (): string[] =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => readFileSync(path).includes(SECRET));

  it.each([
    ['with the read models as they were', []],
    ['and read models filled anew', ['read-models.sqlite']],
    ['and nothing but log and keys', ['read-models.sqlite', 'reactions.sqlite', 'pasts']],
  ])('stay erased though keys of an older backup come back, %s', async (_, gone) => {
    await erasedSince();
    cpSync(join(backup, 'keys.sqlite'), join(folder, 'keys.sqlite'));
    for (const name of gone) rmSync(join(folder, name), { recursive: true, force: true });
    expect(await tracker(folder, 'verify')).toMatchObject({
      code: 1,
      err: expect.stringContaining('The words of 1 event are erased but can still be read: start the service'),
    });

    const again = await openSpine(folder);
    const [made, reported] = await wholeLog(again);
    expect(made).toMatchObject({ erased: true, data: { title: null } });
    expect(reported).toMatchObject({ data: { summary: 'Doors opened' } });
    await again.close();
    expect(filesWithSecret()).toEqual([]);
    expect(await tracker(folder, 'verify')).toMatchObject({ code: 0 });
  });

  it('stay erased when a later backup is restored', async () => {
    await erasedSince();
    const later = join(temporaryFolder(), 'tuesday');
    await tracker(folder, 'backup', later);
    expect(await tracker(later, 'verify')).toMatchObject({ code: 0 });
    const restored = await openSpine(later);
    expect((await wholeLog(restored))[0]).toMatchObject({ erased: true, data: { title: null } });
    await restored.close();
  });
});

describe('keys that are older than the log', () => {
  const pledge = randomUUID();
  const report = (summary: string) => new ReportPledge(pledge, { summary }, sending());
  const KEYS = 'keys.sqlite';
  const putBack = (from: string) => cpSync(join(from, KEYS), join(folder, KEYS));
  const readModels = ['read-models.sqlite', 'reactions.sqlite', 'pasts'];
  /** What stands in the log, erased or not. */
  const summaries = async (spine: Spine) =>
    (await wholeLog(spine)).map(({ data }) => (data as { summary?: string }).summary);

  /** Two backups, and more keys given after each than one reserve holds. */
  const writtenSince = async (): Promise<{ readonly older: string; readonly newer: string }> => {
    const [older, newer] = [join(temporaryFolder(), 'monday'), join(temporaryFolder(), 'tuesday')];
    const spine = await openSpine(folder);
    await spine.send(new MakePledge(pledge, { title: 'A hub', weight: 1 }, sending()));
    expect((await tracker(folder, 'backup', older)).code).toBe(0);
    for (let n = 1; n <= 300; n++) await spine.send(report(`Report ${n}`));
    await spine.close();
    expect((await tracker(folder, 'backup', newer)).code).toBe(0);
    return { older, newer };
  };
  const BEHIND = /^The keys are older than the log: it uses keys up to number 301, and none beyond 240 is there\./;

  it('are refused at the start, and the words are there again once the right ones are', async () => {
    const { older, newer } = await writtenSince();
    putBack(older);
    const before = readFileSync(join(folder, KEYS));
    await expect(openSpine(folder)).rejects.toMatchObject({
      name: 'StoreFault',
      message: expect.stringMatching(BEHIND),
    });
    expect(await tracker(folder, 'verify')).toMatchObject({
      code: 1,
      err: expect.stringContaining('WRONG: The keys are older than the log: it uses keys up to number 301'),
    });
    expect(readFileSync(join(folder, KEYS)).equals(before)).toBe(true);

    putBack(newer);
    const again = await openSpine(folder);
    expect((await summaries(again)).at(-1)).toBe('Report 300');
    await again.close();
  });

  it('fill no read models with words that only seem erased, and take no word in meanwhile', async () => {
    const { older, newer } = await writtenSince();
    putBack(older);
    for (const name of readModels) rmSync(join(folder, name), { recursive: true, force: true });
    const spine = await openSpine(folder);
    expect(spine.projector.failure?.message).toMatch(/go on by themselves: The keys are older than the log/);
    await expect(spine.send(report('Sealed with a number given twice'))).rejects.toThrow(/keys are older/);
    await spine.close();
    expect(await tracker(folder, 'rebuild')).toMatchObject({ code: 1, err: expect.stringMatching(BEHIND) });

    putBack(newer);
    const again = await openSpine(folder);
    const erased = again.projector.readModels.prepare("select 1 from entries where body ->> '$.erased'").all();
    expect([erased, again.projector.readModels.seq]).toEqual([[], 301]);
    await again.close();
  });

  it('may be gone on with once the loss is confirmed, and no number is given twice', async () => {
    const { older } = await writtenSince();
    expect(await tracker(folder, 'accept-lost-keys')).toMatchObject({
      code: 1,
      err: 'The keys are not older than the log. Nothing was changed.\n',
    });
    putBack(older);
    const before = readFileSync(join(folder, KEYS));
    expect(await tracker(folder, 'accept-lost-keys')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^Nobody will ever read the words of 61 events, recorded from 20.+--confirm\.\n$/),
    });
    expect(readFileSync(join(folder, KEYS)).equals(before)).toBe(true);
    expect(await tracker(folder, 'accept-lost-keys', '--confirm')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^Given up: the words of 61 events, .+New keys are numbered from beyond 301\.\n$/),
    });

    const spine = await openSpine(folder);
    await spine.send(report('After the loss'));
    const log = await wholeLog(spine);
    expect(log.filter(({ erased }) => erased)).toHaveLength(61);
    expect(log.slice(0, 240).every(({ erased }) => !erased)).toBe(true);
    expect((await summaries(spine)).at(-1)).toBe('After the loss');
    const used = log.flatMap(({ sealed }) => sealed?.key ?? []);
    expect(new Set(used).size).toBe(used.length);
    await spine.close();
  });
});
