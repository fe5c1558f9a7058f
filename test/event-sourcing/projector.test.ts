import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { EventBus } from '@nestjs/cqrs';
import { StoreFault } from '../../src/event-sourcing/errors.js';
import { Recorded, streamOf } from '../../src/event-sourcing/messages.js';
import { ProjectionFailure } from '../../src/event-sourcing/projection.js';
import { ReadModels } from '../../src/event-sourcing/read-models.js';
import { removeDatabase } from '../../src/event-sourcing/read-models.files.js';
import { rebuild } from '../../src/event-sourcing/rebuild.js';
import { Sealing } from '../../src/event-sourcing/sealing.js';
import { newEvent } from '../support/new-event.js';
import { MakePledge, ReportPledge } from '../support/pledges/pledge.commands.js';
import { pledgesProjection } from '../support/pledges/pledges.projection.js';
import { stumbling, wider } from '../support/pledges/pledges.variants.js';
import { sending } from '../support/pledges/sending.js';
import { openSpine, type Spine } from '../support/pledges/spine.js';
import { allTables } from '../support/tables.js';
import { temporaryFolder } from '../support/temporary.js';
import { until } from '../support/until.js';

const open: Spine[] = [];
const start: typeof openSpine = async (...args) => {
  const spine = await openSpine(...args);
  open.push(spine);
  return spine;
};
afterEach(async () => {
  for (const spine of open.splice(0)) await spine.close();
});
const stop = async (spine: Spine): Promise<void> => {
  open.splice(open.indexOf(spine), 1);
  await spine.close();
};

const TODAY = '2025-12-02';
const make = (spine: Spine, id: string = randomUUID(), title: string = id) =>
  spine.send(new MakePledge(id, { title, weight: 1 }, sending()));
const titles = (spine: Spine): string[] =>
  spine.reads
    .now(TODAY)
    .prepare('select title from pledges order by title')
    .all()
    .map((row) => String(row['title']));
const tables = (spine: Spine) => allTables(spine.projector.readModels.db);
describe('The projector', () => {
  it('takes every event once and in order, and tells the bus', async () => {
    const spine = await start(temporaryFolder());
    const told: string[] = [];
    spine.app.get(EventBus).subscribe((event) => told.push((event as Recorded).position));
    await Promise.all(Array.from({ length: 64 }, () => make(spine)));
    const entries = spine.projector.readModels.prepare('select seq, position from entries order by seq').all();
    expect(entries.map(({ seq }) => seq)).toEqual(Array.from({ length: 64 }, (_, n) => n + 1));
    expect(told).toEqual(entries.map(({ position }) => position));
    expect([...told].sort()).toEqual(told);
  });

  it('goes on after a restart where it stood', async () => {
    const folder = temporaryFolder();
    const first = await start(folder);
    await make(first, randomUUID(), 'One');
    const generation = first.projector.readModels.generation;
    await stop(first);
    const second = await start(folder);
    await make(second, randomUUID(), 'Two');
    expect(titles(second)).toEqual(['One', 'Two']);
    expect(second.projector.readModels.generation).toBe(generation);
  });

  it('projects what another process records', async () => {
    const folder = temporaryFolder();
    const [one, other] = [await start(folder), await start(folder)];
    await Promise.all([
      ...Array.from({ length: 30 }, () => make(one)),
      ...Array.from({ length: 30 }, () => make(other)),
    ]);
    const head = await one.store.head();
    await Promise.all([one.projector.reached(head), other.projector.reached(head)]);
    expect(one.projector.readModels.seq).toBe(60);
    expect(titles(one)).toHaveLength(60);
    expect(tables(other)).toEqual(tables(one));
    expect(one.projector.failure ?? other.projector.failure).toBeUndefined();
  });

  it('fills read models again that were deleted', async () => {
    const folder = temporaryFolder();
    const first = await start(folder);
    const id = randomUUID();
    await make(first, id);
    await first.send(new ReportPledge(id, { summary: 'Well' }, sending()));
    const before = tables(first);
    await stop(first);
    removeDatabase(join(folder, 'read-models.sqlite'));
    const second = await start(folder);
    expect(tables(second)).toEqual(before);
  });

  it('refuses read models that know more than the log, and writes nothing', async () => {
    const folder = temporaryFolder();
    const first = await start(folder);
    await make(first);
    await stop(first);
    removeDatabase(join(folder, 'events.sqlite'));
    await expect(openSpine(folder)).rejects.toMatchObject({ name: 'StoreFault', kind: 'BEHIND' });
    const models = ReadModels.open(folder, [pledgesProjection]);
    expect(models.seq).toBe(1);
    models.close();
  });
});

