import type { DatabaseSync } from 'node:sqlite';
import type { Day } from './days.js';
import type { Totals } from './entry-totals.js';
import { categoryOf } from './messages.js';
import type { Reader } from './reader.js';

/** After so many entries at once all is read anew. */
const MANY = 10_000;

/** With the last mark in every row, so that both are of one moment; one row without a day where there is none. */
const DAYS = `
  select m.mark, substr(t.span, 5) as day, t.type, t.n
  from (select coalesce(cast(substr(max(span), 6) as integer), 0) as mark from entry_totals
        where span between 'mark ' and 'mark ~') m
  left join entry_totals t on t.span between 'day ' and 'day ~' and t.category = ? order by t.span`;
const SINCE = `select seq, stream, type, stated_on as day from entries where seq > ? order by seq limit ${MANY + 1}`;

/** How many entries of each type of one category were stated by the end of each day; voided ones included. */
class StatedTotals {
  /** The number of the last entry that was taken into account. */
  #head = 0;
  /** Every day on which something was stated, in order. */
  readonly #days: Day[] = [];
  /** By type, how many there were by the end of each of these days. */
  readonly #upTo = new Map<string, number[]>();

  constructor(
    { prepare }: Reader,
    private readonly category: string,
  ) {
    for (const { day, type, n, mark } of prepare(DAYS).iterate(category)) {
      if (day !== null) this.#add(day as Day, type as string, n as number);
      this.#head = mark as number;
    }
  }

  /** Takes in what was added since; `false`: more than is worth it. */
  follow({ prepare }: Reader): boolean {
    const fresh = prepare(SINCE).all(this.#head);
    if (fresh.length > MANY) return false;
    for (const { seq, stream, type, day } of fresh) {
      if (categoryOf(stream as string) === this.category) this.#add(day as Day, type as string, 1);
      this.#head = seq as number;
    }
    return true;
  }

  between(after: Day, to: Day): Totals {
    const [first, last] = [this.#daysUpTo(after) - 1, this.#daysUpTo(to) - 1];
    return new Map(Array.from(this.#upTo, ([type, upTo]) => [type, (upTo[last] ?? 0) - (upTo[first] ?? 0)]));
  }

  #add(day: Day, type: string, n: number): void {
    const place = this.#placeOf(day);
    const upTo = this.#upTo.get(type) ?? this.#days.map(() => 0);
    this.#upTo.set(type, upTo);
    for (let at = place; at < upTo.length; at++) upTo[at]! += n;
  }

  /** Where a day stands among all; it gets a place where it has none. */
  #placeOf(day: Day): number {
    const behind = this.#daysUpTo(day);
    if (this.#days[behind - 1] === day) return behind - 1;
    this.#days.splice(behind, 0, day);
    for (const upTo of this.#upTo.values()) upTo.splice(behind, 0, upTo[behind - 1] ?? 0);
    return behind;
  }

  #daysUpTo(day: Day): number {
    let [low, high] = [0, this.#days.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#days[middle]! <= day) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const kept = new WeakMap<DatabaseSync, Map<string, StatedTotals>>();

/**
 * Entries of a category stated after one day and up to another, voided ones included. The totals of days are read once
 * and followed entry by entry, so that an answer costs the same whatever lies between.
 */
export const totalsStated = (reader: Reader, category: string, after: Day, to: Day): Totals => {
  let totals = kept.get(reader.db);
  if (!totals) kept.set(reader.db, (totals = new Map<string, StatedTotals>()));
  let known = totals.get(category);
  if (!known?.follow(reader)) {
    totals.set(category, (known = new StatedTotals(reader, category)));
    known.follow(reader);
  }
  return known.between(after, to);
};
