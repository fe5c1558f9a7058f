import { resolve } from 'node:path';
import { configOfProcess } from '../config.js';
import { backUp } from '../event-sourcing/backup.js';
import { CannotDo } from './failure.js';

/**
 * Copies what the data folder holds of the record beside the running service, and says what was copied and what is to be
 * copied elsewhere. Throws `CannotDo` when there is nothing to copy.
 */
export const backUpRecord = (folder: string): void => {
  const config = configOfProcess();
  const elsewhere = [
    ...(config.eventStore.kind === 'eventstoredb'
      ? ['The log is on EventStoreDB: copy it there, before the keys.']
      : []),
    ...(config.keyStore.kind === 'postgres' ? ['The keys are on PostgreSQL: copy them there, after the log.'] : []),
  ];
  const copied = backUp(config, resolve(folder));
  if (copied.length === 0) {
    const none = `There is no record in ${config.dataDir}. Set DATA_DIR to the folder that holds it.`;
    throw new CannotDo(elsewhere.length === 2 ? elsewhere.join('\n') : [none, ...elsewhere].join('\n'));
  }
  const said = `Copied ${copied.join(' and ')} to ${resolve(folder)}; each copy was read through and is sound.`;
  process.stdout.write([said, ...elsewhere, ''].join('\n'));
};