describe('What passes by waiting', () => {
  it('as a full disk does, is said while it lasts, and then everything stored meanwhile is there', async () => {
    const spine = await start(temporaryFolder());
    await make(spine, randomUUID(), 'Before');
    const { db } = spine.projector.readModels;
    const { page_count: pages } = db.prepare('pragma page_count').get() as { page_count: number };
    db.exec(`pragma max_page_count = ${pages}`);

    const unread = make(spine, randomUUID(), 'x'.repeat(200)).then(
      () => undefined,
      (error: unknown) => error,
    );
    const long = (n: number) =>
      newEvent({ type: 'PledgeMade', data: { title: `${n} ${'x'.repeat(9_000)}`, weight: 1 } });
    for (let n = 0; n < 20; n++) await spine.store.append(streamOf('pledge', randomUUID()), [long(n)], 0);
    await until(() => spine.projector.failure !== undefined);
    expect(spine.projector.failure?.message).toBe(
      'The disk of the read models is full: make room, and they go on by themselves.',
    );
    expect(spine.projector.isCaughtUp).toBe(false);
    expect([undefined, 'Hindrance']).toContain(((await unread) as Error | undefined)?.name);

    db.exec('pragma max_page_count = 4294967294');
    await until(() => spine.projector.isCaughtUp);
    await spine.projector.reached(await spine.store.head());
    expect(titles(spine)).toHaveLength(22);
    await make(spine, randomUUID(), 'After');
    expect(titles(spine)).toHaveLength(23);
  });

  it('as keys out of reach do, is waited for', async () => {
    const spine = await start(temporaryFolder());
    const find = jest.spyOn(spine.keys, 'find').mockRejectedValue(new StoreFault('LOCKED', 'The key file is held.'));
    // Sealed elsewhere, so that its key must be looked up.
    const made = newEvent({ type: 'PledgeMade', data: { title: 'One', weight: 1 } });
    const sealed = await new Sealing(spine.keys).sealAll([made], () => ['title'], null);
    await spine.store.append(streamOf('pledge', randomUUID()), sealed, 0);
    await until(() => spine.projector.failure !== undefined);
    expect(spine.projector.failure?.message).toBe(
      'The read models wait, and go on by themselves: The key file is held.',
    );
    find.mockRestore();
    await until(() => spine.projector.isCaughtUp);
    expect(titles(spine)).toEqual(['One']);
  });
});

it('Words that do not open are complained of once, however often they are tried', async () => {
  const spine = await start(temporaryFolder());
  const error = jest.spyOn(Logger.prototype, 'error').mockReturnValue();
  const damaged = new StoreFault('DAMAGED', 'The words of an event do not open with their key.');
  const open = jest.spyOn(spine.sealing, 'open').mockRejectedValue(damaged);
  await spine.store.append(streamOf('pledge', randomUUID()), [newEvent()], 0);
  await until(() => open.mock.calls.length === 3);
  expect(error).toHaveBeenCalledTimes(1);
  expect(spine.projector.failure).toBe(damaged);
  error.mockRestore();
  open.mockRestore();
});

