import { createHash } from 'node:crypto';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Folding, preparing, SPINE_INDEXES, SPINE_TABLES } from './folding.js';
import { START, type Position } from './messages.js';
import type { AnyProjection, Entry, Prepare } from './projection.js';

/** Tells read models of one making from those of another. */
export interface Making {
  /** Digest of the tables: where it is the same, old rows can be asked by new code. */
  readonly tables: string;
  /** Digest of the tables and of every projection's version. */
  readonly projections: string;
}

/** The making that this code would produce. */
export const makingOf = (projections: readonly AnyProjection[]): Making => {
  const digest = (parts: readonly unknown[]) => createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  const tables = projections.map(({ category, tables, indexes }) => [category, tables, indexes]);
  return {
    tables: digest([SPINE_TABLES, SPINE_INDEXES, ...tables]),
    projections: digest([SPINE_TABLES, SPINE_INDEXES, ...tables, projections.map(({ version }) => version)]),
  };
};

interface Meta {
  readonly tables: string;
  readonly projections: string;
  /** A fresh id for every filling from the start: numbers of entries mean the same within one. */
  readonly generation: string;
  readonly position: Position;
  readonly seq: number;
}

/** File names in the data folder. */
const CURRENT = 'read-models.sqlite';
const NEXT = 'read-models.next.sqlite';

/** Removes a database file and what SQLite keeps beside it. */
export const removeDatabase = (file: string): void => {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(file + suffix, { force: true });
};

/**
 * The tables that projections write and queries read: one file of their own, which may be deleted at any time.
 *
 * Rows and checkpoint move in one transaction. The file is not synced on every commit: after a power cut it may stand
 * a little behind the log, never ahead of it, and catches up.
 */
export class ReadModels {
  readonly prepare: Prepare;
  readonly #folding: Folding;
  #meta: Meta;

  private constructor(
    readonly file: string,
    readonly db: DatabaseSync,
    projections: readonly AnyProjection[],
    options: { keptViews?: number } = {},
  ) {
    this.prepare = preparing(db);
    this.#folding = new Folding(db, projections, true, options.keptViews);
    this.#meta = metaOf(db) as Meta;
  }

  /** Opens what the folder holds, or makes empty tables. */
  static open(folder: string, projections: readonly AnyProjection[]): ReadModels {
    ReadModels.adoptNext(folder, projections);
    const file = join(folder, CURRENT);
    if (existsSync(file) && !isReadable(file)) removeDatabase(file);
    const isNew = !existsSync(file);
    const db = connect(file);
    db.exec('pragma journal_mode = wal; pragma synchronous = normal');
    if (isNew) createTables(db, projections, { withIndexes: true });
    return new ReadModels(file, db, projections);
  }

  /** Empty tables beside the current ones, to be filled from the start and then adopted. */
  static createNext(folder: string, projections: readonly AnyProjection[]): ReadModels {
    const file = join(folder, NEXT);
    removeDatabase(file);
    const db = connect(file);
    // Nothing here is worth keeping until it is finished: a build that dies is begun again.
    db.exec('pragma journal_mode = off; pragma synchronous = off; pragma locking_mode = exclusive');
    createTables(db, projections);
    return new ReadModels(file, db, projections, { keptViews: 200_000 });
  }

  /** The finished `next`, to bring it up to date before it is adopted. */
  static openNext(folder: string, projections: readonly AnyProjection[]): ReadModels {
    const file = join(folder, NEXT);
    const db = connect(file);
    db.exec('pragma journal_mode = wal; pragma synchronous = normal');
    return new ReadModels(file, db, projections);
  }

  /** Puts a finished `next` in the place of the current file. Nobody may hold either open. */
  static adoptNext(folder: string, projections: readonly AnyProjection[]): boolean {
    const next = join(folder, NEXT);
    if (!existsSync(next)) return false;
    if (!isFinished(next, makingOf(projections))) return false;
    removeDatabase(join(folder, CURRENT));
    renameSync(next, join(folder, CURRENT));
    return true;
  }

  /** Is a finished `next` waiting to be adopted? */
  static hasNext(folder: string, projections: readonly AnyProjection[]): boolean {
    const next = join(folder, NEXT);
    return existsSync(next) && isFinished(next, makingOf(projections));
  }

  get making(): Making {
    return this.#meta;
  }

  get generation(): string {
    return this.#meta.generation;
  }

  /** The last event these tables know of. */
  get position(): Position {
    return this.#meta.position;
  }

  /** How many events these tables know of. */
  get seq(): number {
    return this.#meta.seq;
  }

  /** Folds these entries in, and moves the checkpoint behind them, in one transaction. */
  project(entries: readonly Entry[], options?: { lateStreamsWait?: boolean }): void {
    const last = entries.at(-1);
    if (!last) return;
    this.#transaction(() => {
      this.#folding.take(entries);
      this.#folding.flush(options);
      this.prepare('update meta set position = ?, seq = ?').run(last.position, last.seq);
    });
    this.#meta = { ...this.#meta, position: last.position, seq: last.seq };
  }

  /** The last steps of filling from the start: indexes, then the streams that waited for them. */
  finish(projections: readonly AnyProjection[]): void {
    createIndexes(this.db, projections);
    this.#transaction(() => this.#folding.flush());
    this.db.exec('update meta set is_finished = 1; pragma optimize');
  }

  #transaction(work: () => void): void {
    this.db.exec('begin immediate');
    try {
      work();
      this.db.exec('commit');
    } catch (error) {
      if (this.db.isTransaction) this.db.exec('rollback');
      this.#folding.forget();
      throw error;
    }
  }

  close(): void {
    if (this.db.isOpen) this.db.close();
  }
}

const connect = (file: string): DatabaseSync => {
  const db = new DatabaseSync(file);
  db.exec(
    'pragma busy_timeout = 5000; pragma temp_store = memory; pragma cache_size = -65536; pragma mmap_size = 268435456',
  );
  return db;
};

const createTables = (db: DatabaseSync, projections: readonly AnyProjection[], { withIndexes = false } = {}): void => {
  const { tables, projections: making } = makingOf(projections);
  db.exec('begin');
  db.exec(
    `create table meta (tables text, projections text, generation text, position text, seq integer, is_finished integer)`,
  );
  db.prepare('insert into meta values (?, ?, lower(hex(randomblob(16))), ?, 0, 0)').run(tables, making, START);
  db.exec(SPINE_TABLES);
  for (const projection of projections) db.exec(projection.tables);
  if (withIndexes) createIndexes(db, projections);
  db.exec('commit');
};

const createIndexes = (db: DatabaseSync, projections: readonly AnyProjection[]): void => {
  db.exec(SPINE_INDEXES);
  for (const { indexes } of projections) db.exec(indexes);
};

const metaOf = (db: DatabaseSync): (Meta & { readonly is_finished: number }) | undefined =>
  db.prepare('select * from meta').get() as unknown as (Meta & { readonly is_finished: number }) | undefined;

/** A file that is no database, or whose making was cut short, is as good as none. */
const isReadable = (file: string): boolean => withMeta(file, (meta) => meta !== undefined) ?? false;

const isFinished = (file: string, making: Making): boolean =>
  withMeta(file, (meta) => meta?.is_finished === 1 && meta.projections === making.projections) ?? false;

const withMeta = <T>(file: string, ask: (meta: ReturnType<typeof metaOf>) => T): T | undefined => {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file);
    return ask(metaOf(db));
  } catch {
    return undefined;
  } finally {
    db?.close();
  }
};
