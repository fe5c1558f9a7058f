import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { erasureCheckpoint } from './erasure.js';
import { StoreFault } from './errors.js';
import { damageOf } from './event-log.verify.js';
import type { EventStore } from './event-store.js';
import type { AnyProjection } from './projection.js';
import { CHECKPOINTS, Checkpoints } from './reactions.checkpoints.js';
import { CURRENT, makingOf, withMeta, type Meta } from './read-models.files.js';
import { firstKnown, firstOf, type Known } from './read-models.origin.js';
import { copyWhole } from './sqlite.copy.js';

/** What read models that are not empty say of themselves. */
interface About {
  readonly meta: Meta;
  readonly first: Known;
  readonly last: Known;
}

const KIND = { kind: 'read models', faults: damageOf } as const;

const about = (file: string): About | undefined =>
  withMeta(file, (meta, db) => {
    const last = db.prepare('select id, stream, version, position from entries order by seq desc limit 1').get();
    const first = firstKnown(db);
    return meta && first && { meta, first, last: last as unknown as Known };
  });

/**
 * Copies the read models of a data folder into a file, as they stand at one moment, while the service goes on; answers
 * how many events they are made of. The file holds words in the clear. Throws `StoreFault` when there are none, when the
 * file is there already, and while an erasure has not yet reached them.
 */
export const takeSnapshot = (dataDir: string, file: string): number => {
  if (existsSync(file)) throw refused(`${file} is there already: name a file that is not.`);
  const current = join(dataDir, CURRENT);
  if (!about(current)) throw refused(`There are no read models in ${dataDir}: start the service there first.`);
  // Before the copy, so that what it says was done is done in the copy.
  const reached = erasuresReached(dataDir);
  copyWhole(current, file, { ...KIND, refuse: (db) => refuseErasing(db, reached) });
  return about(file)?.meta.seq ?? 0;
};

/** The number of the last entry up to which this copy of the service has carried out all erasures. */
const erasuresReached = (dataDir: string): number => {
  const checkpoints = new Checkpoints(join(dataDir, CHECKPOINTS));
  try {
    return checkpoints.get(erasureCheckpoint);
  } finally {
    checkpoints.close();
  }
};

const refuseErasing = (db: DatabaseSync, reached: number): void => {
  const last = db.prepare("select max(seq) as seq from entries where type = 'WordsErased'").get() as { seq: number };
  if (last.seq > reached) {
    throw refused('Words are being erased just now: let the service finish, and take the snapshot again.');
  }
};

/**
 * Puts a snapshot into a data folder that has no read models, so that a new copy of the service reads on from there;
 * answers how many events it is made of. Throws `StoreFault`, and leaves the folder as it is, for one of another log or
 * another version of the tracker, for one that knows more than the log, and when words were erased since it was taken:
 * they would be there again.
 */
export const restoreSnapshot = async (
  file: string,
  store: EventStore,
  folder: string,
  projections: readonly AnyProjection[],
): Promise<number> => {
  const current = join(folder, CURRENT);
  if (existsSync(current)) throw refused(`There are read models in ${folder} already: restore into a new data folder.`);
  const found = about(file);
  if (!found) throw refused(`${file} is no snapshot, or one of a log without events.`);
  await refuseUnfit(found, store, projections);
  mkdirSync(folder, { recursive: true });
  // By a name that the next start clears away, should this die.
  const unfinished = join(folder, `read-models.building.${randomUUID()}.sqlite`);
  copyWhole(file, unfinished, KIND);
  renameSync(unfinished, current);
  return found.meta.seq;
};

const refuseUnfit = async (
  { meta, first, last }: About,
  store: EventStore,
  projections: readonly AnyProjection[],
): Promise<void> => {
  if (meta.projections !== makingOf(projections).projections) {
    throw refused(`The snapshot was taken with another version of the tracker, and cannot be read on from. ${INSTEAD}`);
  }
  const begun = await firstOf(store);
  if (begun && !isSame(first, begun)) {
    throw refused(
      'The snapshot is of another log, or of this one before it was moved. Take it from a copy on this log.',
    );
  }
  const [newest] = await store.read(last.stream, last.version - 1);
  if (!newest || !isSame(last, newest)) {
    throw refused(
      'The snapshot knows of events that the log does not hold: the log has lost its end. Restore that first.',
    );
  }
  for await (const { events } of store.readAll(meta.position)) {
    if (!events.some(({ type }) => type === 'WordsErased')) continue;
    throw refused(
      `Words were erased since the snapshot was taken, and it would bring them back: delete it. ${INSTEAD}`,
    );
  }
};

const INSTEAD = 'Take a new one, or start the service without one: it reads the whole log then.';

const isSame = (one: Known, other: Known): boolean => one.id === other.id && one.position === other.position;

const refused = (sentence: string): StoreFault => new StoreFault('UNREADABLE', sentence);
