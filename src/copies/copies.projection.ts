import type { Projection } from '../event-sourcing/projection.js';
import { copyWords, type CopyEvent } from './copy.events.js';

/** A copy of the service as the read models hold it; instants in ISO 8601, UTC. */
export interface CopyView {
  /** The machine it was last heard of on; `null` before it was. */
  name: string | null;
  joinedAt: string | null;
  retiredAt: string | null;
  /** Why it was retired; `null` while it is not, or once the words were erased. */
  reason: string | null;
  acknowledged: readonly { readonly entryId: string; readonly at: string }[];
}

/** Which copies of the service follow the log, and which erasures each has acknowledged. */
export const copiesProjection: Projection<CopyView, CopyEvent> = {
  category: 'copy',
  words: copyWords,
  version: 1,
  tables: `
    create table copies (
      id text primary key, name text not null, joined_at text not null, retired_at text, retire_reason text
    ) strict, without rowid;
    create table erasures_acknowledged (
      entry_id text not null, copy_id text not null, at text not null, primary key (entry_id, copy_id)
    ) strict, without rowid;
  `,
  indexes: '',
  blank: () => ({ name: null, joinedAt: null, retiredAt: null, reason: null, acknowledged: [] }),
  apply: {
    CopyJoined(view, { data: { name }, recordedAt }) {
      Object.assign(view, { name, joinedAt: view.joinedAt ?? recordedAt, retiredAt: null, reason: null });
    },
    ErasureAcknowledged(view, { data: { entryId }, recordedAt: at }) {
      view.acknowledged = [...view.acknowledged, { entryId, at }];
    },
    CopyRetired(view, { data: { reason }, recordedAt: retiredAt }) {
      Object.assign(view, { retiredAt, reason });
    },
  },
  fields: {},
  // Nothing that is said of a copy is ever taken back, so rows only come or change.
  save(prepare, id, { name, joinedAt, retiredAt, reason, acknowledged }) {
    if (name === null) return;
    prepare('insert or replace into copies values (?, ?, ?, ?, ?)').run(id, name, joinedAt, retiredAt, reason);
    const row = prepare('insert or ignore into erasures_acknowledged values (?, ?, ?)');
    for (const { entryId, at } of acknowledged) row.run(entryId, id, at);
  },
};
