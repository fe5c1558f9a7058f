import { parentPort, workerData } from 'node:worker_threads';
import type { Job, JobDone } from './event-sourcing/background.js';
import { SystemClock } from './event-sourcing/clock.js';
import { buildPast, cutDays, type PastFile } from './event-sourcing/past.js';
import { rebuild } from './event-sourcing/rebuild.js';
import { openStores, type StoreSettings } from './event-sourcing/stores.js';
import { projections } from './projections.js';

/** What the background thread does, job by job. */
const tasks: Readonly<Record<Job['task'], (...args: never[]) => unknown>> = {
  build: (liveFile: string, target: PastFile, base: PastFile | undefined) =>
    buildPast(liveFile, target, base, projections),
  cuts: cutDays,
  rebuild: async () => {
    const { dataDir, masterKey } = workerData as StoreSettings;
    const { store, keys, sealing } = await openStores(
      { dataDir, masterKey: Buffer.from(masterKey) },
      new SystemClock(),
    );
    try {
      await rebuild(store, sealing, dataDir, projections);
    } finally {
      await store.close();
      await keys.close();
    }
  },
};

let last: Promise<unknown> = Promise.resolve();
parentPort?.on('message', ({ id, task, args }: Job) => {
  last = last.then(async () => {
    try {
      const result: unknown = await tasks[task](...(args as never[]));
      parentPort?.postMessage({ id, result } satisfies JobDone);
    } catch (error) {
      parentPort?.postMessage({ id, error: error ?? new Error('unknown') } satisfies JobDone);
    }
  });
});
