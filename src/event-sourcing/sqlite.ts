import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseSync } from 'node:sqlite';
import { StoreFault } from './errors.js';

/**
 * How many rows at most, as a bound value. With a bare `limit ?` SQLite looks at the value while it plans, and so plans
 * anew each time one is bound: longer than many a query takes to run.
 */
export const LIMIT = 'limit ? + 0';

/** How a file of this service is kept. */
export interface SqliteFile {
  /** Path, or `:memory:` for one that lives as long as it is open. */
  readonly path: string;
  /** What it is, for the sentences of faults: `event log`, `key file`. */
  readonly kind: string;
  /** Tells files of one kind from every other SQLite file; 32 bits, never to change. */
  readonly applicationId: number;
  /** Raised when `schema` changes; an older program refuses a newer file. */
  readonly schemaVersion: number;
  readonly schema: string;
  readonly journal: 'wal' | 'truncate';
  /** Longest wait, in milliseconds, for another process that holds the file. */
  readonly lockTimeoutMs: number;
}

/**
 * Longest time SQLite itself waits for another process, in milliseconds. It waits by blocking the whole event loop, so
 * it bridges only the moment of one ordinary commit; longer waits are asynchronous, in `whenFree`.
 */
const BLOCKING_MS = 5;
const FIRST_PAUSE_MS = 1;
const LONGEST_PAUSE_MS = 25;
const FULL_SYNCHRONOUS = 2;

/** SQLite's primary result codes that mean something to whoever runs the service. */
const BUSY = [5, 6];
const FAULTS = new Map<number, readonly [StoreFault['kind'], string]>([
  [5, ['LOCKED', 'is held by another process. Nothing was stored; end the other process or try again.']],
  [6, ['LOCKED', 'is held by another process. Nothing was stored; end the other process or try again.']],
  [8, ['UNREADABLE', 'cannot be written: the file or its folder is read-only. Nothing was stored.']],
  [10, ['DAMAGED', 'could not be read or written: the disk failed. Nothing more is written until the next start.']],
  [11, ['DAMAGED', 'is damaged. Nothing more is written; restore it from a backup.']],
  [13, ['FULL', 'cannot grow: the disk is full. Nothing was stored; make room and send it again.']],
  [14, ['UNREADABLE', 'cannot be opened: check that its folder exists and may be written.']],
  [26, ['DAMAGED', 'is not a SQLite database, or its beginning is damaged. Nothing was written to it.']],
]);

/** The primary code; not asked by `instanceof`, because Node makes these errors outside the realm of a test. */
const resultCode = (error: unknown): number | undefined => {
  const { errcode } = (error ?? {}) as { errcode?: unknown };
  return typeof errcode === 'number' ? errcode & 0xff : undefined;
};

/** An error of SQLite as the `StoreFault` that it means; every other error unchanged. */
export const asStoreFault = (error: unknown, { kind, path }: Pick<SqliteFile, 'kind' | 'path'>): unknown => {
  const fault = FAULTS.get(resultCode(error) ?? -1);
  return fault ? new StoreFault(fault[0], `The ${kind} ${path} ${fault[1]}`, { cause: error }) : error;
};

const isBusy = (error: unknown): boolean => BUSY.includes(resultCode(error) ?? -1);

/**
 * What `work` answers, as soon as no other process holds the file; the event loop runs on meanwhile. Throws `StoreFault`,
 * LOCKED when the wait took longer than `lockTimeoutMs`. `work` must leave no transaction open when it throws.
 */
export const whenFree = async <Answer>(file: SqliteFile, work: () => Answer): Promise<Answer> => {
  for (let attempt = 0, waited = 0; ; attempt++) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || waited >= file.lockTimeoutMs) throw asStoreFault(error, file);
    }
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** attempt, LONGEST_PAUSE_MS);
    await sleep(pause);
    waited += pause + BLOCKING_MS;
  }
};

/** `work` as one write transaction: all of it or, when it throws, nothing. */
export const transaction = <Answer>(db: DatabaseSync, work: () => Answer): Answer => within(db, 'immediate', work);

