import { StoreFault } from './errors.js';
import type { EventStore } from './event-store.js';
import type { KeyStore } from './key-store.js';
import { START, type NewEvent } from './messages.js';

/** Events read at a time. */
const BATCH = 5_000;

/** The largest number of a key that any of these events is sealed with; 0 when none is sealed. */
export const newestKeyOf = (events: readonly Pick<NewEvent, 'sealed'>[]): number =>
  events.reduce((newest, { sealed }) => Math.max(newest, sealed?.key ?? 0), 0);

/** That a log uses a key which its key store never gave: what is missing there was not erased, but is lost. */
export const keysBehind = (used: number, newest: number): StoreFault =>
  new StoreFault(
    'BEHIND',
    `The keys are older than the log: it uses keys up to number ${used}, and none beyond ${newest} is there. Restore a ` +
      'newer backup of the keys, or a log from before it. Where there is neither, "npm run tracker -- ' +
      'accept-lost-keys" says what is lost. Nothing was written.',
  );

/** What is lost with keys that are older than the log. */
export interface LostKeys {
  /** Those whose words nobody can read any more, though nobody erased them. */
  readonly events: number;
  /** When the first and the last of them were recorded, in ISO 8601; empty when there are none. */
  readonly first: string;
  readonly last: string;
  /** The largest number that the log uses. */
  readonly used: number;
  /** The number that none in the key store is beyond. */
  readonly newest: number;
}

/** Reads the whole log for keys that the key store never gave. Changes nothing. */
export const lostKeys = async (store: EventStore, keys: KeyStore): Promise<LostKeys> => {
  const newest = await keys.newest();
  const lost = new Map<string, string>();
  let used = 0;
  for await (const { events } of store.readAll(START, BATCH)) {
    used = Math.max(used, newestKeyOf(events));
    for (const { id, type, data, sealed, recordedAt } of events) {
      if (sealed && sealed.key > newest) lost.set(id, recordedAt);
      if (type === 'WordsErased') lost.delete((data as { entryId: string }).entryId);
    }
  }
  const times = [...lost.values()].sort();
  return { events: lost.size, first: times[0] ?? '', last: times.at(-1) ?? '', used, newest };
};

/**
 * Lets the record go on without the keys it lost: the words read as erased for ever, and the keys' numbers are given to
 * nobody, so that no entry is ever opened with the key of another.
 */
export const acceptLoss = (keys: KeyStore, { used }: LostKeys): Promise<void> => keys.skip(used);
