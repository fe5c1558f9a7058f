import type { DatabaseSync } from 'node:sqlite';
import { bodyOf, entryOf } from './entry-rows.js';
import { KeptEntries } from './entries.kept.js';
import { categoryOf, idOf } from './messages.js';
import { wordFieldsOf, type AnyProjection, type Entry } from './projection.js';
import { preparing, type Prepare } from './statements.js';
import { naming, StreamFold, type FoldOptions, type Place } from './stream-fold.js';
import { Sums } from './sums.js';

export { entryOf, toEntry } from './entry-rows.js';

/** How entries are folded, beside the rules of the projections. */
export interface FoldingOptions {
  /** `false` where the entries are kept elsewhere, as in a past: then nobody asks what each of them changed. */
  readonly keepsEntries: boolean;
  /** How many views stay in memory between transactions. */
  readonly keptViews?: number;
  /** How many of a stream's last entries are remembered, so that one that comes a little late is put between them. */
  readonly remembered?: number;
}

const isAboutAnEntry = (type: string): boolean => type === 'EntryVoided' || type === 'WordsErased';

/**
 * Folds entries into views and rows; the one piece of code behind the live read models, a rebuild and every past.
 *
 * Works inside the caller's transaction and is wholly synchronous. After an error the caller rolls back and calls
 * `forget`. Which entries come in one `take`, and when `flush` is called, makes no difference to the rows.
 */
export class Folding {
  readonly #folds = new Map<string, StreamFold>();
  /** Streams whose rows are to be written, with the last entry each took. */
  readonly #dirty = new Map<string, Entry>();
  /** Streams that must be folded from their start: an entry came earlier than remembered, or was voided or erased. */
  readonly #refold = new Set<string>();
  readonly #erased = new Set<string>();
  readonly #projections: ReadonlyMap<string, AnyProjection>;
  readonly #prepare: Prepare;
  readonly #entries: KeptEntries;
  readonly #sums = new Sums();
  readonly #options: Required<FoldingOptions>;
  readonly #foldOptions: FoldOptions;

  constructor(
    readonly db: DatabaseSync,
    projections: readonly AnyProjection[],
    options: FoldingOptions,
  ) {
    this.#projections = new Map(projections.map((projection) => [projection.category, projection]));
    this.#prepare = preparing(db);
    this.#entries = new KeptEntries(this.#prepare, wordFieldsOf(projections));
    this.#options = { keptViews: 5_000, remembered: 0, ...options };
    const { keepsEntries: tellsChanges, remembered } = this.#options;
    this.#foldOptions = { tellsChanges, remembered };
  }

