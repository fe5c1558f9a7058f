import { parentPort, workerData } from 'node:worker_threads';
import type { Job, JobDone } from './background.js';
import { SystemClock } from './clock.js';
import { heldAt, type RowsAt } from './held-reader.js';
import { buildPast, cutDays, type PastFile } from './past.js';
import type { AnyProjection } from './projection.js';
import { rebuild } from './rebuild.js';
import type { Reader } from './reader.js';
import { openStores, type StoreSettings } from './stores.js';

/** Questions that look at everything, by name: each reads the read models now, or a past, as they stand. */
export type Scans = Readonly<Record<string, (reader: Reader, asked: never) => unknown>>;

/** Makes this thread a background thread: it does jobs with these projections and scans, one after the other. */
export const serveBackground = (projections: readonly AnyProjection[], scans: Scans = {}): void => {
  const tasksOf = (tell: (soFar: number) => void): Readonly<Record<Job['task'], (...args: never[]) => unknown>> => ({
    build: (liveFile: string, target: PastFile, base: PastFile | undefined) =>
      buildPast(liveFile, target, base, projections),
    cuts: cutDays,
    scan: (name: string, rows: RowsAt, asked: never) => scanned(scans, name, rows, asked),
    rebuild: () => rebuildHere(projections, tell),
  });
  let last: Promise<unknown> = Promise.resolve();
  parentPort?.on('message', ({ id, task, args }: Job) => {
    last = last.then(async () => {
      const tell = (soFar: number) => parentPort?.postMessage({ id, soFar } satisfies JobDone);
      try {
        const result: unknown = await tasksOf(tell)[task](...(args as never[]));
        parentPort?.postMessage({ id, result } satisfies JobDone);
      } catch (error) {
        parentPort?.postMessage({ id, error: error ?? new Error('unknown') } satisfies JobDone);
      }
    });
  });
};

const scanned = (scans: Scans, name: string, rows: RowsAt, asked: never): unknown => {
  const reader = heldAt(rows);
  try {
    return scans[name]?.(reader, asked);
  } finally {
    reader.release();
  }
};

const rebuildHere = async (projections: readonly AnyProjection[], tell: (events: number) => void): Promise<void> => {
  const given = workerData as StoreSettings;
  const settings = { ...given, masterKey: Buffer.from(given.masterKey) };
  const { store, keys, sealing } = await openStores(settings, new SystemClock());
  try {
    await rebuild(store, sealing, settings.dataDir, projections, ({ events }) => tell(events), settings);
  } finally {
    await store.close();
    await keys.close();
  }
};
