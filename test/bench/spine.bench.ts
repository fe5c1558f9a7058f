import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Clock } from '../../src/event-sourcing/clock.js';
import { addDays } from '../../src/event-sourcing/days.js';
import { buildPast, cutDays, type Limits, type PastBuilder } from '../../src/event-sourcing/past.js';
import { ReadModels } from '../../src/event-sourcing/read-models.js';
import { rebuild } from '../../src/event-sourcing/rebuild.js';
import { openStores } from '../../src/event-sourcing/stores.js';
import { TimeTravel } from '../../src/event-sourcing/time-travel.js';
import { projections } from '../../src/projections.js';
import type { BenchRow } from './bench-row.js';
import { readableBench } from './readable.bench.js';
import { fillLog, type Size } from './synthetic-plan.js';

const ROUNDS = 3;
const MASTER_KEY = Buffer.alloc(32, 7);

/** A clock that stands where it was put. */
class SetClock extends Clock {
  day = '2016-01-04';

  override now(): Date {
    return new Date(`${this.day}T12:00:00Z`);
  }
}

const millisecondsOf = async (work: () => unknown): Promise<number> => {
  const started = performance.now();
  await work();
  return performance.now() - started;
};
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
const shown = (milliseconds: number): string =>
  milliseconds >= 1_000 ? `${(milliseconds / 1_000).toFixed(2)} s` : `${milliseconds.toFixed(1)} ms`;
const perSecond = (events: number, milliseconds: number): string =>
  `${Math.round((events / milliseconds) * 1_000).toLocaleString('en-GB')}/s`;

/** Every body of the log read and parsed in position order, and nothing done with it. */
const bareRead = (folder: string): number => {
  const db = new DatabaseSync(join(folder, 'events.sqlite'), { readOnly: true });
  let read = 0;
  for (const { body } of db.prepare('select body from events order by position').iterate()) {
    if (JSON.parse(String(body))) read++;
  }
  db.close();
  return read;
};

/** Builds on this thread, to be timed. */
const here: PastBuilder = {
  build: async (liveFile, target, base) => buildPast(liveFile, target, base, projections),
  cuts: async (liveFile, parts) => cutDays(liveFile, parts),
};

/** A data folder with a log of this size; whoever asks removes it. */
export const filledLog = async (size: Size): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'tracker-bench-'));
  const clock = new SetClock();
  const stores = await openStores({ dataDir: folder, masterKey: MASTER_KEY }, clock);
  await fillLog(stores, (day) => (clock.day = day), size);
  await stores.store.close();
  await stores.keys.close();
  return folder;
};

/** Pasts on each axis and on two together, some way into the ten years, none of them on the edge of an interval. */
const asked = (events: number): readonly Limits[] => {
  const day = (share: number) => addDays('2016-01-04', Math.round(3_650 * share));
  return [
    { day: day(0.23) },
    { day: day(0.78) },
    { statedOn: day(0.48) },
    { seq: Math.round(events * 0.34) },
    { seq: Math.round(events * 0.91) },
  ];
};

const rebuildRow = async (folder: string, label: string): Promise<{ row: BenchRow; full: number }> => {
  const settings = { dataDir: folder, masterKey: MASTER_KEY };
  const { store, keys, sealing } = await openStores(settings, new SetClock());
  const rounds: { bare: number; full: number }[] = [];
  let events = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const bare = await millisecondsOf(() => (events = bareRead(folder)));
    const full = await millisecondsOf(() => rebuild(store, sealing, folder, projections, undefined, settings));
    rounds.push({ bare, full });
  }
  await store.close();
  await keys.close();
  const [bare, full] = [median(rounds.map(({ bare }) => bare)), median(rounds.map(({ full }) => full))];
  return {
    full,
    row: {
      name: `rebuild, ${label}`,
      ratio: median(rounds.map(({ bare, full }) => bare / full)),
      aim: '≥ 0.33 of a bare read',
      detail: `${perSecond(events, full)} against ${perSecond(events, bare)}`,
    },
  };
};

const pastRows = async (folder: string, label: string, full: number): Promise<BenchRow[]> => {
  const models = ReadModels.open(folder, projections);
  const cold = async (travel: TimeTravel): Promise<number[]> => {
    const times: number[] = [];
    for (const limits of asked(models.seq)) times.push(await millisecondsOf(() => travel.at(limits, '2025-12-31')));
    return times;
  };
  const row = (name: string, times: readonly number[]): BenchRow => ({
    name: `${name}, ${label}`,
    ratio: Math.max(...times) / full,
    aim: '≤ 0.1 of a rebuild',
    detail: `the slowest of ${times.map(shown).join(', ')} against ${shown(full)}`,
  });
  const without = new TimeTravel(join(folder, 'pasts'), models, projections, here);
  const plain = await cold(without);
  without.close();
  const settings = { kept: 24, worthIntervals: 20_000, intervals: 16, grace: 0 };
  const kept = new TimeTravel(join(folder, 'pasts'), models, projections, here, settings);
  const keeping = await millisecondsOf(() => kept.keepIntervals());
  const near = await cold(kept);
  kept.close();
  models.close();
  const [withIntervals, plainly] = [row('a cold past', near), row('  the same without intervals', plain)];
  return [
    { ...withIntervals, detail: `${withIntervals.detail}; intervals kept in ${shown(keeping)}` },
    { ...plainly, aim: '' },
  ];
};

/** A rebuild, pasts nobody has asked for yet, and how soon what was appended can be read. */
export async function spineBench(
  sizes: readonly Size[] = [
    { events: 50_000, commitments: 2_000 },
    { events: 1_000_000, commitments: 10_000 },
  ],
): Promise<BenchRow[]> {
  const rows: BenchRow[] = [await readableBench()];
  for (const size of sizes) {
    const label = `${size.events.toLocaleString('en-GB')} events`;
    const folder = await filledLog(size);
    try {
      const { row, full } = await rebuildRow(folder, label);
      rows.push(row, ...(await pastRows(folder, label, full)));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return rows;
}
