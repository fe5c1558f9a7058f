import type { StatementSync } from 'node:sqlite';
import { setImmediate as turn } from 'node:timers/promises';
import { commitments, type CommitmentFilter } from '../commitments/commitments.queries.js';
import { held } from '../event-sourcing/held-reader.js';
import { idOf } from '../event-sourcing/messages.js';
import type { Reader } from '../event-sourcing/reader.js';
import { typesOf } from './changes.kinds.js';
import { Silences } from './changes.silences.js';
import { onBothAxes, type ChangeFilter, type Met, type Window } from './changes.window.js';

/** Entries looked at before other requests have their turn. */
const SLICE = 500;

/**
 * The newest first, from an index alone where days are asked for; `typed`: only entries of some types, and none that was
 * voided by the end of the window.
 */
const walkOf = (typed: boolean) =>
  onBothAxes(
    (column) => `
      select e.seq, e.stated_on, e.stream, ${typed ? 'e.type' : 'null'} from entries e
      ${column === 'seq' ? 'not indexed' : 'indexed by entries_by_stated'}
      where e.${column} > ? and e.${column} <= ? and e.seq <= ? and e.stream >= 'commitment-' and e.stream < 'commitment.'
      ${
        typed
          ? `and e.type in (select value from json_each(?)) and not exists (
               select 1 from entries v where e.voided_by is not null and v.id = e.voided_by and v.${column} <= ?)`
          : ''
      }
      order by ${column === 'seq' ? '' : 'e.stated_on desc, '} e.seq desc limit ?`,
  );
const WALK = { all: walkOf(false), typed: walkOf(true) } as const;

/** A row of a walk: an array, because naming the columns of each costs as much as reading them. */
type WalkRow = readonly [seq: number, stated_on: string, stream: string, type: string | null];
const metIn = ([seq, stated_on, stream, type]: WalkRow): Met => ({ seq, stated_on, stream, type });

const walking = ({ prepare }: Reader, sql: string): StatementSync => {
  const statement = prepare(sql);
  statement.setReturnArrays(true);
  return statement;
};

/**
 * The entries of the window that a filter lets through, the newest first, some at a time. What begins like any other
 * short read, of `begin` entries and then of some hundreds, goes on, where it is long, on rows that stand still, and lets other requests in between.
 */
export async function* walk(
  reader: Reader,
  window: Window,
  { kinds, commitment }: ChangeFilter,
  begin = SLICE,
): AsyncGenerator<readonly Met[], undefined> {
  const { column, from, to } = window;
  const sql = WALK[kinds == null ? 'all' : 'typed'][column];
  const typed = kinds == null ? [] : [JSON.stringify(typesOf(kinds)), to];
  const values = [from, to, reader.seq, ...typed];
  const among = commitment == null ? undefined : new Among(reader, commitment);
  const silences = kinds == null || kinds.includes('NO_UPDATE_RECEIVED') ? new Silences(reader, window) : undefined;
  const through = (met: readonly Met[], isLast = false) => {
    const all = silences ? [...silences.among(met), ...(isLast ? silences.rest() : [])] : met;
    return among ? among.of(all) : all;
  };

  let skipped = 0;
  for (const most of [begin, Math.max(begin, SLICE)]) {
    const met = (walking(reader, sql).all(...values, most) as unknown as readonly WalkRow[]).map(metIn);
    yield through(met.slice(skipped), met.length < most);
    if (met.length < most) return;
    skipped = most;
  }
  const still = held(reader);
  try {
    let slice: Met[] = [];
    let met = 0;
    for (const row of walking(still, sql).iterate(...values, Number.MAX_SAFE_INTEGER)) {
      if (met++ < skipped) continue;
      slice.push(metIn(row as unknown as WalkRow));
      if (slice.length < SLICE) continue;
      await turn();
      yield through(slice);
      slice = [];
    }
    yield through(slice, true);
  } finally {
    still.release();
  }
}

/** Remembers which commitments a filter lets through, so that each is looked at once. */
class Among {
  readonly #known = new Map<string, boolean>();

  constructor(
    private readonly reader: Reader,
    private readonly filter: CommitmentFilter,
  ) {}

  of(met: readonly Met[]): readonly Met[] {
    const fresh = [...new Set(met.map(({ stream }) => stream))].filter((stream) => !this.#known.has(stream));
    if (fresh.length > 0) {
      const among = commitments.among(this.reader, fresh.map(idOf), this.filter);
      for (const stream of fresh) this.#known.set(stream, among.has(idOf(stream)));
    }
    return met.filter(({ stream }) => this.#known.get(stream));
  }
}