describe('A projection that fails', () => {
  it('stops everything behind the event that it names, and goes on when it is mended', async () => {
    const folder = temporaryFolder();
    const broken = await start(folder, { projections: [stumbling('the stone')] });
    const [id, later] = [randomUUID(), randomUUID()];
    await make(broken, id, 'One');
    await expect(broken.send(new ReportPledge(id, { summary: 'the stone' }, sending()))).rejects.toBeInstanceOf(
      ProjectionFailure,
    );
    expect(broken.projector.failure?.message).toContain('PledgeReported');
    expect(broken.projector.failure?.message).toContain(streamOf('pledge', id));
    expect(broken.projector.isCaughtUp).toBe(false);

    await broken.store.append(
      streamOf('pledge', later),
      [newEvent({ type: 'PledgeMade', data: { title: null, weight: 1 } })],
      0,
    );
    await expect(make(broken)).rejects.toBeInstanceOf(ProjectionFailure);
    expect(broken.projector.readModels.seq).toBe(1);
    expect(titles(broken)).toEqual(['One']);
    await stop(broken);

    const again = await start(folder, { projections: [stumbling('the stone')] });
    expect(again.projector.failure?.message).toContain('PledgeReported');
    expect(titles(again)).toEqual(['One']);
    await stop(again);

    const mended = await start(folder);
    expect(mended.projector.failure).toBeUndefined();
    expect(mended.projector.readModels.seq).toBe(3);
    expect(mended.projector.isCaughtUp).toBe(true);
  });

  it('lets everything before the event be read, also when read models are filled anew', async () => {
    const folder = temporaryFolder();
    const first = await start(folder);
    const id = randomUUID();
    await make(first, id, 'One');
    await first.send(new ReportPledge(id, { summary: 'the stone' }, sending()));
    await make(first, randomUUID(), 'Two');
    await stop(first);
    removeDatabase(join(folder, 'read-models.sqlite'));
    const broken = await start(folder, {
      projections: [stumbling('the stone')],
      backgroundScript: new URL('../support/pledges/pledges.stumbling.worker.js', import.meta.url),
    });
    expect(broken.projector.failure).toBeInstanceOf(ProjectionFailure);
    expect(titles(broken)).toEqual(['One']);
  });
});

