import { createHash, randomUUID } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ENTRIES_INDEXES, ENTRIES_TABLE, VIEWS_TABLE } from './entry-rows.js';
import { START, type Position } from './messages.js';
import type { AnyProjection } from './projection.js';

/** Tells read models of one making from those of another. */
export interface Making {
  /** Digest of the tables: where it is the same, old rows can be asked by new code. */
  readonly tables: string;
  /** Digest of the tables and of every projection's version. */
  readonly projections: string;
}

const META_TABLE = `
  create table meta (
    tables text, projections text, generation text, position text, seq integer, newest_key integer, is_finished integer
  ) strict;
`;

/** The making that this code would produce. */
export const makingOf = (projections: readonly AnyProjection[]): Making => {
  const digest = (parts: readonly unknown[]) => createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  const spine = [META_TABLE, ENTRIES_TABLE, VIEWS_TABLE, ENTRIES_INDEXES];
  const tables = [...spine, projections.map(({ category, tables, indexes }) => [category, tables, indexes])];
  return {
    tables: digest(tables),
    projections: digest([...tables, projections.map(({ version, fields }) => [version, Object.keys(fields)])]),
  };
};

/** What read models say of themselves. */
export interface Meta extends Making {
  /** A fresh id for every filling from the start: numbers of entries mean the same within one. */
  readonly generation: string;
  readonly position: Position;
  readonly seq: number;
  /** The largest number of a key that any of the events was sealed with. */
  readonly newest_key: number;
  readonly is_finished: number;
}

/** File names in the data folder: the one that answers; one that is finished; and ones that are being made. */
export const CURRENT = 'read-models.sqlite';
export const NEXT = 'read-models.next.sqlite';
const MAKING = /^read-models\.(building|adopting)\.[^.]+\.sqlite/;

/**
 * Removes a database file and what SQLite keeps beside it. The log beside it goes first: left behind by a crash in
 * between, it would be played into whatever takes the file's place.
 */
export const removeDatabase = (file: string): void => {
  for (const suffix of ['-wal', '-shm', '-journal', '']) rmSync(file + suffix, { force: true });
};

/**
 * Lets SQLite read as much of a file as it can where the system holds it anyway, which is 2 GiB: a stream's entries lie
 * all over a long log, and each page that must be copied first costs a call.
 */
export const MAPPED = 'pragma mmap_size = 2147418112';

/** A connection set up for read models. */
export const connect = (file: string): DatabaseSync => {
  const db = new DatabaseSync(file);
  db.exec(`pragma busy_timeout = 5000; pragma temp_store = memory; pragma cache_size = -65536; ${MAPPED}`);
  return db;
};

/** Makes the empty tables, and what `meta` says of them. */
export const createTables = (
  db: DatabaseSync,
  projections: readonly AnyProjection[],
  { withIndexes = false } = {},
): void => {
  const { tables, projections: making } = makingOf(projections);
  db.exec('begin');
  db.exec(META_TABLE);
  db.prepare('insert into meta values (?, ?, ?, ?, 0, 0, 0)').run(tables, making, randomUUID(), START);
  db.exec(ENTRIES_TABLE + VIEWS_TABLE);
  for (const projection of projections) db.exec(projection.tables);
  if (withIndexes) {
    db.exec(ENTRIES_INDEXES);
    for (const { indexes } of projections) db.exec(indexes);
  }
  db.exec('commit');
};

/** Puts a file in the place of another. Nobody may hold either open. */
export const replace = (file: string, successor: string): void => {
  removeDatabase(file);
  renameSync(successor, file);
};

/** Written without syncs, it must be on the disk before it is believed to be finished. */
export const sync = (file: string): void => {
  const opened = openSync(file, 'r+');
  fsyncSync(opened);
  closeSync(opened);
};

/** What a build or an exchange left behind that died; one that is still alive holds its file locked. */
export const removeUnfinished = (folder: string): void => {
  for (const name of readdirSync(folder).filter((name) => MAKING.test(name))) {
    const file = join(folder, name.replace(/-(wal|shm|journal)$/, ''));
    if (isFree(file)) removeDatabase(file);
  }
};

/** SQLite's code for a file that another holds. */
const BUSY = 5;

const isFree = (file: string): boolean => {
  if (!existsSync(file)) return true;
  const db = new DatabaseSync(file);
  try {
    db.exec('begin immediate; rollback');
    return true;
  } catch (error) {
    return (error as { readonly errcode?: number }).errcode !== BUSY;
  } finally {
    db.close();
  }
};

/** What read models say of themselves; `undefined` where their making was cut short. */
export const metaOf = (db: DatabaseSync): Meta | undefined =>
  db.prepare('select * from meta').get() as unknown as Meta | undefined;

/** A file that is no database, or whose making was cut short, is as good as none. */
export const isReadable = (file: string): boolean => withMeta(file, (meta) => meta !== undefined) ?? false;

/** Is this a file of finished read models of that making? */
export const isFinished = (file: string, making: Making): boolean =>
  withMeta(file, (meta) => meta?.is_finished === 1 && meta.projections === making.projections) ?? false;

/** What `ask` makes of the file's `meta`; `undefined` where there is no such file or it is no database. */
export const withMeta = <T>(file: string, ask: (meta: Meta | undefined, db: DatabaseSync) => T): T | undefined => {
  if (!existsSync(file)) return undefined;
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file);
    return ask(metaOf(db), db);
  } catch {
    return undefined;
  } finally {
    db?.close();
  }
};
