import type { Day } from '../event-sourcing/days.js';
import { streamOf, type Words } from '../event-sourcing/messages.js';
import type { Reader } from '../event-sourcing/reader.js';
import type { Connection, Page } from '../graphql/connections.js';
import { holdsAll, listed, versionOf, type Listing, type NameFilter } from '../naming/listing.js';
import { nameKey } from '../naming/naming.js';
import type { Authority } from '../naming/party.js';
import type { Mapped, MappingOutcome } from './plan.events.js';
import type { PlanVersion } from './plans.projection.js';

interface PlanRow {
  readonly id: string;
  readonly title: string | null;
  readonly version: string;
  readonly adopted_on: string;
  readonly refreshed_on: string | null;
  readonly closed_on: string | null;
}

/** A plan, as it is answered. */
export class PlanAnswer {
  readonly id: string;
  /** `null`: the words were erased. */
  readonly title: Words;
  /** The label of the version in force. */
  readonly currentVersion: string;
  readonly adoptedOn: Day;
  /** The day of the latest refresh; `null`: it is in its first version. */
  readonly refreshedOn: Day | null;
  readonly isClosed: boolean;
  readonly closedOn: Day | null;

  constructor(
    row: PlanRow,
    /** Where it was read, for what hangs on it. */
    readonly reader: Reader,
  ) {
    this.id = row.id;
    this.title = row.title;
    this.currentVersion = row.version;
    this.adoptedOn = row.adopted_on;
    this.refreshedOn = row.refreshed_on;
    this.isClosed = row.closed_on !== null;
    this.closedOn = row.closed_on;
  }

  /** How many entries its history holds; counted when asked for. */
  get version(): number {
    return versionOf(this.reader, this.stream);
  }

  /** The stream whose entries its history shows. */
  get stream(): string {
    return streamOf('plan', this.id);
  }
}

/** In what a commitment goes on, and by which refresh of which plan. */
export interface Succession {
  readonly commitmentId: string;
  readonly planId: string;
  /** The label of the version that made it so. */
  readonly version: string;
  readonly refreshedOn: Day;
  readonly outcome: MappingOutcome;
  /** None where it was kept as it is, or dropped. */
  readonly successorIds: readonly string[];
}

const answersOf = (rows: readonly unknown[], reader: Reader): PlanAnswer[] =>
  rows.map((row) => new PlanAnswer(row as PlanRow, reader));

const listing: Listing<PlanAnswer> = {
  table: 'plans',
  key: 'title_key',
  found: holdsAll('title_key'),
  answersOf,
  orderOf: ({ title, id }) => [title ?? '', id],
};

/** The questions about plans. */
export const plans = {
  /** In the order of their titles. */
  list: (reader: Reader, filter: NameFilter, page: Page): Connection<PlanAnswer> =>
    listed(reader, listing, filter, page),

  /** Those with these ids, in any order; unknown ids are left out. */
  byIds(reader: Reader, ids: readonly string[]): PlanAnswer[] {
    const rows = reader
      .prepare('select * from plans where id in (select value from json_each(?))')
      .all(JSON.stringify(ids));
    return answersOf(rows, reader);
  },

  /** The one with this id. */
  byId(reader: Reader, id: string): PlanAnswer | null {
    return answersOf(reader.prepare('select * from plans where id = ?').all(id), reader)[0] ?? null;
  },

  /** The one of this title, however it is spelt. */
  byName(reader: Reader, title: string): PlanAnswer | null {
    const rows = reader.prepare('select * from plans where title_key = ? order by id limit 1').all(nameKey(title));
    return answersOf(rows, reader)[0] ?? null;
  },

  /** Every version of a plan, the first one first, with what each made of the commitments of the one before. */
  versions(reader: Reader, planId: string): readonly PlanVersion[] {
    const versions = reader.prepare('select * from plan_versions where plan_id = ? order by number').all(planId);
    const mappings = Map.groupBy(
      reader.prepare('select * from plan_mappings where plan_id = ? order by number, place').all(planId),
      ({ number }) => number as number,
    );
    return versions.map((row) => ({
      version: row['version'] as string,
      adoptedOn: row['adopted_on'] as string,
      adoptedBy: row['adopted_by'] === null ? null : (JSON.parse(row['adopted_by'] as string) as Authority),
      mapping: mappingOf(mappings.get(row['number'] as number) ?? []),
    }));
  },

  /**
   * What refreshes have made of these commitments, the earliest first. Slippage and silence follow the successors, so
   * that a refresh launders nothing.
   */
  successions(reader: Reader, commitmentIds: readonly string[]): readonly Succession[] {
    const rows = reader
      .prepare(
        `select m.commitment_id as commitmentId, m.plan_id as planId, v.version, v.adopted_on as refreshedOn,
           m.outcome, json_group_array(m.successor_id order by m.place) filter (where m.successor_id is not null) as successorIds
         from plan_mappings m join plan_versions v on v.plan_id = m.plan_id and v.number = m.number
         where m.commitment_id in (select value from json_each(?))
         group by m.commitment_id, m.plan_id, m.number order by v.adopted_on, m.plan_id, m.number`,
      )
      .all(JSON.stringify(commitmentIds));
    return rows.map(
      (row) =>
        ({ ...row, successorIds: JSON.parse(row['successorIds'] as string) as string[] }) as unknown as Succession,
    );
  },
};

/** The rows of one mapping, in their order, with the successors of each commitment together. */
const mappingOf = (rows: readonly Record<string, unknown>[]): readonly Mapped[] =>
  [...Map.groupBy(rows, (row) => row['commitment_id'] as string)].map(([commitmentId, of]) => ({
    commitmentId,
    outcome: of[0]?.['outcome'] as MappingOutcome,
    successorIds: of.flatMap(({ successor_id }) => (successor_id === null ? [] : [successor_id as string])),
  }));
