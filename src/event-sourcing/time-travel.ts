import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Day } from './days.js';
import { preparing } from './entry-rows.js';
import { Folding } from './folding.js';
import { attachEntries, type Limits, type PastFile } from './past.js';
import type { AnyProjection } from './projection.js';
import { removeDatabase, type ReadModels } from './read-models.js';
import type { Reader } from './reader.js';

/** Does off the request thread what scans the log. */
export interface PastBuilder {
  build(liveFile: string, target: PastFile, base: PastFile | undefined): Promise<void>;
  /** The days that cut each axis into parts with as many entries each. */
  cuts(liveFile: string, parts: number): Promise<{ readonly day: readonly Day[]; readonly statedOn: readonly Day[] }>;
}

/** The injection token of `TimeTravelSettings`, where they are not the usual ones. */
export const TIME_TRAVEL = Symbol('TIME_TRAVEL');

/** How much is kept to answer about the past. */
export interface TimeTravelSettings {
  /** How many pasts are kept for the next asker. */
  readonly kept: number;
  /** A log shorter than this is folded from its start fast enough. */
  readonly worthIntervals: number;
  /** Into how many parts each time's axis is cut by the pasts that are kept as starting points. */
  readonly intervals: number;
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

/** A past kept to build others from, and how many entries it holds, roughly. */
interface Interval extends PastFile {
  readonly size: number;
}

/**
 * The pasts of one generation of read models: built when first asked for, shared by all who ask for the same, kept
 * until others are asked for more, and built on when an entry arrives that counts in them.
 */
export class TimeTravel {
  /** The least recently used first. */
  readonly #kept = new Map<string, Promise<Past>>();
  readonly #retired = new Set<Past>();
  #intervals: readonly Interval[] = [];
  /** How long the log was when the intervals were last built. */
  #intervalsAt = 0;
  #isKeeping = false;
  readonly #folder: string;
  #files = 0;
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
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(this.#folder, { recursive: true });
  }

  /** The past within these limits, as it stands with everything stored until now; read on this day. */
  async at(limits: Limits, day: Day): Promise<Reader> {
    const key = JSON.stringify([limits.day, limits.statedOn, limits.seq]);
    for (;;) {
      const promise = this.#kept.get(key) ?? this.#make(limits, this.#nearest(limits));
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
    db.exec('pragma temp_store = memory; pragma cache_size = -8192; pragma mmap_size = 268435456');
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
    return { ...built, db, reader: { db, prepare, isPast: true, settleHistory }, checked: built.through };
  }

  async #file(limits: Limits, base: PastFile | undefined): Promise<PastFile> {
    const file = join(this.#folder, `${++this.#files}.sqlite`);
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

  /** The largest past kept that lies within the limits. */
  #nearest(limits: Limits): PastFile | undefined {
    return this.#intervals
      .filter((interval) => liesWithin(interval.limits, limits))
      .reduce<Interval | undefined>((best, one) => (best && best.size >= one.size ? best : one), undefined);
  }

  /**
   * Builds the starting points, a part of an axis at a time, each from the one before, or from one kept earlier. To be
   * called when there is time; does nothing until the log has grown by a part of an axis.
   */
  async keepIntervals(): Promise<void> {
    const { worthIntervals, intervals: parts } = this.settings;
    const total = this.live.seq;
    if (this.#isKeeping || total < worthIntervals || total < this.#intervalsAt * (1 + 1 / parts)) return;
    this.#intervalsAt = total;
    this.#isKeeping = true;
    try {
      await this.#buildIntervals(total, parts);
    } catch (error) {
      // The folder is gone with the read models that were exchanged.
      if (!this.#isClosed) throw error;
    } finally {
      this.#isKeeping = false;
    }
  }

  async #buildIntervals(total: number, parts: number): Promise<void> {
    const cuts = await this.builder.cuts(this.live.file, parts);
    const ranks = Array.from({ length: parts - 1 }, (_, part) => Math.floor((total * (part + 1)) / parts));
    const axes: readonly (readonly Limits[])[] = [
      ranks.map((seq) => ({ seq })),
      cuts.statedOn.map((statedOn) => ({ statedOn })),
      cuts.day.map((day) => ({ day })),
    ];
    const earlier = this.#intervals;
    for (const axis of axes) {
      for (const [part, limits] of axis.entries()) {
        if (this.#isClosed) return;
        const built = await this.#file(limits, this.#nearest(limits));
        this.#intervals = [...this.#intervals, { ...built, size: ranks[part] ?? 0 }];
      }
    }
    this.#intervals = this.#intervals.filter((interval) => !earlier.includes(interval));
    for (const { file } of earlier) removeDatabase(file);
  }

  /** Pasts are built anew for whoever asks from now on: words that the present no longer holds may be in these. */
  forget(): void {
    for (const past of this.#kept.values())
      past.then(
        (past) => this.#retire(past),
        () => undefined,
      );
    this.#kept.clear();
    for (const { file } of this.#intervals) removeDatabase(file);
    this.#intervals = [];
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
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/**
 * Does everything within `inner` count within `outer` too? Nothing counts from a day later than the day it was stated,
 * so what was stated by a day also happened by then.
 */
const liesWithin = (inner: Limits, outer: Limits): boolean => {
  const lastDay = least(inner.day, inner.statedOn);
  return (
    (outer.seq === undefined || (inner.seq !== undefined && inner.seq <= outer.seq)) &&
    (outer.statedOn === undefined || (inner.statedOn !== undefined && inner.statedOn <= outer.statedOn)) &&
    (outer.day === undefined || (lastDay !== undefined && lastDay <= outer.day))
  );
};

const least = (a: Day | undefined, b: Day | undefined): Day | undefined =>
  a === undefined ? b : b === undefined ? a : a < b ? a : b;
