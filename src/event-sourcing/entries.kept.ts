import { bodyOf, entryOf, type EntryRow } from './entry-rows.js';
import { categoryOf } from './messages.js';
import type { Entry, WordsOf } from './projection.js';
import type { Prepare } from './statements.js';
import type { Placed } from './stream-fold.js';

/** What an entry came to when it was folded, and which entry voided it. */
export interface Settled {
  readonly row: EntryRow;
  readonly changes: string | null;
  readonly voidedBy: string | null;
}

/** The rows of `entries`, as folding writes and reads them. */
export class KeptEntries {
  constructor(
    private readonly prepare: Prepare,
    private readonly wordsOf: WordsOf,
  ) {}

  /** Writes an entry. `isLate` marks streams whose past is not simply the beginning of their present. */
  add(e: Entry, body: string, changes: string | null, isLate: boolean): void {
    this.prepare('insert into entries values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, null, ?)').run(
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
  }

  /** The entries of a stream in fold order. */
  ofStream(stream: string): readonly EntryRow[] {
    return this.#rows('select * from entries where stream = ? order by day, seq', stream);
  }

  /** Puts right what entries changed, now that another lies before them. */
  correct(corrections: Placed['corrections']): void {
    const correct = this.prepare('update entries set changes = ? where seq = ?');
    for (const { seq, changes } of corrections) correct.run(changes, seq);
  }

  /** Puts right what entries changed and which voided them, after a stream was folded anew. */
  settle(entries: readonly Settled[]): void {
    const settle = this.prepare('update entries set changes = ?, voided_by = ? where seq = ?');
    for (const { row, changes, voidedBy } of entries) {
      if (row.changes !== changes || row.voided_by !== voidedBy) settle.run(changes, voidedBy, row.seq);
    }
  }

  /** What a rebuild would read, now that the key is gone: every text field of the entry is `null`. */
  eraseWords(entryId: string): void {
    for (const row of this.#rows('select * from entries where id = ?', entryId)) {
      const entry = entryOf(row);
      const words = this.wordsOf(categoryOf(row.stream), entry.type);
      const fields = Object.entries<unknown>({ ...entry.data });
      const data = Object.fromEntries(fields.map(([field, value]) => [field, words.includes(field) ? null : value]));
      const body = bodyOf(Object.assign(entry, { data, erased: true as const }));
      this.prepare('update entries set body = ? where seq = ?').run(body, row.seq);
    }
  }

  #rows(sql: string, value: string): readonly EntryRow[] {
    return this.prepare(sql).all(value) as unknown as readonly EntryRow[];
  }
}
