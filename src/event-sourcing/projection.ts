import type { Day } from './days.js';
import type { WordFields } from './decider.js';
import { entryWords } from './entries.js';
import { tellable } from './errors.js';
import type { DomainEvent, Recorded } from './messages.js';
import type { Prepare } from './statements.js';
import type { Sums } from './sums.js';

/** An event as the read models hold it: opened, numbered in log order, with the day it counts from. */
export interface Entry<E extends DomainEvent = DomainEvent> extends Recorded<E> {
  /** Order in the log, from 1; the same after every rebuild. */
  readonly seq: number;
  /** Effective day: the last day it can mean, never later than the day it was stated. */
  readonly day: Day;
}

/** What one field said before and after an entry, as text; `null`: nothing. */
export interface Change {
  readonly field: string;
  readonly from: string | null;
  readonly to: string | null;
}

export type { Prepare } from './statements.js';

/**
 * How one kind of stream is read: what its entries make of it, and the rows that queries ask.
 *
 * Entries are folded in order of effective day, then of recording, voided ones left out; so back-dated facts give the
 * same rows in any order of arrival, and the past is the same fold over fewer entries. No clock, no random, no I/O
 * but the given tables.
 */
export interface Projection<View extends object, E extends DomainEvent> {
  readonly category: string;
  /** The free-text fields of its events. */
  readonly words: WordFields<E>;
  /** Raise it when `apply`, `fields` or `save` mean something else than before: the read models rebuild themselves. */
  readonly version: number;
  /** `create table` statements; a change rebuilds the read models. */
  readonly tables: string;
  /** `create index` statements; a rebuild runs them after the rows are in. */
  readonly indexes: string;
  /** The view of a stream before anything happened. Views are plain JSON values. */
  blank(id: string): View;
  /** What an entry does to the view: assign fields, never change a value inside one. */
  readonly apply: {
    readonly [T in E['type']]: (view: View, entry: Entry<Extract<E, { type: T }>>) => void;
  };
  /** The fields whose before and after the history shows, as a reader would say them. */
  readonly fields: { readonly [field: string]: (view: View) => string | null };
  /** Replaces the stream's rows by what the view says now. Counters that streams share are moved in `sums`. */
  save(prepare: Prepare, id: string, view: View, sums: Sums): void;
}

/** Any projection: what it folds is its own matter. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- views and events vary per projection; only the projection itself reads them
export type AnyProjection = Projection<any, any>;

/** A projection could not take an event: the read models stand before it until code or data are mended. */
export class ProjectionFailure extends Error {
  override readonly name = 'ProjectionFailure';

  constructor(
    readonly entry: Pick<Entry, 'id' | 'type' | 'stream' | 'version'>,
    cause: unknown,
  ) {
    super(
      `The read models stopped before ${entry.type} ${entry.id} (${entry.stream}, version ${entry.version}): ` +
        tellable(cause),
      { cause },
    );
  }
}

/** The free-text fields of an event of a stream kind; none where nobody knows the kind. */
export type WordsOf = (category: string, type: string) => readonly string[];

/** Looks the free-text fields up in the projections; entries about entries have theirs on every stream. */
export const wordFieldsOf = (projections: readonly Pick<AnyProjection, 'category' | 'words'>[]): WordsOf => {
  const fields = new Map<string, readonly string[]>();
  for (const { category, words } of projections) {
    for (const [type, names] of Object.entries({ ...words, ...entryWords })) fields.set(`${category} ${type}`, names);
  }
  return (category, type) => fields.get(`${category} ${type}`) ?? [];
};
