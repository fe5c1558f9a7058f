import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { Clock } from '../../src/event-sourcing/clock.js';
import { openStores } from '../../src/event-sourcing/stores.js';
import type { BenchRow } from './bench-row.js';
import { serveTracker } from './bench-app.js';
import { httpBench } from './http.bench.js';
import { storeBench } from './store.bench.js';
import { fillLog, type Size } from './synthetic-plan.js';

/** A clock that stands where it was put. */
class SetClock extends Clock {
  day = '2016-01-04';

  override now(): Date {
    return new Date(`${this.day}T12:00:00Z`);
  }
}

const print = (rows: readonly BenchRow[]): void => {
  for (const { name, ratio, aim, detail } of rows) {
    console.log(`${name.padEnd(34)} ${ratio.toFixed(2).padStart(6)}   aim ${aim.padEnd(16)} ${detail}`);
  }
};

/** A data folder with a log of this size. */
const filled = async (size: Size): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'tracker-bench-'));
  const clock = new SetClock();
  const stores = await openStores({ dataDir: folder, masterKey: Buffer.alloc(32, 7) }, clock);
  const started = performance.now();
  await fillLog(stores, (day) => (clock.day = day), size);
  await stores.store.close();
  await stores.keys.close();
  console.log(
    `\nA log of ${size.events.toLocaleString('en-GB')} events, made in ${Math.round((performance.now() - started) / 1_000)} s`,
  );
  return folder;
};

const [cpu] = cpus();
console.log(
  `Node ${process.version}, ${cpus().length} × ${cpu?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
);
console.log('Ratios within one run: ours as a share of the bound.\n');
if (!process.argv.includes('--http')) print(await storeBench());

const folder = await filled({ events: 50_000, commitments: 2_000 });
try {
  const tracker = await serveTracker(folder);
  print(await httpBench(tracker, 2_000));
  await tracker.app.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
