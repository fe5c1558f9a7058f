import type { DatabaseSync } from 'node:sqlite';
import { effectiveDay } from './days.js';
import { categoryOf, idOf, type Recorded } from './messages.js';
import { ProjectionFailure, type AnyProjection, type Change, type Entry, type Prepare } from './projection.js';

/** Tables of the spine itself: every event, opened, by each of its three times; and the folded views. */
export const SPINE_TABLES = `
  create table entries (
    seq integer primary key, id text not null, position text not null, stream text not null, version integer not null,
    type text not null, day text not null, stated_on text not null, recorded_at text not null,
    body text not null, changes text, voided_by text, is_late integer not null
  ) strict;
  create table views (
    stream text primary key, day text not null, seq integer not null, stated_on text not null, view text not null
  ) strict, without rowid;
`;

/** Run after the rows are in, when read models are filled from the start. */
export const SPINE_INDEXES = `
  create unique index entries_by_id on entries (id);
  create index entries_by_stream on entries (stream, day, seq);
  create index entries_by_day on entries (day);
  create index entries_by_stated on entries (stated_on);
  create index entries_late on entries (stream) where is_late;
`;

/** Statements of a database, each compiled once. */
export const preparing = (db: DatabaseSync): Prepare => {
  const statements = new Map<string, ReturnType<DatabaseSync['prepare']>>();
  return (sql) => {
    let statement = statements.get(sql);
    if (!statement) statements.set(sql, (statement = db.prepare(sql)));
    return statement;
  };
};

/** A stream's view while entries are folded into it. */
interface Folded {
  readonly projection: AnyProjection;
  view: object;
  /** The last entry folded in, in fold order. */
  day: string;
  seq: number;
  statedOn: string;
  /** What `projection.fields` say of the view. */
  texts: readonly (string | null)[];
}

interface EntryRow {
  seq: number;
  id: string;
  position: string;
  stream: string;
  version: number;
  type: string;
  day: string;
  stated_on: string;
  recorded_at: string;
  body: string;
  changes: string | null;
  voided_by: string | null;
}

/** The entry a row of `entries` holds. */
export const entryOf = (row: EntryRow): Entry =>
  Object.assign(JSON.parse(row.body) as Entry, {
    seq: row.seq,
    id: row.id,
    position: row.position,
    stream: row.stream,
    version: row.version,
    type: row.type,
    day: row.day,
    statedOn: row.stated_on,
    recordedAt: row.recorded_at,
  });

/** What a row keeps of an entry beside its columns. */
const bodyOf = (e: Recorded): string =>
  JSON.stringify({
    schemaVersion: e.schemaVersion,
    occurredOn: e.occurredOn,
    source: e.source,
    basis: e.basis,
    statedBy: e.statedBy,
    recordedBy: e.recordedBy,
    recorderId: e.recorderId,
    commandId: e.commandId,
    correlationId: e.correlationId,
    causationId: e.causationId,
    data: e.data,
    ...(e.erased ? { erased: true } : {}),
  });

/** An opened event, numbered. */
export const toEntry = (event: Recorded, seq: number): Entry =>
  Object.assign(event, { seq, day: effectiveDay(event.occurredOn, event.statedOn) });

/**
 * Folds entries into views and rows; the one piece of code behind the live read models, a rebuild and every past.
 *
 * Works inside the caller's transaction and is wholly synchronous. After an error the caller rolls back and calls
 * `forget`.
 */
export class Folding {
  readonly #folded = new Map<string, Folded>();
  readonly #dirty = new Set<string>();
  readonly #refold = new Set<string>();
  readonly #erased = new Set<string>();
  readonly #projections: ReadonlyMap<string, AnyProjection>;
  /** The table or view of entries that count here. */
  readonly #prepare: Prepare;

  constructor(
    readonly db: DatabaseSync,
    projections: readonly AnyProjection[],
    /** `false` where the entries are kept elsewhere, as in a past. */
    private readonly keepsEntries: boolean,
    /** How many views stay in memory between transactions. */
    private readonly keptViews = 5_000,
  ) {
    this.#projections = new Map(projections.map((projection) => [projection.category, projection]));
    this.#prepare = preparing(db);
  }

  /** Folds entries in, in log order. Rows follow with `flush`. */
  take(entries: readonly Entry[]): void {
    for (const entry of entries) {
      try {
        this.#take(entry);
      } catch (error) {
        throw error instanceof ProjectionFailure ? error : new ProjectionFailure(entry, error);
      }
    }
  }

  #take(entry: Entry): void {
    const projection = this.#projections.get(categoryOf(entry.stream));
    const aboutAnEntry = entry.type === 'EntryVoided' || entry.type === 'WordsErased';
    let changes: string | null = null;
    let isLate = aboutAnEntry;
    if (projection) {
      const folded = this.#load(entry.stream, projection);
      const isEarlier = entry.day < folded.day || (entry.day === folded.day && entry.seq < folded.seq);
      // "Late" marks streams whose past is not simply the beginning of their present.
      isLate ||= isEarlier || entry.statedOn < folded.statedOn;
      if (entry.statedOn > folded.statedOn) folded.statedOn = entry.statedOn;
      if (aboutAnEntry || isEarlier) this.#refold.add(entry.stream);
      else if (!this.#refold.has(entry.stream)) changes = this.#apply(folded, entry);
      else [folded.day, folded.seq] = [entry.day, entry.seq];
      this.#dirty.add(entry.stream);
    }
    if (this.keepsEntries) this.#keep(entry, changes, isLate);
  }

