import { recordOf } from '../config.js';
import { rebuild } from '../event-sourcing/rebuild.js';
import { projections } from '../projections.js';
import { count, progressPrinter } from './progress.js';
import { withRecord } from './record.js';

/** Fills new read models beside the current ones and says how it goes; the service takes them over. */
export const rebuildReadModels = (): Promise<void> =>
  withRecord(async ({ store, sealing }, config) => {
    const progress = progressPrinter();
    await rebuild(store, sealing, config.dataDir, projections, progress.tell, recordOf(config));
    const events = count(progress.last?.events ?? 0, 'event');
    process.stdout.write(
      `Done: the read models are made of ${events}. A running service takes them over in a moment, else the next start does.\n`,
    );
  });
