import type { Background } from '../event-sourcing/background.js';
import type { Day } from '../event-sourcing/days.js';
import type { Reader } from '../event-sourcing/reader.js';
import type { Connection, Page } from '../graphql/connections.js';
import type { CommitmentAnswer } from './commitments.answers.js';
import { Batch, type Reading } from './commitments.batch.js';
import type { Dimension } from './commitments.counts.projection.js';
import { conditionOf, type CommitmentFilter } from './commitments.filter.js';
import { viewsOf, type Found } from './commitments.kept.js';
import { BY_REFERENCE, pageOfCommitments, prepareShaped, type CommitmentOrder } from './commitments.page.js';
import { tagValue } from './commitments.rows.view.js';
import { seriesOf, type SeriesAsked } from './commitments.series.js';
import { summaryOf, type Tally } from './commitments.summary.js';

export { Neighbours } from './commitments.batch.js';
export { statusCounts, type StatusCount } from './commitments.counted.js';
export { DIMENSIONS } from './commitments.counts.projection.js';
export type { CommitmentAnswer, CommitmentFilter, CommitmentOrder, Dimension, Reading, Tally };

/** Which commitments, and in which order; all of them by reference when nothing is said. */
export interface Wanted {
  readonly filter?: CommitmentFilter | null | undefined;
  readonly orderBy?: CommitmentOrder | null | undefined;
}

/** By its key alone: a list of one costs several times as much to ask. */
const foundById = ({ prepare }: Reader, id: string): readonly Found[] =>
  prepare('select id, stamp from commitments where id = ?').all(id) as unknown as readonly Found[];

/** What is asked of every commitment at once; on a thread of its own, by the name. */
export const commitmentScans = { 'commitments over time': seriesOf };

/** The questions about commitments. */
export const commitments = {
  /** A page of those that are wanted. Throws `DomainError` INVALID for a filter or a cursor that cannot be. */
  list(reading: Reading, { filter, orderBy }: Wanted, page: Page): Connection<CommitmentAnswer> {
    const order = orderBy ?? BY_REFERENCE;
    const condition = conditionOf(filter, reading.reader.day, order.field === 'REFERENCE');
    return pageOfCommitments(reading, condition, order, page);
  },

  /** Those with these ids, in any order; unknown ids are left out. */
  byIds: (reading: Reading, ids: readonly string[]): readonly CommitmentAnswer[] => Batch.byIds(ids, reading).answers,

  /** The one with this id. */
  byId: (reading: Reading, id: string): CommitmentAnswer | null =>
    new Batch(foundById(reading.reader, id), reading).answers[0] ?? null,

  /** Those with this reference, however it is spelt: each plan has its own references. */
  byReference(reading: Reading, reference: string, planId?: string | null): readonly CommitmentAnswer[] {
    const rows = reading.reader
      .prepare(
        `select id from commitments where reference_key = ? and coalesce(?, plan_id, '') = coalesce(plan_id, '')`,
      )
      .all(tagValue(reference), planId ?? null);
    return commitments.byIds(
      reading,
      rows.map(({ id }) => id as string),
    );
  },

  /** Throws `DomainError` INVALID for a filter that cannot be. */
  check: (filter: CommitmentFilter | null | undefined, day: Day): void => void conditionOf(filter, day),

  /** Those among these ids that a filter lets through. */
  among(reader: Reader, ids: readonly string[], filter: CommitmentFilter | null | undefined): ReadonlySet<string> {
    const { sql, values } = conditionOf({ and: [{ id: ids }, filter ?? {}] }, reader.day);
    const rows = prepareShaped(reader, `select c.id from commitments c where ${sql}`).all(...values);
    return new Set(rows.map(({ id }) => id as string));
  },

  /** What the one with this id is called in a line of text: reference and title. */
  titleOf: (reader: Reader, id: string): string | null => {
    const [view] = viewsOf(reader, foundById(reader, id));
    return view ? [view.reference, view.title].filter((part) => part !== null).join(' ') : null;
  },

  /** How many commitments share which values of these dimensions. */
  summary: (reader: Reader, groupBy: readonly Dimension[], filter?: CommitmentFilter | null): readonly Tally[] =>
    summaryOf(reader, groupBy, conditionOf(filter, reader.day)),

  /** As `summary`, as of the end of each of these days, which come in order; looked up beside the request thread. */
  async overTime(reader: Reader, background: Background, asked: SeriesAsked): Promise<readonly (readonly Tally[])[]> {
    return (await background.scan('commitments over time', reader, asked)) as readonly (readonly Tally[])[];
  },
};