  #load(stream: string, projection: AnyProjection): Folded {
    let folded = this.#folded.get(stream);
    if (folded) return folded;
    const row = this.#prepare('select day, seq, stated_on, view from views where stream = ?').get(stream) as
      { day: string; seq: number; stated_on: string; view: string } | undefined;
    folded = row
      ? { ...fold(projection, JSON.parse(row.view) as object), day: row.day, seq: row.seq, statedOn: row.stated_on }
      : fold(projection, projection.blank(idOf(stream)) as object);
    this.#folded.set(stream, folded);
    return folded;
  }

  #apply(folded: Folded, entry: Entry): string | null {
    const { apply, fields } = folded.projection;
    const step = apply[entry.type] as ((view: object, entry: Entry) => void) | undefined;
    if (!step) throw new Error(`No projection knows ${entry.type}.`);
    step(folded.view, entry);
    folded.day = entry.day;
    folded.seq = entry.seq;
    const before = folded.texts;
    folded.texts = textsOf(folded.projection, folded.view);
    const changes: Change[] = [];
    let index = 0;
    for (const field in fields) {
      const [from, to] = [before[index] ?? null, folded.texts[index] ?? null];
      if (from !== to) changes.push({ field, from, to });
      index++;
    }
    return changes.length === 0 ? null : JSON.stringify(changes);
  }

  #keep(e: Entry, changes: string | null, isLate: boolean): void {
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
      bodyOf(e),
      changes,
      isLate ? 1 : 0,
    );
    if (e.type === 'WordsErased') this.#erased.add((e.data as { entryId: string }).entryId);
  }

  /** What a rebuild would read, now that the key is gone: every text field of the entry is `null`. */
  #eraseWords(entryId: string): void {
    const row = this.#prepare('select * from entries where id = ?').get(entryId) as EntryRow | undefined;
    if (!row) return;
    const entry = entryOf(row);
    const words = this.#projections.get(categoryOf(row.stream))?.words[entry.type] ?? [];
    const data = { ...entry.data, ...Object.fromEntries(words.map((field: string) => [field, null])) };
    const body = bodyOf(Object.assign(entry, { data, erased: true as const }));
    this.#prepare('update entries set body = ? where seq = ?').run(body, row.seq);
  }

  /**
   * Writes what `take` changed. While read models are filled from the start there is no index yet to find a stream's
   * entries by, so streams that must be folded anew wait for the last flush.
   */
  flush({ lateStreamsWait = false } = {}): void {
    const later = lateStreamsWait ? new Set(this.#refold) : new Set<string>();
    if (!lateStreamsWait) this.#foldLateStreams();
    this.#write(later);
    if (this.#folded.size > this.keptViews) {
      for (const stream of this.#folded.keys()) if (!later.has(stream)) this.#folded.delete(stream);
    }
  }

  #foldLateStreams(): void {
    for (const entryId of this.#erased) this.#eraseWords(entryId);
    for (const stream of this.#refold) this.#foldAnew(stream);
    this.#erased.clear();
    this.#refold.clear();
  }

  #write(later: ReadonlySet<string>): void {
    const save = this.#prepare('insert or replace into views values (?, ?, ?, ?, ?)');
    for (const stream of this.#dirty) {
      if (later.has(stream)) continue;
      const folded = this.#folded.get(stream) as Folded;
      save.run(stream, folded.day, folded.seq, folded.statedOn, JSON.stringify(folded.view));
      try {
        folded.projection.save(this.#prepare, idOf(stream), folded.view);
      } catch (error) {
        throw new ProjectionFailure(this.#lastEntry(stream, folded), error);
      }
    }
    this.#dirty.clear();
    for (const stream of later) this.#dirty.add(stream);
  }

  #lastEntry(stream: string, { seq }: Folded): Pick<Entry, 'id' | 'type' | 'stream' | 'version'> {
    const row = this.#prepare('select id, type, stream, version from entries where seq = ?').get(seq);
    return (row ?? { id: 'unknown', type: 'event', stream, version: 0 }) as Pick<
      EntryRow,
      'id' | 'type' | 'stream' | 'version'
    >;
  }

  /** Folds all entries of a stream again, in fold order; where entries are kept here, corrects what they changed. */
  #foldAnew(stream: string): void {
    const known = this.#folded.get(stream) as Folded;
    const { folded, outcomes } = this.#replay(stream, known.projection);
    this.#folded.set(stream, { ...folded, statedOn: known.statedOn });
    if (!this.keepsEntries) return;
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
    const rows = this.#prepare('select * from entries where stream = ? order by day, seq').all(
      stream,
    ) as unknown as EntryRow[];
    const voidings = new Map(
      rows
        .filter(({ type }) => type === 'EntryVoided')
        .map((row) => [(entryOf(row).data as { entryId: string }).entryId, row.id]),
    );
    const folded = fold(projection, projection.blank(idOf(stream)) as object);
    const outcomes = rows.map((row) => {
      const voidedBy = voidings.get(row.id) ?? null;
      const counts = voidedBy === null && row.type !== 'EntryVoided' && row.type !== 'WordsErased';
      return { row, voidedBy, changes: counts ? this.#apply(folded, entryOf(row)) : null };
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

const textsOf = (projection: AnyProjection, view: object): readonly (string | null)[] => {
  const texts: (string | null)[] = [];
  for (const field in projection.fields) texts.push(projection.fields[field]?.(view) ?? null);
  return texts;
};

const fold = (projection: AnyProjection, view: object): Folded => ({
  projection,
  view,
  day: '',
  seq: 0,
  statedOn: '',
  texts: textsOf(projection, view),
});
