import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { StoreFault } from './errors.js';
import { damageOf, faultsOf } from './event-log.verify.js';
import { copyWhole, type Kind } from './sqlite.copy.js';
import { KEY_FILE, LOG_FILE, type StoreSettings } from './stores.js';

interface Kept extends Kind {
  readonly name: string;
  /** Is it kept in the data folder? */
  readonly isHere: (settings: RecordSettings) => boolean;
}

type RecordSettings = Omit<StoreSettings, 'masterKey'>;

/** In this order: a key without an event harms nobody, an event without its key has lost its words. */
const KINDS: readonly Kept[] = [
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
 * writing; answers the names of what was copied, which does not include what a server keeps. Blocks meanwhile, so it is
 * for the command line. Throws `StoreFault` when a file cannot be read, written or is damaged, and when the folder holds a
 * backup already.
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
  for (const kind of present) copyWhole(join(dataDir, kind.name), join(folder, kind.name), kind);
  return present.map(({ name }) => name);
};
