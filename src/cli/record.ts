import { configOfProcess, type CompleteConfig, type Config } from '../config.js';
import { completed } from '../development.js';
import { SystemClock } from '../event-sourcing/clock.js';
import { hasRecord, openStores, type Stores } from '../event-sourcing/stores.js';
import { CannotDo } from './failure.js';

type Work<Answer> = (stores: Stores, config: CompleteConfig) => Promise<Answer>;

/**
 * Works on the record that the settings name, and closes it. Throws `CannotDo` when there is none: what looks after a
 * record must not make an empty one in the wrong folder.
 */
export const withRecord = async <Answer>(work: Work<Answer>, settings = configOfProcess()): Promise<Answer> => {
  if (!hasRecord(settings)) {
    throw new CannotDo(`There is no record in ${settings.dataDir}. Set DATA_DIR to the folder that holds it.`);
  }
  return withStores(work, settings);
};

/** As `withRecord`, but makes an empty record where there is none. */
export const withStores = async <Answer>(work: Work<Answer>, settings: Config): Promise<Answer> => {
  const config = await completed(settings);
  const stores = await openStores(config, new SystemClock());
  try {
    return await work(stores, config);
  } finally {
    await stores.store.close();
    await stores.keys.close();
  }
};
