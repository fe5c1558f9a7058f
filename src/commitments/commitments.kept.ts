import type { DatabaseSync } from 'node:sqlite';
import { LRUCache } from 'lru-cache';
import { streamOf } from '../event-sourcing/messages.js';
import type { Reader } from '../event-sourcing/reader.js';
import type { CommitmentView } from './commitments.view.js';

/** A commitment that a query found: enough to know which view it has. */
export interface Found {
  readonly id: string;
  readonly stamp: number;
}

/** How many views are kept, a few kilobytes each; fewer of a past, of which there may be many. */
const KEPT = { now: 10_000, past: 400 } as const;

const kept = new WeakMap<DatabaseSync, LRUCache<string, CommitmentView>>();

/** What was found by id since the rows last moved. */
interface Standing {
  readonly moves: string;
  readonly found: Map<string, Found>;
}

const standing = new WeakMap<DatabaseSync, Standing>();

/** Changes whenever rows do: the first number by this connection, the second by any other. */
const MOVES = 'select total_changes() as own, data_version as others from pragma_data_version';

/**
 * The commitments with these ids, in any order; those that are not on record are left out. The same wholes are referred
 * to again and again, so each is looked up once as long as the rows stand still.
 */
export const foundByIds = ({ db, prepare }: Reader, ids: Iterable<string>): readonly Found[] => {
  const { own, others } = prepare(MOVES).get() as { own: number; others: number };
  const moves = `${own} ${others}`;
  let known = standing.get(db);
  if (known?.moves !== moves) standing.set(db, (known = { moves, found: new Map() }));
  const found: Found[] = [];
  const unknown: string[] = [];
  for (const id of new Set(ids)) {
    const one = known.found.get(id);
    if (one) found.push(one);
    else unknown.push(id);
  }
  if (unknown.length === 0) return found;
  const rows = prepare('select c.id, c.stamp from json_each(?) wanted join commitments c on c.id = wanted.value').all(
    JSON.stringify(unknown),
  ) as unknown as readonly Found[];
  for (const row of rows) known.found.set(row.id, row);
  return [...found, ...rows];
};

/**
 * The views of what was found, in the same order. Reading and parsing a view costs many times what finding it does, so
 * the last ones are kept, and serve for as long as the stamp is the same; one statement reads all that are missing.
 */
export const viewsOf = ({ db, isPast, prepare }: Reader, found: readonly Found[]): readonly CommitmentView[] => {
  let views = kept.get(db);
  if (!views) kept.set(db, (views = new LRUCache({ max: isPast ? KEPT.past : KEPT.now })));
  const known: (CommitmentView | undefined)[] = found.map(({ id, stamp }) => {
    // Whatever was kept first goes first: noting what was used last costs as much as finding it.
    const view = views.peek(id);
    return view?.stamp === stamp ? view : undefined;
  });
  if (known.includes(undefined)) {
    const missing = found.filter((_, n) => !known[n]).map(({ id }) => streamOf('commitment', id));
    const read = prepare('select view from views where stream in (select value from json_each(?))');
    const fresh = new Map<string, CommitmentView>();
    for (const { view: text } of read.all(JSON.stringify(missing))) {
      const view = JSON.parse(text as string) as CommitmentView;
      fresh.set(view.id, view);
      views.set(view.id, view);
    }
    for (const [n, { id }] of found.entries()) known[n] ??= fresh.get(id);
  }
  return known as readonly CommitmentView[];
};
