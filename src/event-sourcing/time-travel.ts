import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Day } from './days.js';
import { countOf } from './entry-rows.js';
import { preparing } from './statements.js';
import { Folding } from './folding.js';
import { Intervals, type IntervalSettings } from './intervals.js';
import { attachEntries, type Limits, type PastBuilder, type PastFile } from './past.js';
import type { AnyProjection } from './projection.js';
import type { ReadModels } from './read-models.js';
import { MAPPED, removeDatabase } from './read-models.files.js';
import type { Reader } from './reader.js';

/** The injection token of `TimeTravelSettings`, where they are not the usual ones. */
export const TIME_TRAVEL = Symbol('TIME_TRAVEL');

/** How much is kept to answer about the past. */
export interface TimeTravelSettings extends IntervalSettings {
  /** How many pasts are kept for the next asker. */
  readonly kept: number;
  /** How long a request may still ask a past after another took its place, in milliseconds. */
  readonly grace: number;
}

const USUAL: TimeTravelSettings = { kept: 24, worthIntervals: 20_000, intervals: 16, grace: 60_000 };

/** A past that can be asked. */
interface Past extends PastFile {
  readonly db: DatabaseSync;
  readonly reader: Omit<Reader, 'day'>;
  /** Numbers up to here were looked at: none beyond `through` counts. */
  checked: number;
}

/**
 * The pasts of one generation of read models: built when first asked for, shared by all who ask for the same, kept
 * until others are asked for more, and built on when an entry arrives that counts in them.
 */
export class TimeTravel {
  /** The least recently used first. */
  readonly #kept = new Map<string, Promise<Past>>();
  readonly #retired = new Set<Past>();
  readonly #intervals: Intervals;
  readonly #folder: string;
  #isClosed = false;

