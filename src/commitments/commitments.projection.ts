import type { Prepare, Projection } from '../event-sourcing/projection.js';
import type { Sums } from '../event-sourcing/sums.js';
import { commitmentWords, type CommitmentEvent } from './commitment.events.js';
import { COUNTS_TABLE, moveCounts, type Counted } from './commitments.counts.projection.js';
import { commitmentFields } from './commitments.fields.view.js';
import { foldCommitment } from './commitments.fold.view.js';
import { basisOf, rowOf, savedOf, type Row, type Saved, type Tag } from './commitments.rows.view.js';
import { blankCommitment, type CommitmentView } from './commitments.view.js';

/**
 * Commitments: a narrow row each, with what lists are found and ordered by. What they show is the view itself, which
 * the spine keeps beside it; values of which there may be several stand in `commitment_tags`.
 */
export const commitmentsProjection: Projection<CommitmentView, CommitmentEvent> = {
  category: 'commitment',
  words: commitmentWords,
  version: 4,
  tables: `
    create table commitments (
      id text primary key, place text not null, reference_key text, title_key text not null,
      state text not null, state_order integer not null, plan_id text, programme_id text, workstream_id text,
      part_of text, starts_on text, due_on text, date_entries integer not null, rating text,
      is_first_seen_complete integer not null, last_word_on text, said_on text, stamp integer not null default 0
    ) strict;
    create table commitment_tags (
      id text not null, kind text not null, value text not null, name text not null, from_day text not null,
      until_day text not null, primary key (id, kind, value, from_day)
    ) strict, without rowid;
    create table commitment_saved (
      id text primary key, basis text not null, tags text not null, counted text not null, searched text not null
    ) strict;
    create virtual table commitment_text using fts5(
      title, wording, aliases, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
    );
    ${COUNTS_TABLE}
  `,
  indexes: `
    create index commitments_by_place on commitments (place, state, workstream_id, due_on);
    create index commitments_by_workstream on commitments (workstream_id, place, state, due_on);
    create index commitments_by_programme on commitments (programme_id, place, state, due_on);
    create index commitments_by_reference on commitments (reference_key);
    create index commitments_by_title on commitments (title_key, place);
    create index commitments_by_state on commitments (state_order, place);
    create index commitments_by_due_first on commitments (coalesce(due_on, starts_on, '~'), place);
    create index commitments_by_due_last on commitments (coalesce(due_on, starts_on, ''), place);
    create index commitments_by_word on commitments (coalesce(last_word_on, ''), place);
    create index commitments_by_whole on commitments (part_of, place) where part_of is not null;
    create index commitment_tags_by_value on commitment_tags (kind, value, id);
  `,
  blank: blankCommitment,
  apply: foldCommitment,
  fields: commitmentFields,
  save(prepare, id, view, sums) {
    const known = prepare('select basis, tags, counted, searched from commitment_saved where id = ?').get(id);
    const before = known as Saved | undefined;
    if (!view.made) {
      if (before) remove(prepare, sums, id, before);
      return;
    }
    const basis = basisOf(view);
    if (basis !== before?.basis) {
      const now = savedOf(view, basis);
      saveRow(prepare, rowOf(view));
      if (now.tags !== before?.tags) saveTags(prepare, id, now);
      if (now.searched !== before?.searched) saveText(prepare, id, now);
      if (now.counted !== before?.counted) moveCounts(sums, countedIn(before), countedIn(now));
      const keep = prepare(
        `insert into commitment_saved values (?, ?, ?, ?, ?) on conflict (id) do update set
           basis = excluded.basis, tags = excluded.tags, counted = excluded.counted, searched = excluded.searched`,
      );
      keep.run(id, now.basis, now.tags, now.counted, now.searched);
    }
    const tell = prepare('update commitments set last_word_on = ?, said_on = ?, stamp = ? where id = ?');
    tell.run(view.lastWordOn, view.saidOn, view.stamp, id);
  },
};

const countedIn = (saved: Saved | undefined): Counted | null => (saved ? (JSON.parse(saved.counted) as Counted) : null);

/** Keeps the row's number, by which its text is found. */
const saveRow = (prepare: Prepare, row: Row): void => {
  const columns = Object.keys(row);
  prepare(
    `insert into commitments (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})
     on conflict (id) do update set ${columns.map((column) => `${column} = excluded.${column}`).join(', ')}`,
  ).run(...Object.values(row));
};

const saveTags = (prepare: Prepare, id: string, { tags }: Saved): void => {
  prepare('delete from commitment_tags where id = ?').run(id);
  const add = prepare('insert into commitment_tags values (?, ?, ?, ?, ?, ?)');
  for (const tag of JSON.parse(tags) as readonly Tag[]) add.run(id, ...tag);
};

const saveText = (prepare: Prepare, id: string, { searched }: Saved): void => {
  prepare(
    `insert or replace into commitment_text (rowid, title, wording, aliases)
     values ((select rowid from commitments where id = ?), ?, ?, ?)`,
  ).run(id, ...(JSON.parse(searched) as readonly [string, string, string]));
};

/** Its making was voided: nothing of it is on record. */
const remove = (prepare: Prepare, sums: Sums, id: string, before: Saved): void => {
  moveCounts(sums, countedIn(before), null);
  prepare('delete from commitment_text where rowid = (select rowid from commitments where id = ?)').run(id);
  for (const table of ['commitment_tags', 'commitment_saved', 'commitments']) {
    prepare(`delete from ${table} where id = ?`).run(id);
  }
};
