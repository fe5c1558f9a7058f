import type { Day } from '../event-sourcing/days.js';
import type { Words } from '../event-sourcing/messages.js';
import type { Prepare, Projection } from '../event-sourcing/projection.js';
import type { Authority } from '../naming/party.js';
import { nameKey } from '../naming/naming.js';
import { planWords, type Mapped, type PlanEvent } from './plan.events.js';

/** One version of a plan. */
export interface PlanVersion {
  /** Its label. */
  readonly version: string;
  readonly adoptedOn: Day;
  /** Who adopted it; stated only of the first. */
  readonly adoptedBy: Authority | null;
  /** What became of every commitment that was open in the version before; empty in the first. */
  readonly mapping: readonly Mapped[];
}

/** A plan as the read models hold it. */
export interface PlanView {
  /** `null`: the words were erased. */
  title: Words;
  /** The newest last; none before it is adopted. */
  versions: readonly PlanVersion[];
  closedOn: Day | null;
}

/** Plans, their versions, and what each refresh made of every commitment. */
export const plansProjection: Projection<PlanView, PlanEvent> = {
  category: 'plan',
  words: planWords,
  version: 1,
  tables: `
    create table plans (
      id text primary key, title text, title_key text not null, version text not null, adopted_on text not null,
      refreshed_on text, closed_on text
    ) strict, without rowid;
    create table plan_versions (
      plan_id text not null, number integer not null, version text not null, adopted_on text not null, adopted_by text,
      primary key (plan_id, number)
    ) strict, without rowid;
    create table plan_mappings (
      plan_id text not null, number integer not null, place integer not null, commitment_id text not null,
      outcome text not null, successor_id text, primary key (plan_id, number, place)
    ) strict, without rowid;
  `,
  indexes: `
    create index plans_by_title on plans (title_key, id);
    create index plan_mappings_by_commitment on plan_mappings (commitment_id);
    create index plan_mappings_by_successor on plan_mappings (successor_id);
  `,
  blank: () => ({ title: null, versions: [], closedOn: null }),
  apply: {
    PlanAdopted(view, { data: { title, version, adoptedBy }, day }) {
      view.title = title;
      view.versions = [{ version, adoptedOn: day, adoptedBy, mapping: [] }];
    },
    PlanRefreshed(view, { data: { version, mapping }, day }) {
      view.versions = [...view.versions, { version, adoptedOn: day, adoptedBy: null, mapping }];
    },
    PlanClosed(view, { day }) {
      view.closedOn = day;
    },
  },
  fields: {
    title: ({ title }) => title,
    version: ({ versions }) => versions.at(-1)?.version ?? null,
    closedOn: ({ closedOn }) => closedOn,
  },
  save(prepare, id, view) {
    for (const table of ['plan_versions', 'plan_mappings']) {
      prepare(`delete from ${table} where plan_id = ?`).run(id);
    }
    savePlan(prepare, id, view);
    view.versions.forEach((version, n) => saveVersion(prepare, id, n + 1, version));
  },
};

const savePlan = (prepare: Prepare, id: string, { title, versions, closedOn }: PlanView): void => {
  const [first, newest] = [versions[0], versions.at(-1)];
  if (!first || !newest) {
    // Its adoption was voided: there never was such a plan.
    prepare('delete from plans where id = ?').run(id);
    return;
  }
  const refreshedOn = versions.length > 1 ? newest.adoptedOn : null;
  prepare('insert or replace into plans values (?, ?, ?, ?, ?, ?, ?)').run(
    id,
    title,
    nameKey(title ?? ''),
    newest.version,
    first.adoptedOn,
    refreshedOn,
    closedOn,
  );
};

const saveVersion = (prepare: Prepare, planId: string, number: number, of: PlanVersion): void => {
  const { version, adoptedOn, adoptedBy, mapping } = of;
  const by = adoptedBy && JSON.stringify(adoptedBy);
  prepare('insert into plan_versions values (?, ?, ?, ?, ?)').run(planId, number, version, adoptedOn, by);
  const map = prepare('insert into plan_mappings values (?, ?, ?, ?, ?, ?)');
  let place = 0;
  for (const { commitmentId, outcome, successorIds } of mapping) {
    // One row for each successor, so that what follows a commitment is found from either end.
    for (const successorId of successorIds.length > 0 ? successorIds : [null]) {
      map.run(planId, number, ++place, commitmentId, outcome, successorId);
    }
  }
};
