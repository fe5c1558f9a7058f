import { renameSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { StoreFault } from './errors.js';
import { removeDatabase, sync } from './read-models.files.js';
import { asStoreFault } from './sqlite.js';

/** Longest wait, in milliseconds, for a service that is just writing: whoever makes a copy answers nobody meanwhile. */
const PATIENCE = 10_000;

/** What is copied. */
export interface Kind {
  /** As sentences name it, such as `event log`. */
  readonly kind: string;
  /** What is wrong with a copy, in sentences. */
  readonly faults: (db: DatabaseSync) => readonly string[];
  /** Throws when the copy, though sound, must not get its name. */
  readonly refuse?: (db: DatabaseSync) => void;
}

/**
 * Copies a SQLite file as it stands at one moment, while others go on writing to it. The copy is for its owner alone, and
 * gets its name once it has been read through and is on the disk, so what has its name is whole. Blocks meanwhile. Throws
 * `StoreFault` when a file cannot be read, written or is damaged, and what `refuse` throws.
 */
export const copyWhole = (from: string, to: string, { kind, faults, refuse }: Kind): void => {
  const unfinished = `${to}.unfinished`;
  removeDatabase(unfinished);
  try {
    writeFileSync(unfinished, '', { mode: 0o600, flag: 'wx' });
    // One read transaction: what is committed after its beginning is not in the copy.
    reading({ path: from, kind }, (db) => void db.prepare('vacuum into ?').run(unfinished));
    const [fault] = reading({ path: unfinished, kind }, faults);
    if (fault !== undefined) throw new StoreFault('DAMAGED', `The ${kind} ${from} is not sound: ${fault}`);
    if (refuse) reading({ path: unfinished, kind }, refuse);
    sync(unfinished);
    renameSync(unfinished, to);
  } catch (error) {
    removeDatabase(unfinished);
    throw error;
  }
};

const reading = <Answer>(
  file: { readonly path: string; readonly kind: string },
  work: (db: DatabaseSync) => Answer,
) => {
  const db = new DatabaseSync(file.path, { timeout: PATIENCE });
  try {
    return work(db);
  } catch (error) {
    throw asStoreFault(error, file);
  } finally {
    db.close();
  }
};
