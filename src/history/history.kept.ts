import type { DatabaseSync } from 'node:sqlite';
import { LRUCache } from 'lru-cache';
import type { Day, DayRange } from '../event-sourcing/days.js';
import type { Attribution, Basis, Source } from '../event-sourcing/messages.js';
import type { Change } from '../event-sourcing/projection.js';
import type { Reader } from '../event-sourcing/reader.js';
import { isOfIds } from './history.titles.js';

/** What a line of a list says of an entry. */
export interface EntryLine {
  /** Its number in the log. */
  readonly seq: number;
  readonly id: string;
  readonly stream: string;
  readonly type: string;
  readonly day: Day;
  readonly statedOn: Day;
  /** The id of the entry that voided it. */
  readonly voidedBy: string | null;
}

/** All that is read of an entry. */
export interface EntryRow extends EntryLine {
  readonly version: number;
  readonly recordedAt: string;
  /** JSON of everything else the event holds. */
  readonly body: string;
  /** JSON of what it changed; `null`: nothing. */
  readonly changes: string | null;
}

/** What the body of an entry says. */
export interface Body {
  readonly occurredOn: DayRange;
  readonly source: Source | null;
  readonly basis: Basis;
  readonly statedBy: Attribution;
  readonly recordedBy: Attribution;
  readonly data: Readonly<Record<string, unknown>>;
  readonly erased?: true;
}

/** An entry as it was read, names of people and ids of things in it, whoever asks; parsed when first looked into. */
export class ReadEntry {
  #body: Body | undefined;
  #changes: readonly Change[] | undefined;
  #holdsIds: boolean | undefined;

  #row: EntryRow | undefined;

  /** `read`: finds the rest of it; without, the line is the whole row. */
  constructor(
    readonly line: EntryLine,
    private readonly read?: (line: EntryLine) => EntryRow,
  ) {}

  get row(): EntryRow {
    return (this.#row ??= this.read ? this.read(this.line) : (this.line as EntryRow));
  }

  get body(): Body {
    return (this.#body ??= JSON.parse(this.row.body) as Body);
  }

  get changes(): readonly Change[] {
    const { changes } = this.row;
    return (this.#changes ??= changes === null ? [] : (JSON.parse(changes) as Change[]));
  }

  /** Do ids of things stand in its changes, to be answered as names? */
  get holdsIds(): boolean {
    return (this.#holdsIds ??= this.changes.some(({ field }) => isOfIds(field)));
  }

  /** Bytes it takes in memory, at worst: its text as UTF-16, and what is parsed of it, about as much again. */
  get size(): number {
    const { body, changes } = this.row;
    return 500 + 2 * (body.length + (changes?.length ?? 0));
  }
}

interface Kept {
  readonly stored: number;
  readonly entries: readonly ReadEntry[];
}

const MiB = 1024 * 1024;
/** How much is kept, in bytes; less of a past, of which there may be many. */
const KEPT = { now: 64 * MiB, past: 16 * MiB } as const;

const kept = new WeakMap<DatabaseSync, LRUCache<string, Kept>>();

/**
 * A page of a history, as it was read the last time where that still holds. All that an entry says can only be changed
 * by another of the same stream (a later word, a voiding, an erasure), so a page serves for as long as there are no
 * more; what things are called is no part of it. With other read models, such as after a rebuild, all is read anew.
 */
export const keptPage = (
  { db, isPast, storedOf }: Reader,
  stream: string,
  page: string,
  read: () => readonly EntryRow[],
): readonly ReadEntry[] => {
  let pages = kept.get(db);
  if (!pages) {
    const sizeCalculation = ({ entries }: Kept, key: string) =>
      entries.reduce((size, entry) => size + entry.size, 500 + 2 * key.length);
    kept.set(db, (pages = new LRUCache({ maxSize: isPast ? KEPT.past : KEPT.now, sizeCalculation })));
  }
  const key = `${stream} ${page}`;
  const stored = storedOf(stream);
  const known = pages.get(key);
  if (known?.stored === stored) return known.entries;
  const entries = read().map((row) => new ReadEntry(row));
  pages.set(key, { stored, entries });
  return entries;
};