  /** Folds entries in, in log order. Rows follow with `flush`. `bodies`: what `bodyOf` says of each, where it is known. */
  take(entries: readonly Entry[], bodies?: readonly string[]): void {
    entries.forEach((entry, n) => naming(entry, () => this.#take(entry, bodies?.[n])));
  }

  /** Lets a stream that took an entry be folded from its start with the next flush. */
  refold(stream: string): void {
    this.#refold.add(stream);
  }

  /** Are there more views in memory than are to be kept? */
  get isFull(): boolean {
    return this.#folds.size > this.#options.keptViews;
  }

  #take(entry: Entry, body: string | undefined): void {
    const projection = this.#projections.get(categoryOf(entry.stream));
    const isAbout = isAboutAnEntry(entry.type);
    let changes: string | null = null;
    // "Late" marks streams whose past is not simply the beginning of their present.
    let isLate = isAbout;
    if (projection) {
      const fold = this.#load(entry.stream, projection);
      isLate ||= fold.isLate(entry);
      if (isAbout) this.#refold.add(entry.stream);
      else if (!this.#refold.has(entry.stream)) changes = this.#place(fold, entry);
      fold.note(entry);
      this.#dirty.set(entry.stream, entry);
    }
    if (!this.#options.keepsEntries) return;
    this.#entries.add(entry, body ?? bodyOf(entry), changes, isLate);
    if (entry.type === 'WordsErased') this.#erased.add((entry.data as { entryId: string }).entryId);
  }

  #load(stream: string, projection: AnyProjection): StreamFold {
    let fold = this.#folds.get(stream);
    if (fold) return fold;
    const row = this.#prepare('select day, seq, stated_on, view from views where stream = ?').get(stream) as
      (Place & { stated_on: string; view: string }) | undefined;
    fold = row
      ? new StreamFold(projection, this.#foldOptions, JSON.parse(row.view) as object, row, row.stated_on)
      : this.#blank(stream, projection);
    this.#folds.set(stream, fold);
    return fold;
  }

  #blank(stream: string, projection: AnyProjection): StreamFold {
    return new StreamFold(projection, this.#foldOptions, projection.blank(idOf(stream)) as object);
  }

  #place(fold: StreamFold, entry: Entry): string | null {
    const placed = fold.place(entry);
    if (!placed) {
      this.#refold.add(entry.stream);
      return null;
    }
    if (this.#options.keepsEntries) this.#entries.correct(placed.corrections);
    return placed.changes;
  }

  /**
   * Writes what `take` changed. While read models are filled from the start there is no index yet to find a stream's
   * entries by, so streams that must be folded anew wait for the last flush.
   */
  flush({ lateStreamsWait = false } = {}): void {
    if (!lateStreamsWait) this.#foldLateStreams();
    let saved: Entry | undefined;
    for (const [stream, last] of this.#dirty) {
      if (this.#refold.has(stream)) continue;
      naming((saved = last), () => this.#save(stream));
      this.#dirty.delete(stream);
    }
    if (saved) naming(saved, () => this.#sums.write(this.#prepare));
    if (!this.isFull) return;
    for (const stream of this.#folds.keys()) if (!this.#refold.has(stream)) this.#folds.delete(stream);
  }

  #foldLateStreams(): void {
    for (const entryId of this.#erased) this.#entries.eraseWords(entryId);
    this.#erased.clear();
    for (const stream of this.#refold) this.#foldAnew(stream);
    this.#refold.clear();
  }

  #save(stream: string): void {
    const { projection, view, last, statedOn } = this.#folds.get(stream) as StreamFold;
    const save = this.#prepare(
      `insert into views values (?, ?, ?, ?, ?) on conflict (stream) do update set
         day = excluded.day, seq = excluded.seq, stated_on = excluded.stated_on, view = excluded.view`,
    );
    save.run(stream, last.day, last.seq, statedOn, JSON.stringify(view));
    projection.save(this.#prepare, idOf(stream), view, this.#sums);
  }

  /** Folds all entries of a stream again, in fold order; where entries are kept here, corrects what they changed. */
  #foldAnew(stream: string): void {
    const known = this.#folds.get(stream) as StreamFold;
    const { fold, outcomes } = this.#replay(stream, known.projection);
    [fold.last, fold.statedOn] = [known.last, known.statedOn];
    this.#folds.set(stream, fold);
    if (this.#options.keepsEntries) this.#entries.settle(outcomes);
  }

  /** What each entry of a stream changed and which voided it, among the entries that count here. */
  outcomesOf(stream: string): readonly { seq: number; changes: string | null; voidedBy: string | null }[] {
    const projection = this.#projections.get(categoryOf(stream));
    if (!projection) return [];
    return this.#replay(stream, projection).outcomes.map(({ row, ...outcome }) => ({ seq: row.seq, ...outcome }));
  }

  #replay(stream: string, projection: AnyProjection) {
    const rows = this.#entries.ofStream(stream);
    const voidings = new Map(
      rows
        .filter(({ type }) => type === 'EntryVoided')
        .map((row) => [(entryOf(row).data as { entryId: string }).entryId, row.id]),
    );
    const fold = this.#blank(stream, projection);
    const outcomes = rows.map((row) => {
      const voidedBy = voidings.get(row.id) ?? null;
      const counts = voidedBy === null && !isAboutAnEntry(row.type);
      return { row, voidedBy, changes: counts ? naming(row, () => fold.apply(entryOf(row))) : null };
    });
    return { fold, outcomes };
  }

  /** Drops what is in memory, after a transaction was rolled back. */
  forget(): void {
    this.#folds.clear();
    this.#dirty.clear();
    this.#refold.clear();
    this.#erased.clear();
    this.#sums.forget();
  }
}