  constructor(
    folder: string,
    private readonly live: ReadModels,
    private readonly projections: readonly AnyProjection[],
    private readonly builder: PastBuilder,
    private readonly settings: TimeTravelSettings = USUAL,
  ) {
    // A folder of its own for each: a build still under way for its predecessor must not meet its files.
    this.#folder = join(folder, live.generation);
    mkdirSync(this.#folder, { recursive: true });
    for (const generation of readdirSync(folder)) {
      if (generation !== live.generation) rmSync(join(folder, generation), { recursive: true, force: true });
    }
    this.#intervals = new Intervals(live, builder, settings, this.#folder, (limits, base) => this.#file(limits, base));
    this.#tidy();
  }

  /** The past within these limits, as it stands with everything stored until now; read on this day. */
  async at(limits: Limits, day: Day): Promise<Reader> {
    const key = JSON.stringify([limits.day, limits.statedOn, limits.seq]);
    for (;;) {
      const promise = this.#kept.get(key) ?? this.#make(limits, this.#intervals.nearest(limits));
      this.#keep(key, promise);
      const past = await promise;
      if (this.#isClosed) throw new Error('The read models were exchanged while this past was asked for.');
      if (this.#isCurrent(past)) return { ...past.reader, day };
      // Whoever sees first that an entry has come in builds on; the others wait for the same.
      if (this.#kept.get(key) === promise) {
        this.#keep(key, this.#make(limits, past));
        this.#retire(past);
      }
    }
  }

  /** As the most recently used; the least recently used makes room. */
  #keep(key: string, promise: Promise<Past>): void {
    const isNew = this.#kept.get(key) !== promise;
    this.#kept.delete(key);
    this.#kept.set(key, promise);
    // One that could not be built is tried again by the next who asks.
    if (isNew) promise.catch(() => this.#kept.get(key) === promise && this.#kept.delete(key));
    for (const [oldest, past] of this.#kept) {
      if (this.#kept.size <= this.settings.kept) break;
      this.#kept.delete(oldest);
      past.then(
        (past) => this.#retire(past),
        () => undefined,
      );
    }
  }

  /** Closes a past when those who were given it have had time to ask; at once when too many wait for that. */
  #retire(past: Past): void {
    const drop = (past: Past): void => {
      if (!this.#retired.delete(past)) return;
      past.db.close();
      removeDatabase(past.file);
    };
    this.#retired.add(past);
    setTimeout(() => drop(past), this.settings.grace).unref();
    for (const oldest of this.#retired) {
      if (this.#retired.size <= this.settings.kept) break;
      drop(oldest);
    }
  }

  async #make(limits: Limits, base: PastFile | undefined): Promise<Past> {
    const built = await this.#file(limits, base);
    if (this.#isClosed) throw new Error('The read models were exchanged while this past was built.');
    const db = new DatabaseSync(built.file, { readOnly: true });
    db.exec(`pragma temp_store = memory; pragma cache_size = -8192; ${MAPPED}`);
    attachEntries(db, this.live.file, built);
    const prepare = preparing(db);
    const settled = new Set<string>();
    const settleHistory = (stream: string): void => {
      if (settled.has(stream)) return;
      // Asked every time: what is recorded late tomorrow changes what the present says of this stream's entries.
      if (!prepare('select 1 from live.entries where stream = ? and is_late limit 1').get(stream)) return;
      settled.add(stream);
      const settle = prepare('insert into settled values (?, ?, ?)');
      const folding = new Folding(db, this.projections, { keepsEntries: true });
      for (const { seq, changes, voidedBy } of folding.outcomesOf(stream)) settle.run(seq, changes, voidedBy);
    };
    const storedOf = (stream: string): number => countOf(prepare, stream, 'live.entries');
    const pastEntries = { liveFile: this.live.file, past: built };
    const reader = { db, prepare, isPast: true, pastEntries, seq: built.through, settleHistory, storedOf };
    return { ...built, db, reader, checked: built.through };
  }

  async #file(limits: Limits, base: PastFile | undefined): Promise<PastFile> {
    if (this.#isClosed) throw new Error('The read models were exchanged.');
    const file = join(this.#folder, `${randomUUID()}.sqlite`);
    const target = { file, limits, through: Math.min(limits.seq ?? this.live.seq, this.live.seq) };
    const from = base && { file: base.file, limits: base.limits, through: base.through };
    await this.builder.build(this.live.file, target, from);
    return target;
  }

  #isCurrent(past: Past): boolean {
    const { day = '9999', statedOn = '9999', seq = Infinity } = past.limits;
    const head = this.live.seq;
    if (past.checked === head || seq <= past.through) return true;
    const arrived = this.live
      .prepare('select 1 from entries where seq > ? and seq <= ? and day <= ? and stated_on <= ? limit 1')
      .get(past.checked, Math.min(seq, head), day, statedOn);
    if (!arrived) past.checked = head;
    return !arrived;
  }

  /** As `Intervals.keep`; does nothing once these pasts are closed. */
  async keepIntervals(): Promise<void> {
    try {
      if (!this.#isClosed) await this.#intervals.keep();
    } catch (error) {
      // The folder is gone with the read models that were exchanged.
      if (!this.#isClosed) throw error;
    }
  }

  /** Pasts are built anew for whoever asks from now on: words that the present no longer holds may be in these. */
  forget(): void {
    for (const past of this.#kept.values())
      past.then(
        (past) => this.#retire(past),
        () => undefined,
      );
    this.#kept.clear();
    this.#intervals.drop();
  }

  /** Removes every file but those of the intervals, which outlive the process. */
  #tidy(): void {
    // The folder may be gone already, with the data it belonged to.
    for (const file of existsSync(this.#folder) ? readdirSync(this.#folder) : []) {
      if (!this.#intervals.owns(file)) rmSync(join(this.#folder, file), { force: true });
    }
  }

  /** Closes every past and removes its file. */
  close(): void {
    this.#isClosed = true;
    const closing = ({ db }: Past): void => {
      if (db.isOpen) db.close();
    };
    for (const past of this.#kept.values()) past.then(closing, () => undefined);
    this.#kept.clear();
    this.#retired.forEach(closing);
    this.#retired.clear();
    this.#tidy();
  }
}
