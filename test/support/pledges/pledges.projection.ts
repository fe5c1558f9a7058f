import type { Prepare, Projection } from '../../../src/event-sourcing/projection.js';
import { pledgeWords, type PledgeEvent } from './pledge.events.js';

/** A pledge as it is read: plain JSON values. */
export interface PledgeView {
  title: string | null;
  wording: string | null;
  weight: number;
  state: string;
  ratings: Readonly<Record<string, string>>;
  reports: number;
  latest: { readonly summary: string | null; readonly on: string } | null;
  percent: number | null;
}

interface Row {
  state: string;
  weight: number;
}

/** Counters that move with the row they count. */
const count = (prepare: Prepare, before: Row | undefined, after: Row): void => {
  const add = prepare(
    `insert into pledge_counters values (?, ?, ?) on conflict do update set
       pledges = pledges + excluded.pledges, weight = weight + excluded.weight`,
  );
  if (before) add.run(before.state, -1, -before.weight);
  add.run(after.state, 1, after.weight);
  prepare('delete from pledge_counters where pledges = 0 and weight = 0').run();
};

/** Pledges as rows, their ratings, a count of each state, and their words as full text. */
export const pledgesProjection: Projection<PledgeView, PledgeEvent> = {
  category: 'pledge',
  words: pledgeWords,
  version: 1,
  tables: `
    create table pledges (id text primary key, title text, wording text, weight integer not null, state text not null,
      reports integer not null, latest text, latest_on text, percent integer) strict, without rowid;
    create table pledge_ratings (id text, assessor text, rating text not null, primary key (id, assessor)) without rowid;
    create table pledge_counters (state text primary key, pledges integer not null, weight integer not null);
    create virtual table pledge_texts using fts5(id unindexed, words);
  `,
  indexes: 'create index pledges_by_title on pledges (title); create index pledges_by_state on pledges (state, weight)',
  blank: () => ({
    title: null,
    wording: null,
    weight: 0,
    state: 'NONE',
    ratings: {},
    reports: 0,
    latest: null,
    percent: null,
  }),
  apply: {
    PledgeMade(view, { data }) {
      view.title = data.title;
      view.wording = data.wording ?? null;
      view.weight = data.weight;
      view.state = 'OPEN';
    },
    PledgeWorded(view, { data }) {
      if (data.title !== undefined) view.title = data.title;
      if (data.wording !== undefined) view.wording = data.wording;
    },
    PledgeRated(view, { data }) {
      view.ratings = { ...view.ratings, [data.assessor]: data.rating };
    },
    PledgeReported(view, { data, day }) {
      view.reports += 1;
      view.latest = { summary: data.summary, on: day };
      view.percent = data.percent ?? view.percent;
    },
    PledgeHeld(view) {
      view.state = 'HELD';
    },
    PledgeResumed(view) {
      view.state = 'OPEN';
    },
    PledgeClosed(view) {
      view.state = 'CLOSED';
    },
  },
  fields: {
    title: ({ title }) => title,
    wording: ({ wording }) => wording,
    state: ({ state }) => state,
    ratings: ({ ratings }) =>
      Object.entries(ratings)
        .sort()
        .map(([assessor, rating]) => `${assessor} ${rating}`)
        .join(', '),
    percent: ({ percent }) => (percent === null ? null : `${percent}%`),
  },
  save(prepare, id, { title, wording, weight, state, ratings, reports, latest, percent }) {
    const before = prepare('select state, weight from pledges where id = ?').get(id) as Row | undefined;
    count(prepare, before, { state, weight });
    prepare('insert or replace into pledges values (?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
      id,
      title,
      wording,
      weight,
      state,
      reports,
      latest?.summary ?? null,
      latest?.on ?? null,
      percent,
    );
    if (before) prepare('delete from pledge_ratings where id = ?').run(id);
    const rate = prepare('insert into pledge_ratings values (?, ?, ?)');
    for (const [assessor, rating] of Object.entries(ratings)) rate.run(id, assessor, rating);
    if (before) prepare('delete from pledge_texts where rowid = ?').run(rowOf(id));
    prepare('insert into pledge_texts (rowid, id, words) values (?, ?, ?)').run(
      rowOf(id),
      id,
      [title, wording].filter(Boolean).join(' '),
    );
  },
};

/** The same row for the same pledge, however often it is saved. */
const rowOf = (id: string): number => parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