describe('A projection of another version', () => {
  it('rebuilds beside the old one, which answers meanwhile; writes wait', async () => {
    const folder = temporaryFolder();
    const first = await start(folder);
    const id = randomUUID();
    await make(first, id, 'One');
    await stop(first);
    const newer = { ...pledgesProjection, version: 2 };
    const second = await start(folder, {
      projections: [newer],
      backgroundScript: new URL('../support/pledges/pledges.newer.worker.js', import.meta.url),
    });
    expect(second.projector.isCaughtUp).toBe(false);
    const old = second.projector.readModels.generation;
    let isWritten = false;
    const writing = second.send(new ReportPledge(id, { summary: 'Well' }, sending())).then(() => (isWritten = true));
    while (second.projector.readModels.generation === old) {
      expect(titles(second)).toEqual(['One']);
      expect(isWritten).toBe(false);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await writing;
    expect(second.projector.isCaughtUp).toBe(true);
    expect(second.reads.now(TODAY).prepare('select latest from pledges').all()).toEqual([{ latest: 'Well' }]);
  });

  it('is filled before anybody may ask when its tables are others', async () => {
    const folder = temporaryFolder();
    const first = await start(folder);
    await make(first, randomUUID(), 'One');
    await stop(first);
    const second = await start(folder, {
      projections: [wider],
      backgroundScript: new URL('../support/pledges/pledges.wider.worker.js', import.meta.url),
    });
    expect(titles(second)).toEqual(['One']);
    expect(second.reads.now(TODAY).prepare('select * from more').all()).toEqual([]);
  });
});

describe('A rebuild', () => {
  it('while 64 appends are under way, and a second one after it, give identical rows', async () => {
    const spine = await start(temporaryFolder());
    const ids = Array.from({ length: 8 }, () => randomUUID());
    for (const id of ids) await make(spine, id);
    let isOver = false;
    let sent = 0;
    const writers = Array.from({ length: 64 }, async (_, n) => {
      for (let round = 0; !isOver; round++) {
        const told = {
          occurredOn: { earliest: null, latest: `2025-11-${String(1 + ((n + round) % 28)).padStart(2, '0')}` },
        };
        await spine.send(
          new ReportPledge(ids[n % 8] as string, { summary: `Report ${n} ${round}`, percent: n }, sending({ told })),
        );
        sent++;
      }
    });
    const generation = spine.projector.readModels.generation;
    await spine.projector.rebuild();
    isOver = true;
    await Promise.all(writers);
    expect(spine.projector.readModels.generation).not.toBe(generation);
    expect(spine.projector.readModels.seq).toBe(8 + sent);
    expect(spine.projector.readModels.position).toBe(await spine.store.head());
    const rows = tables(spine);
    await spine.projector.rebuild();
    expect(tables(spine)).toEqual(rows);
  });

  it('asked for twice at once is done twice, one after the other', async () => {
    const spine = await start(temporaryFolder());
    await make(spine, randomUUID(), 'One');
    await Promise.all([spine.projector.rebuild(), make(spine, randomUUID(), 'Two'), spine.projector.rebuild()]);
    expect(titles(spine)).toEqual(['One', 'Two']);
    expect(
      readdirSync(spine.projector.readModels.file.replace(/read-models.sqlite$/, '')).filter((name) =>
        /next|building|adopting/.test(name),
      ),
    ).toEqual([]);
  });

  it('by another process is taken over by the running service, and by the next start', async () => {
    const folder = temporaryFolder();
    const spine = await start(folder);
    await make(spine, randomUUID(), 'One');
    const first = spine.projector.readModels.generation;
    await rebuild(spine.store, spine.sealing, folder, [pledgesProjection]);
    await make(spine, randomUUID(), 'Two');
    await until(() => spine.projector.readModels.generation !== first);
    expect(titles(spine)).toEqual(['One', 'Two']);
    const second = spine.projector.readModels.generation;

    const { store, sealing } = spine;
    await spine.projector.onApplicationShutdown();
    await rebuild(store, sealing, folder, [pledgesProjection]);
    const later = ReadModels.open(folder, [pledgesProjection]);
    expect(later.generation).not.toBe(second);
    expect(later.seq).toBe(2);
    later.close();
    open.splice(open.indexOf(spine), 1);
  });

  it('that died is cleared away, and the old rows answer', async () => {
    const folder = temporaryFolder();
    const first = await start(folder);
    await make(first, randomUUID(), 'One');
    await stop(first);
    // As a rebuild leaves it that is killed: begun, locked by nobody, not finished.
    ReadModels.build(folder, [pledgesProjection]).close();
    expect(readdirSync(folder).some((name) => name.includes('building'))).toBe(true);
    const second = await start(folder);
    expect(titles(second)).toEqual(['One']);
    expect(readdirSync(folder).some((name) => name.includes('building'))).toBe(false);
  });

  it('that is under way in another process is left alone at the start', async () => {
    const folder = temporaryFolder();
    const building = ReadModels.build(folder, [pledgesProjection]);
    await start(folder);
    expect(existsSync(building.file)).toBe(true);
    building.discard();
  });

  it('says how far it has come', async () => {
    const folder = temporaryFolder();
    const spine = await start(folder);
    await make(spine);
    const told: number[] = [];
    await rebuild(spine.store, spine.sealing, folder, [pledgesProjection], ({ events, position, head, rate }) => {
      expect(position).toBe(head);
      expect(rate).toBeGreaterThan(0);
      told.push(events);
    });
    expect(told).toEqual([1]);
  });
});
