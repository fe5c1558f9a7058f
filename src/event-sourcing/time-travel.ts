import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Day } from './days.js';
import { Folding, preparing } from './folding.js';
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

/** A past that can be asked. */
interface Past extends PastFile {
  readonly db: DatabaseSync;
  readonly reader: Omit<Reader, 'day'>;
  /** Numbers up to here were looked at: none beyond `through` counts. */
  checked: number;
  usedAt: number;
}

/** How many pasts are kept for the next asker. */
const KEPT = 24;
/** A log shorter than this is folded from its start fast enough. */
const WORTH_KEEPING_INTERVALS = 20_000;
/** Into how many parts each time's axis is cut by the pasts that are kept as starting points. */
const INTERVALS = 16;

/**
 * The pasts of one generation of read models: built when first asked for, shared by all who ask for the same, kept
 * until others are asked for more, and built on when an entry arrives that counts in them.
 */
export class TimeTravel {
  readonly #kept = new Map<string, Promise<Past>>();
  /** Pasts at intervals of each axis, only to build others from. */
  readonly #intervals: PastFile[] = [];
  #files = 0;
  #uses = 0;
  #isClosed = false;

  constructor(
    private readonly folder: string,
    private readonly live: ReadModels,
    private readonly projections: readonly AnyProjection[],
    private readonly builder: PastBuilder,
  ) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
  }

  /** The past within these limits, as it stands with everything stored until now. */
  async at(limits: Limits, day: Day): Promise<Reader> {
    const key = JSON.stringify([limits.day, limits.statedOn, limits.seq]);
    for (;;) {
      const promise = this.#kept.get(key) ?? this.#begin(key, limits);
      const past = await promise;
      if (this.#isClosed) throw new Error('The read models were exchanged while this past was asked for.');
      if (this.#isCurrent(past)) {
        past.usedAt = ++this.#uses;
        return { ...past.reader, day };
      }
      // Whoever sees first that an entry has come in builds on; the others wait for the same.
      if (this.#kept.get(key) === promise) this.#begin(key, limits, past);
    }
  }

  #begin(key: string, limits: Limits, outdated?: Past): Promise<Past> {
    const promise = this.#make(limits, outdated);
    this.#kept.set(key, promise);
    promise.then(
      () => {
        if (outdated) retire(outdated);
        void this.#dropLeastUsed();
      },
      () => this.#kept.get(key) === promise && this.#kept.delete(key),
    );
    return promise;
  }

  async #make(limits: Limits, outdated: Past | undefined): Promise<Past> {
    const built = await this.#file(limits, outdated ?? this.#nearest(limits));
    const db = new DatabaseSync(built.file, { readOnly: true });
    db.exec('pragma temp_store = memory; pragma cache_size = -8192; pragma mmap_size = 268435456');
    attachEntries(db, this.live.file, limits);
    const prepare = preparing(db);
    const settled = new Set<string>();
    const settleHistory = (stream: string): void => {
      if (settled.has(stream)) return;
      settled.add(stream);
      if (!prepare('select 1 from live.entries where stream = ? and is_late limit 1').get(stream)) return;
      const settle = prepare('insert into settled values (?, ?, ?)');
      for (const { seq, changes, voidedBy } of new Folding(db, this.projections, false).outcomesOf(stream)) {
        settle.run(seq, changes, voidedBy);
      }
    };
    const reader = { db, prepare, isPast: true, settleHistory };
    return { ...built, db, reader, checked: built.through, usedAt: ++this.#uses };
  }

  async #file(limits: Limits, base: PastFile | undefined): Promise<PastFile> {
    const file = join(this.folder, `${++this.#files}.sqlite`);
    const target = { file, limits, through: Math.min(limits.seq ?? this.live.seq, this.live.seq) };
    await this.builder.build(
      this.live.file,
      target,
      base && { file: base.file, limits: base.limits, through: base.through },
    );
    return target;
  }

  #isCurrent(past: Past): boolean {
    const head = this.live.seq;
    if (past.limits.seq !== undefined && past.limits.seq <= past.through) return true;
    if (past.checked === head) return true;
    const arrived = this.live
      .prepare(`select 1 from entries where seq > ? and (day <= ? and stated_on <= ? and seq <= ?) limit 1`)
      .get(past.checked, past.limits.day ?? '9999', past.limits.statedOn ?? '9999', past.limits.seq ?? head);
    if (!arrived) past.checked = head;
    return !arrived;
  }

  /**
   * The largest past that lies within the limits. Nothing counts from later than it was stated, nor is it stated later
   * than stored: so a past of an earlier axis may serve a limit on a later one only where its days say so.
   */
  #nearest(limits: Limits): PastFile | undefined {
    return this.#intervals
      .filter((base) => liesWithin(base.limits, limits))
      .reduce<PastFile | undefined>(
        (best, base) => (best === undefined || this.#size(base) > this.#size(best) ? base : best),
        undefined,
      );
  }

  #size({ limits }: PastFile): number {
    return this.#sizes.get(limits) ?? 0;
  }
  readonly #sizes = new WeakMap<Limits, number>();

  async #dropLeastUsed(): Promise<void> {
    while (this.#kept.size > KEPT) {
      const kept = await Promise.all(
        [...this.#kept].map(async ([key, past]) => ({ key, past: await past.catch(() => null) })),
      );
      const settled = kept.flatMap(({ key, past }) => (past ? [{ key, past }] : []));
      const oldest = settled.reduce((least, one) => (one.past.usedAt < least.past.usedAt ? one : least));
      if (!this.#kept.delete(oldest.key)) return;
      retire(oldest.past);
    }
  }

  /**
   * Builds the starting points, a part of an axis at a time, each from the one before. To be called when there is time:
   * at the start, and when the log has grown.
   */
  async keepIntervals(): Promise<void> {
    const total = this.live.seq;
    if (total < WORTH_KEEPING_INTERVALS) return;
    const cuts = await this.builder.cuts(this.live.file, INTERVALS);
    const ranks = Array.from({ length: INTERVALS - 1 }, (_, part) => Math.floor((total * (part + 1)) / INTERVALS));
    const axes: readonly (readonly Limits[])[] = [
      ranks.map((seq) => ({ seq })),
      cuts.statedOn.map((statedOn) => ({ statedOn })),
      cuts.day.map((day) => ({ day })),
    ];
    for (const axis of axes) {
      for (const [part, limits] of axis.entries()) {
        if (this.#isClosed) return;
        this.#sizes.set(limits, ranks[part] ?? 0);
        this.#intervals.push(await this.#file(limits, this.#nearest(limits)));
      }
    }
  }

  /** Closes every past and removes its file. */
  close(): void {
    this.#isClosed = true;
    for (const past of this.#kept.values())
      past.then(
        ({ db }) => db.isOpen && db.close(),
        () => undefined,
      );
    this.#kept.clear();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** How long a request may still ask a past after another took its place, in milliseconds. */
const GRACE = 60_000;

const retire = ({ db, file }: Past): void => {
  setTimeout(() => {
    if (db.isOpen) db.close();
    removeDatabase(file);
  }, GRACE).unref();
};

/** Does everything within `inner` count within `outer` too? */
const liesWithin = (inner: Limits, outer: Limits): boolean => {
  // An entry counts from a day no later than the day it was stated.
  const lastDay = least(inner.day, inner.statedOn);
  return (
    (outer.seq === undefined || (inner.seq !== undefined && inner.seq <= outer.seq)) &&
    (outer.statedOn === undefined || (inner.statedOn !== undefined && inner.statedOn <= outer.statedOn)) &&
    (outer.day === undefined || (lastDay !== undefined && lastDay <= outer.day))
  );
};

const least = (a: Day | undefined, b: Day | undefined): Day | undefined =>
  a === undefined ? b : b === undefined ? a : a < b ? a : b;
