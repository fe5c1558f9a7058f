import type { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { StoreFault } from './errors.js';
import type { EventStore } from './event-store.js';
import { START, type Recorded } from './messages.js';
import { CURRENT, NEXT, removeDatabase, withMeta } from './read-models.files.js';

/** An event, as read models know it. */
export type Known = Pick<Recorded, 'id' | 'stream' | 'version' | 'position'>;

/** The first event that read models know of; `undefined` for none. */
export const firstKnown = (db: DatabaseSync): Known | undefined =>
  db.prepare('select id, stream, version, position from entries where seq = 1').get() as Known | undefined;

/** The first event of a log; `undefined` while it is empty. */
export const firstOf = async (store: EventStore): Promise<Known | undefined> => {
  for await (const { events } of store.readAll(START, 1)) if (events[0]) return events[0];
  return undefined;
};

/**
 * Removes the read models in a folder that were made of this log while it was on another store, where its positions were
 * others: the log moved, and they are filled anew. Throws `StoreFault` BEHIND for those of another log.
 */
export const leaveOtherStores = async (store: EventStore, folder: string): Promise<void> => {
  for (const file of [CURRENT, NEXT].map((name) => join(folder, name))) {
    const known = withMeta(file, (_, db) => firstKnown(db));
    const first = known && (await firstOf(store));
    if (!first) continue;
    if (known.id !== first.id) throw ofAnother(file);
    if (known.position !== first.position) removeDatabase(file);
  }
};

const ofAnother = (file: string): StoreFault =>
  new StoreFault(
    'BEHIND',
    `${file} was made of another log: is DATA_DIR right? Put the right log back, or delete the read models to go on with this one.`,
  );
