import { acceptLoss, lostKeys } from '../event-sourcing/lost-keys.js';
import { CannotDo } from './failure.js';
import { count } from './progress.js';
import { withRecord } from './record.js';

/** What the loss of keys is accepted with. */
export interface AcceptOptions {
  readonly confirm?: boolean;
}

/**
 * Says how many events lost their words with keys that are older than the log, and lets the record go on without them
 * once that is confirmed. Throws `CannotDo` before that, and when nothing is lost.
 */
export const acceptLostKeys = ({ confirm = false }: AcceptOptions): Promise<void> =>
  withRecord(async ({ store, keys }) => {
    const lost = await lostKeys(store, keys);
    if (lost.used <= lost.newest) throw new CannotDo('The keys are not older than the log. Nothing was changed.');
    const when = lost.events > 0 ? `, recorded from ${lost.first} to ${lost.last}` : '';
    const what = `${count(lost.events, 'event')}${when}`;
    if (!confirm) {
      throw new CannotDo(
        `Nobody will ever read the words of ${what}: their keys are not among those up to number ${lost.newest} that ` +
          'are here. A newer backup of the keys would bring them back, but not once this is accepted. Nothing was ' +
          'changed; to go on without them, give this command again with --confirm.',
      );
    }
    await acceptLoss(keys, lost);
    process.stdout.write(`Given up: the words of ${what}. New keys are numbered from beyond ${lost.used}.\n`);
  });
