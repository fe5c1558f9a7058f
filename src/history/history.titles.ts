import type { DatabaseSync } from 'node:sqlite';
import { commitments } from '../commitments/commitments.queries.js';
import type { Reader } from '../event-sourcing/reader.js';
import { plans } from '../plans/plans.queries.js';
import { programmes } from '../programmes/programmes.queries.js';
import { workstreams } from '../workstreams/workstreams.queries.js';

type TitleOf = (reader: Reader, id: string) => string | null;

/** The fields of changes that hold ids, and what the things are called that they are ids of. */
const TITLES: ReadonlyMap<string, TitleOf> = new Map([
  ['plan', plans.titleOf],
  ['programme', programmes.nameOf],
  ['workstream', workstreams.nameOf],
  ['partOf', commitments.titleOf],
]);

/** Does a field of a change hold ids? */
export const isOfIds = (field: string): boolean => TITLES.has(field);

/** Titles that were read, by field and id. */
interface Kept {
  readonly seq: number;
  readonly titles: Map<string, string>;
}

/** Most titles kept of one file of read models. */
const MOST = 10_000;
const kept = new WeakMap<DatabaseSync, Kept>();

/** The same few things are named again and again: their titles are kept for as long as the record stands still. */
const keptTitles = ({ db, seq }: Reader): Map<string, string> => {
  let known = kept.get(db);
  if (known?.seq !== seq || known.titles.size >= MOST) kept.set(db, (known = { seq, titles: new Map() }));
  return known.titles;
};

/**
 * What the thing is called at the reader's times whose id stands in this field of a change; the id itself where the
 * thing is not on record, or its title was erased.
 */
export const titleIn = (field: string, reader: Reader, id: string): string => {
  const titles = keptTitles(reader);
  const key = `${field} ${id}`;
  let title = titles.get(key);
  if (title === undefined) titles.set(key, (title = TITLES.get(field)?.(reader, id) ?? id));
  return title;
};
