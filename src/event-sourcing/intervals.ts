import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Day } from './days.js';
import type { Limits, PastBuilder, PastFile } from './past.js';
import type { ReadModels } from './read-models.js';
import { removeDatabase } from './read-models.files.js';

/** When pasts are kept to build others from, and how many. */
export interface IntervalSettings {
  /** A log shorter than this is folded from its start fast enough. */
  readonly worthIntervals: number;
  /** Into how many parts each time's axis is cut by the pasts that are kept as starting points. */
  readonly intervals: number;
}

const MANIFEST = 'intervals.json';

/** A past kept to build others from, and how many entries it holds, roughly. */
interface Interval extends PastFile {
  readonly size: number;
}

/** What is written of them, so that the next start of the service need not build them again. */
interface Manifest {
  readonly builtAt: number;
  readonly kept: readonly Interval[];
}

/**
 * Pasts at intervals of each time's axis, which nobody asks: others are built from the nearest that lies within them.
 * They outlive the process, as long as the read models they were built from do.
 */
export class Intervals {
  #kept: readonly Interval[] = [];
  /** How long the log was when they were last built. */
  #builtAt = 0;
  #isKeeping = false;

  constructor(
    private readonly live: ReadModels,
    private readonly builder: PastBuilder,
    private readonly settings: IntervalSettings,
    private readonly folder: string,
    private readonly build: (limits: Limits, base: PastFile | undefined) => Promise<PastFile>,
  ) {
    if (!existsSync(this.#manifest)) return;
    const { builtAt, kept } = JSON.parse(readFileSync(this.#manifest, 'utf8')) as Manifest;
    this.#builtAt = builtAt;
    this.#kept = kept.map((interval) => ({ ...interval, file: join(folder, interval.file) }));
  }

  get #manifest(): string {
    return join(this.folder, MANIFEST);
  }

  /** Whole or not at all: files it does not name are nobody's. */
  #write(): void {
    const kept = this.#kept.map((interval) => ({ ...interval, file: basename(interval.file) }));
    const draft = `${this.#manifest}.draft`;
    writeFileSync(draft, JSON.stringify({ builtAt: this.#builtAt, kept } satisfies Manifest));
    renameSync(draft, this.#manifest);
  }

  /** Is this file one of theirs? */
  owns(file: string): boolean {
    return basename(file) === MANIFEST || this.#kept.some((interval) => basename(interval.file) === basename(file));
  }

  /** The largest past kept that lies within the limits. */
  nearest(limits: Limits): PastFile | undefined {
    return this.#kept
      .filter((interval) => liesWithin(interval.limits, limits))
      .reduce<Interval | undefined>((best, one) => (best && best.size >= one.size ? best : one), undefined);
  }

  /**
   * Builds the starting points, a part of an axis at a time, each from the one before, or from one kept earlier. To be
   * called when there is time; does nothing until the log has grown by a part of an axis.
   */
  async keep(): Promise<void> {
    const { worthIntervals, intervals: parts } = this.settings;
    const total = this.live.seq;
    if (this.#isKeeping || total < worthIntervals || total < this.#builtAt * (1 + 1 / parts)) return;
    this.#builtAt = total;
    this.#isKeeping = true;
    try {
      await this.#keep(total, parts);
    } finally {
      this.#isKeeping = false;
    }
  }

  async #keep(total: number, parts: number): Promise<void> {
    const cuts = await this.builder.cuts(this.live.file, parts);
    const ranks = Array.from({ length: parts - 1 }, (_, part) => Math.floor((total * (part + 1)) / parts));
    const axes: readonly (readonly Limits[])[] = [
      ranks.map((seq) => ({ seq })),
      cuts.statedOn.map((statedOn) => ({ statedOn })),
      cuts.day.map((day) => ({ day })),
    ];
    const earlier = this.#kept;
    for (const axis of axes) {
      for (const [part, limits] of axis.entries()) {
        const built = await this.build(limits, this.nearest(limits));
        this.#kept = [...this.#kept, { ...built, size: ranks[part] ?? 0 }];
      }
    }
    this.#kept = this.#kept.filter((interval) => !earlier.includes(interval));
    this.#write();
    for (const { file } of earlier) removeDatabase(file);
  }

  /** Removes them all; they are kept again when the log has grown. */
  drop(): void {
    const dropped = this.#kept;
    this.#kept = [];
    this.#write();
    for (const { file } of dropped) removeDatabase(file);
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
