import type { DatabaseSync } from 'node:sqlite';
import { bodyOf, entryOf, preparing, type EntryRow } from './entry-rows.js';
import { categoryOf, idOf } from './messages.js';
import {
  ProjectionFailure,
  wordFieldsOf,
  type AnyProjection,
  type Change,
  type Entry,
  type Prepare,
  type WordsOf,
} from './projection.js';

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

/** An entry folded in, and what stood before it. */
interface Step {
  readonly entry: Entry;
  readonly view: object;
  readonly texts: Texts;
  readonly changes: string | null;
}

/** Where an entry lies in fold order: by effective day, then by number in the log. */
type Place = Pick<Entry, 'day' | 'seq'>;
const BEFORE_ALL: Place = { day: '', seq: 0 };
const isBefore = (a: Place, b: Place): boolean => a.day < b.day || (a.day === b.day && a.seq < b.seq);

/** What `projection.fields` say of a view. */
type Texts = readonly (string | null)[];

/** A stream's view while entries are folded into it. */
interface Folded {
  readonly projection: AnyProjection;
  view: object;
  texts: Texts;
  /** The last place and the latest day stated of any entry, voided ones included. */
  last: Place;
  statedOn: string;
  /** The last steps, without gap, and the last place before them. */
  steps: Step[];
  floor: Place;
}

const NO_TEXTS: Texts = [];

const isAboutAnEntry = (type: string): boolean => type === 'EntryVoided' || type === 'WordsErased';

/**
 * Folds entries into views and rows; the one piece of code behind the live read models, a rebuild and every past.
 *
 * Works inside the caller's transaction and is wholly synchronous. After an error the caller rolls back and calls
 * `forget`. Which entries come in one `take`, and when `flush` is called, makes no difference to the rows.
 */
export class Folding {
  readonly #folded = new Map<string, Folded>();
  /** Streams whose rows are to be written, with the last entry each took. */
  readonly #dirty = new Map<string, Entry>();
  /** Streams that must be folded from their start: an entry came earlier than remembered, or was voided or erased. */
  readonly #refold = new Set<string>();
  readonly #erased = new Set<string>();
  readonly #projections: ReadonlyMap<string, AnyProjection>;
  readonly #wordsOf: WordsOf;
  readonly #prepare: Prepare;
  readonly #options: Required<FoldingOptions>;

  constructor(
    readonly db: DatabaseSync,
    projections: readonly AnyProjection[],
    options: FoldingOptions,
  ) {
    this.#projections = new Map(projections.map((projection) => [projection.category, projection]));
    this.#wordsOf = wordFieldsOf(projections);
    this.#prepare = preparing(db);
    this.#options = { keptViews: 5_000, remembered: 0, ...options };
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
    return this.#folded.size > this.#options.keptViews;
  }

  #take(entry: Entry, body: string | undefined): void {
    const projection = this.#projections.get(categoryOf(entry.stream));
    const isAbout = isAboutAnEntry(entry.type);
    let changes: string | null = null;
    // "Late" marks streams whose past is not simply the beginning of their present.
    let isLate = isAbout;
    if (projection) {
      const folded = this.#load(entry.stream, projection);
      isLate ||= isBefore(entry, folded.last) || entry.statedOn < folded.statedOn;
      if (isAbout) this.#refold.add(entry.stream);
      else if (!this.#refold.has(entry.stream)) changes = this.#place(folded, entry);
      if (isBefore(folded.last, entry)) folded.last = entry;
      if (entry.statedOn > folded.statedOn) folded.statedOn = entry.statedOn;
      this.#dirty.set(entry.stream, entry);
    }
    if (this.#options.keepsEntries) this.#keep(entry, body ?? bodyOf(entry), changes, isLate);
  }

  #load(stream: string, projection: AnyProjection): Folded {
    let folded = this.#folded.get(stream);
    if (folded) return folded;
    const row = this.#prepare('select day, seq, stated_on, view from views where stream = ?').get(stream) as
      (Place & { stated_on: string; view: string }) | undefined;
    folded = row
      ? this.#begin(projection, JSON.parse(row.view) as object, row, row.stated_on)
      : this.#begin(projection, projection.blank(idOf(stream)) as object);
    this.#folded.set(stream, folded);
    return folded;
  }

