import type { Day } from '../event-sourcing/days.js';
import { refuseTurned } from '../event-sourcing/periods.js';
import type { Dimension } from './commitments.counts.projection.js';
import { FIRST_DAY, LAST_DAY } from './commitments.leads.view.js';
import { tagValue } from './commitments.rows.view.js';

/** A condition over `commitments c`, and the values of its question marks in their order. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly string[];
}

const NOTHING: Condition = { sql: 'false', values: [] };

/** The column holds one of these. They come as one value, so that the statement is the same however many they are. */
export const oneOf = (column: string, values: readonly string[]): Condition => ({
  sql: `${column} in (select value from json_each(?))`,
  values: [JSON.stringify(values)],
});

/**
 * As `oneOf`, of what commitments are filed under, one value of which has an index in the order of references. In any
 * other order all that are found would have to be sorted for every page: `+` keeps SQLite from it.
 */
export const filedUnder = (column: string, values: readonly string[], byReference: boolean): Condition =>
  byReference && values.length === 1 ? { sql: `${column} = ?`, values } : oneOf(`+${column}`, values);

/** Some tag of this kind, which holds on the day, has one of these values. */
export const tagged = (kind: string, values: readonly string[], day: Day): Condition => ({
  sql: `c.id in (select t.id from commitment_tags t where t.kind = ? and t.value in (select value from json_each(?))
    and t.from_day <= ? and t.until_day >= ?)`,
  values: [kind, JSON.stringify(values), day, day],
});

/** As `tagged`, whatever the spelling of the names. */
export const named = (kind: string, names: readonly string[], day: Day): Condition =>
  tagged(kind, names.map(tagValue), day);

/** Every word, or the beginning of it, stands in the title, the wording or an own alias; `null` when there is none. */
export const containing = (text: string): Condition | null => {
  if (text.trim() === '') return null;
  const words = text.normalize('NFC').match(/[\p{L}\p{N}\p{M}]+/gu);
  if (!words) return NOTHING;
  const match = words.map((word) => `"${word}"*`).join(' ');
  return { sql: 'c.rowid in (select rowid from commitment_text where commitment_text match ?)', values: [match] };
};

/** It has no value in this dimension on the day. */
export const nothingIn = (dimension: Dimension, day: Day): Condition => {
  switch (dimension) {
    case 'STATE':
      return NOTHING;
    case 'LEAD':
      return tagged('LEAD', [''], day);
    case 'AUDIENCE':
      return { sql: `c.id not in (select t.id from commitment_tags t where t.kind = 'AUDIENCE')`, values: [] };
    case 'RATING':
      return { sql: 'c.rating is null', values: [] };
    case 'WORKSTREAM':
    case 'PROGRAMME':
    case 'PLAN':
      return { sql: `c.${dimension.toLowerCase()}_id is null`, values: [] };
  }
};

/**
 * The last day the target can mean is from one day to another, both included; neither: it has such a day. Throws
 * `DomainError` INVALID when the first is after the last.
 */
export const dueWithin = (from: Day | null | undefined, to: Day | null | undefined): Condition => {
  refuseTurned(from, to);
  return { sql: 'c.due_on between ? and ?', values: [from ?? FIRST_DAY, to ?? LAST_DAY] };
};
