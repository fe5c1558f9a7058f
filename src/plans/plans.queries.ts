import type { Day } from '../event-sourcing/days.js';
import { streamOf, type Words } from '../event-sourcing/messages.js';
import type { Reader } from '../event-sourcing/reader.js';
import type { Connection, Page } from '../graphql/connections.js';
import { holdsAll, listed, versionOf, type Listing, type NameFilter } from '../naming/listing.js';
import { nameKey } from '../naming/naming.js';
import type { Authority } from '../naming/party.js';
import type { Succession } from '../naming/succession.js';
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

/** Where ids of commitments were read together, so that all they name is looked up at once. */
export interface ReadTogether {
  readonly reader: Reader;
  readonly ids: readonly string[];
}

/** What a refresh made of one commitment. */
export type MappedAnswer = Mapped & { readonly together: ReadTogether };

/** A version of a plan, as it is answered. */
export interface VersionAnswer extends Omit<PlanVersion, 'mapping'> {
  readonly mapping: readonly MappedAnswer[];
}

/** What a refresh of a plan made of one commitment, seen from the commitment. */
export interface Refreshed extends MappedAnswer {
  readonly planId: string;
  /** The label of the version that made it so. */
  readonly version: string;
  readonly refreshedOn: Day;
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

  /** The title of the one with this id. */
  titleOf: (reader: Reader, id: string): Words =>
    (reader.prepare('select title from plans where id = ?').get(id)?.['title'] as Words | undefined) ?? null,

  /** The one of this title, however it is spelt. */
  byName(reader: Reader, title: string): PlanAnswer | null {
    const rows = reader.prepare('select * from plans where title_key = ? order by id limit 1').all(nameKey(title));
    return answersOf(rows, reader)[0] ?? null;
  },

  /** Every version of a plan, the first one first, with what each made of the commitments of the one before. */
  versions(reader: Reader, planId: string): readonly VersionAnswer[] {
    const versions = reader.prepare('select * from plan_versions where plan_id = ? order by number').all(planId);
    const rows = reader.prepare('select * from plan_mappings where plan_id = ? order by number, place').all(planId);
    const together = togetherIn(reader, rows);
    const mappings = Map.groupBy(rows, ({ number }) => number as number);
    return versions.map((row) => ({
      version: row['version'] as string,
      adoptedOn: row['adopted_on'] as string,
      adoptedBy: row['adopted_by'] === null ? null : (JSON.parse(row['adopted_by'] as string) as Authority),
      mapping: [
        ...Map.groupBy(mappings.get(row['number'] as number) ?? [], (mapped) => mapped['commitment_id']).values(),
      ].map((of) => ({ ...mappedOf(of), together })),
    }));
  },

  /** A mapping as an entry of the history holds it. */
  mapped(reader: Reader, mapping: readonly Mapped[]): readonly MappedAnswer[] {
    const ids = mapping.flatMap(({ commitmentId, successorIds }) => [commitmentId, ...successorIds]);
    const together = { reader, ids };
    return mapping.map((of) => ({ ...of, together }));
  },

  /** What refreshes mapped these commitments to; one statement, however many ids. */
  successors: ({ prepare }: Reader, ids: readonly string[]): readonly Succession[] =>
    prepare(
      `select m.commitment_id as id, m.successor_id as heir from json_each(?) wanted
       cross join plan_mappings m on m.commitment_id = wanted.value where m.successor_id is not null`,
    ).all(JSON.stringify(ids)) as unknown as readonly Succession[],

  /** What refreshes mapped to these commitments, as `successors`. */
  predecessors: ({ prepare }: Reader, ids: readonly string[]): readonly Succession[] =>
    prepare(
      `select m.commitment_id as id, m.successor_id as heir from json_each(?) wanted
       cross join plan_mappings m on m.successor_id = wanted.value`,
    ).all(JSON.stringify(ids)) as unknown as readonly Succession[],

  /**
   * What refreshes have made of these commitments, the earliest first. Slippage and silence follow the successors, so
   * that a refresh launders nothing.
   */
  refreshed(reader: Reader, commitmentIds: readonly string[]): readonly Refreshed[] {
    const rows = reader
      .prepare(
        `select m.*, v.version, v.adopted_on from plan_mappings m
         join plan_versions v on v.plan_id = m.plan_id and v.number = m.number
         where m.commitment_id in (select value from json_each(?)) order by v.adopted_on, m.plan_id, m.number, m.place`,
      )
      .all(JSON.stringify(commitmentIds));
    const together = togetherIn(reader, rows);
    const key = (row: Row) => JSON.stringify([row['plan_id'], row['number'], row['commitment_id']]);
    return [...Map.groupBy(rows, key).values()].map((of) => ({
      ...mappedOf(of),
      together,
      planId: of[0]?.['plan_id'] as string,
      version: of[0]?.['version'] as string,
      refreshedOn: of[0]?.['adopted_on'] as string,
    }));
  },
};

type Row = Readonly<Record<string, unknown>>;

/** The rows of one commitment in one mapping: one for each successor, or one that names none. */
const mappedOf = (of: readonly Row[]): Mapped => ({
  commitmentId: of[0]?.['commitment_id'] as string,
  outcome: of[0]?.['outcome'] as MappingOutcome,
  successorIds: of.flatMap(({ successor_id }) => (successor_id === null ? [] : [successor_id as string])),
});

const togetherIn = (reader: Reader, rows: readonly Row[]): ReadTogether => ({
  reader,
  ids: rows.flatMap(({ commitment_id, successor_id }) =>
    [commitment_id, successor_id].filter((id): id is string => typeof id === 'string'),
  ),
});
