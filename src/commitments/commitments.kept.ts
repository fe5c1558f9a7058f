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

/**
 * The views of what was found, in the same order. Reading and parsing a view costs many times what finding it does, so
 * the last ones are kept, and serve for as long as the stamp is the same; one statement reads all that are missing.
 */
export const viewsOf = ({ db, isPast, prepare }: Reader, found: readonly Found[]): readonly CommitmentView[] => {
  let views = kept.get(db);
  if (!views) kept.set(db, (views = new LRUCache({ max: isPast ? KEPT.past : KEPT.now })));
  const known = new Map<string, CommitmentView>();
  const missing: string[] = [];
  for (const { id, stamp } of found) {
    const view = views.get(id);
    if (view?.stamp === stamp) known.set(id, view);
    else missing.push(streamOf('commitment', id));
  }
  if (missing.length > 0) {
    const read = prepare('select view from views where stream in (select value from json_each(?))');
    for (const { view: text } of read.all(JSON.stringify(missing))) {
      const view = JSON.parse(text as string) as CommitmentView;
      known.set(view.id, view);
      views.set(view.id, view);
    }
  }
  return found.map(({ id }) => known.get(id) as CommitmentView);
};
