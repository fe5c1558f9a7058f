import { resolve } from 'node:path';
import { configOfProcess } from '../config.js';
import { backUp } from '../event-sourcing/backup.js';
import { CannotDo } from './failure.js';

/** Copies the record's files beside the running service and says what was copied. Throws `CannotDo` without a record. */
export const backUpRecord = (folder: string): void => {
  const { dataDir } = configOfProcess();
  const copied = backUp(dataDir, resolve(folder));
  if (copied.length === 0) {
    throw new CannotDo(`There is no record in ${dataDir}. Set DATA_DIR to the folder that holds it.`);
  }
  process.stdout.write(
    `Copied ${copied.join(' and ')} to ${resolve(folder)}; each copy was read through and is sound.\n`,
  );
};
