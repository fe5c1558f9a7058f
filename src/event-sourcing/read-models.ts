import { randomUUID } from 'node:crypto';
import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { ENTRIES_INDEXES, NOTHING, type Before } from './entry-rows.js';
import { addTotals } from './entry-totals.js';
import { preparing } from './statements.js';
import { Folding, type FoldingOptions } from './folding.js';
import { newestKeyOf } from './lost-keys.js';
import { START, type Position } from './messages.js';
import type { Opened } from './opened-log.js';
import type { AnyProjection, Entry, Prepare } from './projection.js';
import {
  connect,
  createTables,
  CURRENT,
  isFinished,
  isReadable,
  makingOf,
  metaOf,
  NEXT,
  removeDatabase,
  removeUnfinished,
  replace,
  sync,
  withMeta,
  type Making,
  type Meta,
} from './read-models.files.js';

/** What a filling from the start may keep in memory: views, and the last entries of each stream. */
const FILLING: FoldingOptions = { keepsEntries: true, keptViews: 50_000, remembered: 4 };

/** The last entry that read models hold. */
export interface Last extends Before {
  readonly position: Position;
}

const lastOf = (prepare: Prepare, seq: number): Last => {
  const row = prepare('select seq, recorded_at as recordedAt, position from entries where seq = ?').get(seq);
  return (row as Last | undefined) ?? { ...NOTHING, position: START };
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
    options: FoldingOptions,
  ) {
    this.prepare = preparing(db);
    this.#folding = new Folding(db, projections, options);
    this.#meta = metaOf(db) as Meta;
  }

  /** Opens what the folder holds, or makes empty tables. Takes a finished `next` over first. */
  static open(folder: string, projections: readonly AnyProjection[]): ReadModels {
    removeUnfinished(folder);
    const file = join(folder, CURRENT);
    const next = join(folder, NEXT);
    if (isFinished(next, makingOf(projections))) replace(file, next);
    if (!isReadable(file)) removeDatabase(file);
    return ReadModels.#answering(file, projections, !existsSync(file));
  }

  static #answering(file: string, projections: readonly AnyProjection[], isNew = false, isOurs = false): ReadModels {
    const db = connect(file);
    if (isOurs) db.exec('pragma locking_mode = exclusive');
    db.exec('pragma journal_mode = wal; pragma synchronous = normal');
    if (isNew) createTables(db, projections, { withIndexes: true });
    return new ReadModels(file, db, projections, { keepsEntries: true });
  }

  /** Empty tables beside the current ones, to be filled from the start by `fill` and `finish`. */
  static build(folder: string, projections: readonly AnyProjection[]): ReadModels {
    const file = join(folder, `read-models.building.${randomUUID()}.sqlite`);
    const db = connect(file);
    // Nothing here is worth keeping until it is finished: a build that dies is begun again.
    db.exec('pragma journal_mode = off; pragma synchronous = off; pragma locking_mode = exclusive');
    createTables(db, projections);
    return new ReadModels(file, db, projections, FILLING);
  }

  /** The last entry of the read models in a folder; `undefined` when there are none. Changes nothing. */
  static lastIn(folder: string): Last | undefined {
    return withMeta(join(folder, CURRENT), (meta, db) => meta && lastOf(preparing(db), meta.seq));
  }

  /** Is a finished `next` waiting? */
  static hasNext(folder: string, projections: readonly AnyProjection[]): boolean {
    return isFinished(join(folder, NEXT), makingOf(projections));
  }

  /**
   * The finished `next`, to bring it up to date before it takes the place of the current. It is ours alone from here
   * on, whatever another process puts there meanwhile. `undefined` when there is none.
   */
  static claimNext(folder: string, projections: readonly AnyProjection[]): ReadModels | undefined {
    const next = join(folder, NEXT);
    if (!isFinished(next, makingOf(projections))) return undefined;
    const claimed = join(folder, `read-models.adopting.${randomUUID()}.sqlite`);
    renameSync(next, claimed);
    return ReadModels.#answering(claimed, projections, false, true);
  }

  /** Puts claimed read models in the place of the current ones; closes both and answers the successor. */
  static exchange(current: ReadModels, claimed: ReadModels, projections: readonly AnyProjection[]): ReadModels {
    claimed.close();
    current.close();
    replace(current.file, claimed.file);
    return ReadModels.#answering(current.file, projections);
  }

  get making(): Making {
    return this.#meta;
  }

  get generation(): string {
    return this.#meta.generation;
  }

  /** How far in the log these tables have read, which may be beyond the last event they know of. */
  get position(): Position {
    return this.#meta.position;
  }

  /** The last entry these tables hold. */
  get last(): Last {
    return lastOf(this.prepare, this.seq);
  }

  /** Reads the log again after the last entry, where it ends before these tables have read. */
  rewind(): void {
    this.#transaction(() => ({ through: this.last.position }));
  }

  /** How many events these tables know of. */
  get seq(): number {
    return this.#meta.seq;
  }

  /** The largest number of a key that any of these events was sealed with; 0 where that was not noted. */
  get newestKey(): number {
    return (this.prepare('select * from meta').get() as unknown as Partial<Meta>).newest_key ?? 0;
  }

  /** Folds these entries in, and moves the checkpoint behind them and on to `through`, in one transaction. */
  project(entries: readonly Entry[], through = entries.at(-1)?.position): void {
    this.#transaction(() => {
      const fresh = this.#withoutKnown(entries);
      this.#folding.take(fresh);
      this.#folding.flush();
      const isFurther = through !== undefined && through > this.position;
      this.#note(newestKeyOf(fresh));
      return { last: fresh.at(-1), through: isFurther ? through : this.position };
    });
  }

  /** Another process on the same file, such as the command line, may have projected some of them already. */
  #withoutKnown(entries: readonly Entry[]): readonly Entry[] {
    const { position, seq } = this.prepare('select position, seq from meta').get() as unknown as Meta;
    if (position === this.#meta.position) return entries;
    this.#folding.forget();
    this.#meta = { ...this.#meta, position, seq };
    return entries.filter((entry) => entry.position > position);
  }

  /** As `project`, but rows may follow as late as `finish`, and nobody may ask before. */
  fill({ entries, bodies, newestKey, through }: Opened): void {
    this.#transaction(() => {
      this.#note(newestKey);
      this.#folding.take(entries, bodies);
      if (this.#folding.isFull) this.#folding.flush({ lateStreamsWait: true });
      return { last: entries.at(-1), through };
    });
  }

  #note(newestKey: number): void {
    if (newestKey > 0) this.prepare('update meta set newest_key = max(newest_key, ?)').run(newestKey);
  }

  /** The last steps of filling from the start; then the tables wait as `next` until they are taken over. */
  finish(folder: string, projections: readonly AnyProjection[]): void {
    this.db.exec(ENTRIES_INDEXES);
    this.#transaction(() => {
      this.#folding.flush();
      return { through: this.position };
    });
    for (const { indexes } of projections) this.db.exec(indexes);
    this.db.exec('update meta set is_finished = 1; pragma optimize');
    this.close();
    sync(this.file);
    const next = join(folder, NEXT);
    removeDatabase(next);
    renameSync(this.file, next);
  }

  #transaction(work: () => { readonly last?: Entry | undefined; readonly through: Position }): void {
    this.db.exec('begin immediate');
    try {
      const { last, through: position } = work();
      const seq = last?.seq ?? this.#meta.seq;
      if (last) addTotals(this.prepare, this.#meta.seq, seq);
      this.prepare('update meta set position = ?, seq = ?').run(position, seq);
      this.db.exec('commit');
      this.#meta = { ...this.#meta, position, seq };
    } catch (error) {
      if (this.db.isTransaction) this.db.exec('rollback');
      this.#folding.forget();
      throw error;
    }
  }

  close(): void {
    if (this.db.isOpen) this.db.close();
  }

  /** Closes the tables and removes their file. */
  discard(): void {
    this.close();
    removeDatabase(this.file);
  }
}