  #begin(projection: AnyProjection, view: object, last = BEFORE_ALL, statedOn = ''): Folded {
    return { projection, view, texts: this.#textsOf(projection, view), last, statedOn, steps: [], floor: last };
  }

  /** Puts an entry where its day belongs, which is nearly always the end. Answers what it changed. */
  #place(folded: Folded, entry: Entry): string | null {
    if (isBefore(folded.last, entry)) return this.#apply(folded, entry);
    if (isBefore(entry, folded.floor)) {
      this.#refold.add(entry.stream);
      return null;
    }
    const next = folded.steps.findIndex((step) => isBefore(entry, step.entry));
    const later = next === -1 ? [] : folded.steps.splice(next);
    if (later[0]) [folded.view, folded.texts] = [later[0].view, later[0].texts];
    const changes = this.#apply(folded, entry);
    for (const step of later) {
      const now = this.#apply(folded, step.entry);
      if (this.#options.keepsEntries && now !== step.changes) {
        this.#prepare('update entries set changes = ? where seq = ?').run(now, step.entry.seq);
      }
    }
    return changes;
  }

  #apply(folded: Folded, entry: Entry): string | null {
    const { projection, view, texts, steps } = folded;
    const step = (projection.apply as Record<string, ((view: object, entry: Entry) => void) | undefined>)[entry.type];
    if (!step) throw new Error(`No projection knows ${entry.type}.`);
    const isRemembered = this.#options.remembered > 0;
    // `apply` assigns fields and changes no value inside one, so that a shallow copy is a true one.
    const before = isRemembered ? { ...view } : view;
    step(view, entry);
    folded.texts = this.#textsOf(projection, view);
    const changes = changesBetween(projection, texts, folded.texts);
    if (isRemembered) {
      steps.push({ entry, view: before, texts, changes });
      if (steps.length > this.#options.remembered) folded.floor = (steps.shift() as Step).entry;
    } else folded.floor = entry;
    return changes;
  }

  #textsOf({ fields }: AnyProjection, view: object): Texts {
    if (!this.#options.keepsEntries) return NO_TEXTS;
    const texts: (string | null)[] = [];
    for (const field in fields) texts.push(fields[field]?.(view) ?? null);
    return texts;
  }

  #keep(e: Entry, body: string, changes: string | null, isLate: boolean): void {
    this.#prepare('insert into entries values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, null, ?)').run(
      e.seq,
      e.id,
      e.position,
      e.stream,
      e.version,
      e.type,
      e.day,
      e.statedOn,
      e.recordedAt,
      body,
      changes,
      isLate ? 1 : 0,
    );
    if (e.type === 'WordsErased') this.#erased.add((e.data as { entryId: string }).entryId);
  }

  /** What a rebuild would read, now that the key is gone: every text field of the entry is `null`. */
  #eraseWords(entryId: string): void {
    for (const row of this.#rows('select * from entries where id = ?', entryId)) {
      const entry = entryOf(row);
      const words = this.#wordsOf(categoryOf(row.stream), entry.type);
      const rest = Object.entries<unknown>({ ...entry.data }).filter(([field]) => !words.includes(field));
      const data = { ...Object.fromEntries(rest), ...Object.fromEntries(words.map((field) => [field, null])) };
      const body = bodyOf(Object.assign(entry, { data, erased: true as const }));
      this.#prepare('update entries set body = ? where seq = ?').run(body, row.seq);
    }
  }

  #rows(sql: string, value: string): readonly EntryRow[] {
    return this.#prepare(sql).all(value) as unknown as readonly EntryRow[];
  }

  /**
   * Writes what `take` changed. While read models are filled from the start there is no index yet to find a stream's
   * entries by, so streams that must be folded anew wait for the last flush.
   */
  flush({ lateStreamsWait = false } = {}): void {
    if (!lateStreamsWait) this.#foldLateStreams();
    for (const [stream, last] of this.#dirty) {
      if (this.#refold.has(stream)) continue;
      naming(last, () => this.#save(stream));
      this.#dirty.delete(stream);
    }
    if (!this.isFull) return;
    for (const stream of this.#folded.keys()) if (!this.#refold.has(stream)) this.#folded.delete(stream);
  }

  #foldLateStreams(): void {
    for (const entryId of this.#erased) this.#eraseWords(entryId);
    this.#erased.clear();
    for (const stream of this.#refold) this.#foldAnew(stream);
    this.#refold.clear();
  }

  #save(stream: string): void {
    const { projection, view, last, statedOn } = this.#folded.get(stream) as Folded;
    const save = this.#prepare(
      `insert into views values (?, ?, ?, ?, ?) on conflict (stream) do update set
         day = excluded.day, seq = excluded.seq, stated_on = excluded.stated_on, view = excluded.view`,
    );
    save.run(stream, last.day, last.seq, statedOn, JSON.stringify(view));
    projection.save(this.#prepare, idOf(stream), view);
  }

  /** Folds all entries of a stream again, in fold order; where entries are kept here, corrects what they changed. */
  #foldAnew(stream: string): void {
    const known = this.#folded.get(stream) as Folded;
    const { folded, outcomes } = this.#replay(stream, known.projection);
    this.#folded.set(stream, { ...folded, last: known.last, statedOn: known.statedOn });
    if (!this.#options.keepsEntries) return;
    const correct = this.#prepare('update entries set changes = ?, voided_by = ? where seq = ?');
    for (const { row, changes, voidedBy } of outcomes) {
      if (row.changes !== changes || row.voided_by !== voidedBy) correct.run(changes, voidedBy, row.seq);
    }
  }

  /** What each entry of a stream changed and which voided it, among the entries that count here. */
  outcomesOf(stream: string): readonly { seq: number; changes: string | null; voidedBy: string | null }[] {
    const projection = this.#projections.get(categoryOf(stream));
    if (!projection) return [];
    return this.#replay(stream, projection).outcomes.map(({ row, ...outcome }) => ({ seq: row.seq, ...outcome }));
  }

  #replay(stream: string, projection: AnyProjection) {
    const rows = this.#rows('select * from entries where stream = ? order by day, seq', stream);
    const voidings = new Map(
      rows
        .filter(({ type }) => type === 'EntryVoided')
        .map((row) => [(entryOf(row).data as { entryId: string }).entryId, row.id]),
    );
    const folded = this.#begin(projection, projection.blank(idOf(stream)) as object);
    const outcomes = rows.map((row) => {
      const voidedBy = voidings.get(row.id) ?? null;
      const counts = voidedBy === null && !isAboutAnEntry(row.type);
      return { row, voidedBy, changes: counts ? naming(row, () => this.#apply(folded, entryOf(row))) : null };
    });
    return { folded, outcomes };
  }

  /** Drops what is in memory, after a transaction was rolled back. */
  forget(): void {
    this.#folded.clear();
    this.#dirty.clear();
    this.#refold.clear();
    this.#erased.clear();
  }
}

/** What `work` answers; a fault in it names the entry at which it happened. */
const naming = <Answer>(entry: Pick<Entry, 'id' | 'type' | 'stream' | 'version'>, work: () => Answer): Answer => {
  try {
    return work();
  } catch (error) {
    throw error instanceof ProjectionFailure ? error : new ProjectionFailure(entry, error);
  }
};

const changesBetween = ({ fields }: AnyProjection, before: Texts, after: Texts): string | null => {
  const changes: Change[] = [];
  let index = 0;
  for (const field in fields) {
    const [from, to] = [before[index] ?? null, after[index] ?? null];
    if (from !== to) changes.push({ field, from, to });
    index++;
  }
  return changes.length === 0 ? null : JSON.stringify(changes);
};