/** `work` reading one state of the file, whose locks are taken once and not for every statement. */
export const snapshot = <Answer>(db: DatabaseSync, work: () => Answer): Answer => within(db, 'deferred', work);

const within = <Answer>(db: DatabaseSync, mode: 'immediate' | 'deferred', work: () => Answer): Answer => {
  db.exec(`begin ${mode}`);
  try {
    const answer = work();
    db.exec('commit');
    return answer;
  } catch (error) {
    // A full disk or a failing one makes SQLite roll back by itself.
    if (db.isTransaction) db.exec('rollback');
    throw error;
  }
};

/**
 * Opens a file of this service, made when it is not there: durable at every commit (`synchronous=FULL`, asserted).
 * Writes nothing to a file that is not ours. Throws `StoreFault`: UNREADABLE for another application's file or no
 * database at all, NEWER for a file of a newer version, LOCKED, DAMAGED.
 */
export const openSqlite = async (file: SqliteFile): Promise<DatabaseSync> => {
  const db = await whenFree(file, () => new DatabaseSync(file.path, { timeout: BLOCKING_MS }));
  try {
    const fresh = await whenFree(file, () => isFresh(db, file));
    db.exec('pragma trusted_schema = off; pragma cell_size_check = on');
    await whenFree(file, () => assertPragma(db, file, 'journal_mode', file.journal));
    db.exec('pragma synchronous = full');
    assertPragma(db, file, 'synchronous', FULL_SYNCHRONOUS);
    if (fresh) await whenFree(file, () => create(db, file));
    return db;
  } catch (error) {
    db.close();
    throw asStoreFault(error, file);
  }
};

const pragma = (db: DatabaseSync, name: string): unknown => Object.values(db.prepare(`pragma ${name}`).get() ?? {})[0];

/** SQLite answers a setting it does not take with the old one and no error. */
const assertPragma = (db: DatabaseSync, file: SqliteFile, name: string, wanted: string | number): void => {
  const inMemory = file.path === ':memory:' && name === 'journal_mode';
  const answered = inMemory || pragma(db, name) === wanted ? wanted : pragma(db, `${name} = ${wanted}`);
  if (answered === wanted) return;
  throw new StoreFault('UNREADABLE', `The ${file.kind} ${file.path} does not take ${name} = ${wanted} on this disk.`);
};

/** Is there nothing in it yet? Throws when what is in it is not ours. */
const isFresh = (db: DatabaseSync, { path, kind, applicationId, schemaVersion }: SqliteFile): boolean => {
  const [id, version, tables] = readHeader(db, path, kind);
  if (id === 0 && version === 0 && tables === 0) return true;
  if (id !== applicationId) {
    throw new StoreFault(
      'UNREADABLE',
      `${path} belongs to another application: it is not our ${kind} and was left alone.`,
    );
  }
  if (version > schemaVersion) {
    throw new StoreFault(
      'NEWER',
      `The ${kind} ${path} is of version ${version} and this program knows versions up to ${schemaVersion}: ` +
        'run the newer program. Nothing was written.',
    );
  }
  return false;
};

const NOT_A_DATABASE = 26;

const readHeader = (db: DatabaseSync, path: string, kind: string): readonly [number, number, number] => {
  try {
    const { tables } = db.prepare('select count(*) as tables from sqlite_schema').get() as { tables: number };
    return [Number(pragma(db, 'application_id')), Number(pragma(db, 'user_version')), tables];
  } catch (error) {
    if (resultCode(error) !== NOT_A_DATABASE) throw error;
    throw new StoreFault('UNREADABLE', `${path} is no database: it is not our ${kind} and was left alone.`, {
      cause: error,
    });
  }
};

const create = (db: DatabaseSync, file: SqliteFile): void =>
  transaction(db, () => {
    // Another process may have made it since we looked.
    if (!isFresh(db, file)) return;
    db.exec(
      `${file.schema}; pragma application_id = ${file.applicationId}; pragma user_version = ${file.schemaVersion}`,
    );
  });
