import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StoreFault } from './errors.js';
import { damageOf, faultsOf } from './event-log.verify.js';
import { removeDatabase, sync } from './read-models.files.js';
import { asStoreFault } from './sqlite.js';
import { KEY_FILE, LOG_FILE, type StoreSettings } from './stores.js';

/** Longest wait, in milliseconds, for a service that is just writing: whoever makes a backup answers nobody meanwhile. */
const PATIENCE = 10_000;

interface Kind {
  readonly name: string;
  readonly kind: string;
  /** Is it kept in the data folder? */
  readonly isHere: (settings: RecordSettings) => boolean;
  readonly faults: (db: DatabaseSync) => readonly string[];
}

type RecordSettings = Omit<StoreSettings, 'masterKey'>;

/** In this order: a key without an event harms nobody, an event without its key has lost its words. */
const KINDS: readonly Kind[] = [
  {
    name: LOG_FILE,
    kind: 'event log',
    isHere: ({ eventStore }) => eventStore?.kind !== 'eventstoredb',
    faults: faultsOf,
  },
  { name: KEY_FILE, kind: 'key file', isHere: ({ keyStore }) => keyStore?.kind !== 'postgres', faults: damageOf },
];

/**
 * Copies the embedded log and then its keys into a folder, each as it stands at one moment, while the service goes on
 * writing; answers the names of what was copied, which does not include what a server keeps. A copy gets its name once it has been read through and is on the disk,
 * so what has its name is whole. Blocks meanwhile, so it is for the command line. Throws `StoreFault` when a file cannot
 * be read, written or is damaged, and when the folder holds a backup already.
 */
export const backUp = (settings: RecordSettings, folder: string): readonly string[] => {
  const { dataDir } = settings;
  const taken = KINDS.map(({ name }) => join(folder, name)).find((path) => existsSync(path));
  if (taken !== undefined) {
    throw new StoreFault('UNREADABLE', `${taken} is there already: name a folder that holds no backup.`);
  }
  // Keys are for nobody else's eyes, though wrapped.
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const present = KINDS.filter((kind) => kind.isHere(settings) && existsSync(join(dataDir, kind.name)));
  for (const kind of present) copy(join(dataDir, kind.name), join(folder, kind.name), kind);
  return present.map(({ name }) => name);
};

const copy = (from: string, to: string, { kind, faults }: Kind): void => {
  const unfinished = `${to}.unfinished`;
  removeDatabase(unfinished);
  try {
    // One read transaction: what is committed after its beginning is not in the copy.
    reading({ path: from, kind }, (db) => void db.prepare('vacuum into ?').run(unfinished));
    const [fault] = reading({ path: unfinished, kind }, faults);
    if (fault !== undefined) throw new StoreFault('DAMAGED', `The ${kind} ${from} is not sound: ${fault}`);
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
