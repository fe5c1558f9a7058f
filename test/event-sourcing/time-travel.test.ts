import { afterEach, describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join, dirname } from 'node:path';
import { dayOf, logOf, type Step } from '../support/pledges/histories.js';
import { entriesOf, tablesOfPast, tablesWithin, travelling } from '../support/pledges/pasts.js';
import { MakePledge, ReportPledge } from '../support/pledges/pledge.commands.js';
import { sending } from '../support/pledges/sending.js';
import { openSpine, type Spine } from '../support/pledges/spine.js';
import { StandingClock } from '../support/clock.js';
import { temporaryFolder } from '../support/temporary.js';

const TODAY = '2025-12-02';
const settings = { kept: 3, worthIntervals: 10, intervals: 4, grace: 0 };
const step = (day: number, what = 3, statedAfter = 0): Step => ({ pledge: 0, what, day, statedAfter, value: day });
const log = logOf(Array.from({ length: 20 }, (_, n) => step(n)));
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

let closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing) close();
  closing = [];
});
const travel = (...args: Parameters<typeof travelling>) => {
  const made = travelling(...args);
  closing.push(() => (made.travel.close(), made.models.close()));
  return made;
};

describe('A past', () => {
  it('is built once for all who ask for it at the same time', async () => {
    const { travel: pasts, builder } = travel(log, settings);
    const readers = await Promise.all(Array.from({ length: 10 }, () => pasts.at({ day: dayOf(5) }, TODAY)));
    expect(builder.built).toHaveLength(1);
    expect(new Set(readers.map(({ db }) => db)).size).toBe(1);
  });

  it('is kept for the next asker, the least recently used making room', async () => {
    const { travel: pasts, builder, models } = travel(log, settings);
    for (const n of [1, 2, 3]) await pasts.at({ day: dayOf(n) }, TODAY);
    await pasts.at({ day: dayOf(1) }, TODAY);
    await pasts.at({ day: dayOf(4) }, TODAY);
    expect(builder.built).toHaveLength(4);
    await pasts.at({ day: dayOf(1) }, TODAY);
    await pasts.at({ day: dayOf(3) }, TODAY);
    expect(builder.built).toHaveLength(4);
    await pasts.at({ day: dayOf(2) }, TODAY);
    expect(builder.built).toHaveLength(5);
    await pause(20);
    expect(readdirSync(join(dirname(models.file), 'pasts', models.generation))).toHaveLength(3);
  });

  it('starts from an interval that an earlier process kept, and from nothing else it left', async () => {
    const { travel: pasts, builder, begin } = travel(log, settings);
    await pasts.at({ day: dayOf(3) }, TODAY);
    await pasts.keepIntervals();
    const kept = builder.built.length;
    pasts.close();

    const after = begin();
    closing.push(() => after.close());
    await after.keepIntervals();
    expect(builder.built).toHaveLength(kept);
    const limits = { day: dayOf(12) };
    expect(tablesOfPast(await after.at(limits, TODAY))).toEqual(tablesWithin(log, limits));
    expect(builder.built.slice(kept)).toMatchObject([{ limits, base: expect.objectContaining({}) }]);
    await after.at({ day: dayOf(3) }, TODAY);
    expect(builder.built).toHaveLength(kept + 2);
  });

  it('starts from nothing that was dropped, also after a start', async () => {
    const { travel: pasts, builder, begin } = travel(log, settings);
    await pasts.keepIntervals();
    pasts.forget();
    pasts.close();
    const after = begin();
    closing.push(() => after.close());
    await after.at({ day: dayOf(12) }, TODAY);
    expect(builder.built.at(-1)?.base).toBeUndefined();
  });

  it('is built on when an entry arrives that counts in it, and only then', async () => {
    const { travel: pasts, builder, models } = travel(log.slice(0, 10), settings);
    const limits = { day: dayOf(12) };
    await pasts.at(limits, TODAY);
    models.project(entriesOf(log).slice(10, 12));
    expect(tablesOfPast(await pasts.at(limits, TODAY))).toEqual(tablesWithin(log.slice(0, 12), limits));
    expect(builder.built).toHaveLength(2);
    expect(builder.built[1]?.base).toEqual(limits);
    models.project(entriesOf(log).slice(12, 13));
    await pasts.at(limits, TODAY);
    expect(builder.built).toHaveLength(3);
    models.project(entriesOf(log).slice(13));
    await pasts.at(limits, TODAY);
    expect(builder.built).toHaveLength(3);
  });

  it('as it was known does not change whatever arrives', async () => {
    const { travel: pasts, builder, models } = travel(log.slice(0, 10), settings);
    const limits = { seq: 8 };
    await pasts.at(limits, TODAY);
    models.project(entriesOf(log).slice(10));
    await pasts.at(limits, TODAY);
    expect(builder.built).toHaveLength(1);
  });

  it('is built from the nearest that is kept on its axis', async () => {
    const { travel: pasts, builder } = travel(log, settings);
    await pasts.keepIntervals();
    const kept = builder.built.length;
    for (const limits of [{ day: dayOf(17) }, { statedOn: dayOf(17) }, { seq: 17 }]) await pasts.at(limits, TODAY);
    // What was stated by a day also happened by then, so that either serves for the day it happened.
    expect(builder.built.slice(kept).map(({ base }) => Object.values<unknown>({ ...base }))).toEqual([
      [dayOf(15)],
      [dayOf(15)],
      [15],
    ]);
    expect(Object.keys(builder.built[kept + 1]?.base ?? {})).toEqual(['statedOn']);
  });

  it('leaves an entry out that was voided by words stated before it', async () => {
    const voided = logOf([...Array.from({ length: 12 }, () => step(5, 3, 5)), step(0, 8)]);
    const { travel: pasts } = travel(voided, settings);
    await pasts.keepIntervals();
    const limits = { statedOn: dayOf(11) };
    expect(tablesOfPast(await pasts.at({ statedOn: dayOf(2) }, TODAY))).toEqual(
      tablesWithin(voided, { statedOn: dayOf(2) }),
    );
    expect(tablesOfPast(await pasts.at(limits, TODAY))).toEqual(tablesWithin(voided, limits));
  });

  it('that cannot be built fails for those who asked, and is tried again for the next', async () => {
    const { travel: pasts, builder } = travel(log, settings);
    const { build } = builder;
    builder.build = () => Promise.reject(new Error('no room'));
    const asked = [pasts.at({ seq: 3 }, TODAY), pasts.at({ seq: 3 }, TODAY)];
    expect((await Promise.allSettled(asked)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    builder.build = build;
    await expect(pasts.at({ seq: 3 }, TODAY)).resolves.toMatchObject({ isPast: true });
  });

  it('is built from the start when the one it was to be built on is gone', async () => {
    const { travel: pasts, builder } = travel(log, settings);
    await pasts.keepIntervals();
    const { build } = builder;
    builder.build = (live, target, base) => build(live, target, base && { ...base, file: `${base.file}.gone` });
    const limits = { day: dayOf(17) };
    expect(tablesOfPast(await pasts.at(limits, TODAY))).toEqual(tablesWithin(log, limits));
  });
});

describe('Reading at a time', () => {
  let spine: Spine | undefined;
  afterEach(async () => {
    await spine?.close();
    spine = undefined;
  });

  it('answers by each of the three times, alone and together, and now when they leave nothing out', async () => {
    const clock = new StandingClock('2025-12-02T10:00:00Z');
    spine = await openSpine(temporaryFolder(), { clock });
    const id = randomUUID();
    await spine.send(new MakePledge(id, { title: 'A hub', weight: 1 }, sending({ told: { statedOn: '2025-09-02' } })));
    clock.pass(60);
    const occurredOn = { earliest: null, latest: '2025-09-10' };
    await spine.send(new ReportPledge(id, { summary: 'Late word', percent: 10 }, sending({ told: { occurredOn } })));
    const percent = async (times: Parameters<Spine['reads']['at']>[0]) => {
      const reader = await (spine as Spine).reads.at(times, TODAY);
      return [reader.prepare('select percent from pledges').get()?.['percent'], reader.isPast, reader.day];
    };
    expect(await percent({})).toEqual([10, false, TODAY]);
    expect(await percent({ asOf: TODAY, toldBy: TODAY, knownAt: '2026-01-01T00:00:00Z' })).toEqual([10, false, TODAY]);
    expect(await percent({ asOf: '2025-09-10' })).toEqual([10, true, '2025-09-10']);
    expect(await percent({ asOf: '2025-09-09' })).toEqual([null, true, '2025-09-09']);
    expect(await percent({ toldBy: '2025-09-10' })).toEqual([null, true, '2025-09-10']);
    expect(await percent({ knownAt: '2025-12-02T10:00:30Z' })).toEqual([null, true, TODAY]);
    expect(await percent({ asOf: '2025-09-10', knownAt: '2025-12-02T11:01:00+01:00' })).toEqual([
      10,
      true,
      '2025-09-10',
    ]);
    expect(await percent({ asOf: '2025-09-01' })).toEqual([undefined, true, '2025-09-01']);
  });

  it('goes on while read models are exchanged', async () => {
    const folder = temporaryFolder();
    spine = await openSpine(folder);
    const id = randomUUID();
    await spine.send(new MakePledge(id, { title: 'A hub', weight: 1 }, sending({ told: { statedOn: '2025-09-02' } })));
    await spine.send(new ReportPledge(id, { summary: 'Well', percent: 40 }, sending()));
    let isOver = false;
    const { reads } = spine;
    const asking = Array.from({ length: 8 }, async (_, n) => {
      let asked = 0;
      for (; !isOver || asked < 3; asked++) {
        const asOf = `2025-10-${String(1 + ((n + asked) % 28)).padStart(2, '0')}`;
        const past = await reads.at({ asOf }, TODAY);
        expect(past.prepare('select title, percent from pledges').all()).toEqual([{ title: 'A hub', percent: null }]);
      }
    });
    for (let round = 0; round < 3; round++) await spine.projector.rebuild();
    isOver = true;
    await Promise.all(asking);
    const { generation } = spine.projector.readModels;
    expect(readdirSync(join(folder, 'pasts'))).toEqual([generation]);
    expect(existsSync(join(folder, 'read-models.sqlite'))).toBe(true);
  });
});
