import { rmSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { DatabaseSync } from 'node:sqlite';
import type { BenchRow } from './bench-row.js';
import { serveTracker, type BenchServer } from './bench-app.js';
import { auditBench } from './audit.bench.js';
import { changesBench } from './changes.bench.js';
import { cycleBench } from './cycle.bench.js';
import { eventStoreDbBench } from './eventstoredb.bench.js';
import { httpBench } from './http.bench.js';
import { coldPast, historyBySize, historyFirstLook, pastsBeside, startBySize, warmPast } from './large.bench.js';
import { embeddedSealing } from './sealing.bench.js';
import { storeBench } from './store.bench.js';
import { subscribersBench } from './subscribers.bench.js';
import { filledLog, spineBench } from './spine.bench.js';
import type { Size } from './synthetic-plan.js';

const print = (rows: readonly BenchRow[]): void => {
  for (const { name, ratio, aim, detail } of rows) {
    console.log(`${name.padEnd(34)} ${ratio.toFixed(2).padStart(6)}   aim ${aim.padEnd(16)} ${detail}`);
  }
};

const [cpu] = cpus();
const sqlite = new DatabaseSync(':memory:').prepare('select sqlite_version() as version').get()?.['version'];
console.log(
  `Node ${process.version}, SQLite ${String(sqlite)}, ${cpus().length} × ${cpu?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
);
console.log('Ratios within one run: ours as a share of the bound.\n');

/** Parts by name; all of them when none is named. */
const wanted = process.argv.slice(2);
const wants = (part: string): boolean => wanted.length === 0 || wanted.includes(part);
const folders: string[] = [];
const tracker = async (size: Size): Promise<BenchServer> => {
  folders.push(await filledLog(size));
  return serveTracker(folders.at(-1) as string);
};

try {
  if (wants('store')) {
    print(await storeBench());
    print([await embeddedSealing()]);
  }
  if (wants('spine')) print(await spineBench([{ events: 50_000, commitments: 2_000 }]));
  if (wants('eventstoredb')) await eventStoreDbBench(print);
  if (wants('council')) {
    const council = await tracker({ events: 50_000, commitments: 2_000 });
    print(await httpBench(council, 2_000));
    print(await changesBench(council, '50k'));
    print(await warmPast(council, '50k'));
    print(await coldPast(council, '50k'));
    print(await auditBench(council, '50k'));
    print([await subscribersBench(council)]);
    await council.app.close();
  }
  if (wants('cycle')) {
    const cycle = await tracker({ events: 12_000, commitments: 10_000 });
    print([await cycleBench(cycle, 10_000)]);
    await cycle.app.close();
  }
  if (wants('large')) {
    // As many entries of each commitment as in the long log, so that both are asked for as much.
    const small = await tracker({ events: 10_000, commitments: 100 });
    const large = await tracker({ events: 1_000_000, commitments: 10_000 });
    print([await historyFirstLook(large, 10_000)]);
    print([await historyBySize(small, large, [100, 10_000])]);
    print(await changesBench(large, '1M'));
    print(await warmPast(large, '1M'));
    print(await coldPast(large, '1M'));
    print([await pastsBeside(large)]);
    print(await auditBench(large, '1M'));
    await small.app.close();
    await large.app.close();
    print([await startBySize(folders.at(-1) as string)]);
  }
} finally {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}
process.exit(0);
