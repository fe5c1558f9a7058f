import { resolve } from 'node:path';
import { configOfProcess } from '../config.js';
import { restoreSnapshot, takeSnapshot } from '../event-sourcing/snapshot.js';
import { projections } from '../projections.js';
import { count } from './progress.js';
import { withRecord } from './record.js';

/** Copies the read models into a file, beside the running service. */
export const snapshotReadModels = (file: string): void => {
  const events = takeSnapshot(configOfProcess().dataDir, resolve(file));
  process.stdout.write(
    `Copied read models of ${count(events, 'event')} to ${resolve(file)}. They hold words in the clear: keep them as safe as the data folder.\n`,
  );
};

/** Puts read models from a file into the data folder, when they fit the log. */
export const restoreReadModels = (file: string): Promise<void> =>
  withRecord(async ({ store }, { dataDir }) => {
    const events = await restoreSnapshot(resolve(file), store, dataDir, projections);
    process.stdout.write(
      `Read models of ${count(events, 'event')} are in ${dataDir}; the service reads on from there.\n`,
    );
  });
