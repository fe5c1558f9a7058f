import { addDays, type Day } from '../event-sourcing/days.js';
import { DomainError } from '../event-sourcing/errors.js';
import type { CommitmentState } from './commitment.events.js';
import {
  containing,
  dueWithin,
  filedUnder,
  named,
  nothingIn,
  oneOf,
  tagged,
  type Condition,
} from './commitments.condition.js';
import type { Dimension } from './commitments.counts.projection.js';
import { ratingTag, tagValue } from './commitments.rows.view.js';
import {
  cyclesWithoutUpdate,
  noUpdateReceived,
  type NoUpdateFilter,
  type SilentCyclesFilter,
} from './commitments.silence.filter.js';

export type { Condition };

/** What is due within so many days is due soon. */
export const SOON = 30;
/** How many conditions a filter may hold, and how deep one may stand in another. */
const MOST_CONDITIONS = 100;
const DEEPEST = 8;

type Many = readonly string[] | null | undefined;
type Flag = boolean | null | undefined;

/**
 * Which commitments are asked for: those that meet every condition given. A list is met by any of its values; an empty
 * list by none. Names are compared whatever their spelling.
 */
export interface CommitmentFilter {
  readonly and?: readonly CommitmentFilter[] | null | undefined;
  readonly or?: readonly CommitmentFilter[] | null | undefined;
  readonly not?: CommitmentFilter | null | undefined;
  readonly id?: Many;
  readonly reference?: Many;
  readonly state?: readonly CommitmentState[] | null | undefined;
  /** The rating given last, or that of one assessor. */
  readonly rating?:
    { readonly in: readonly string[]; readonly assessor?: string | null | undefined } | null | undefined;
  readonly audience?: Many;
  readonly plan?: Many;
  readonly workstream?: Many;
  readonly programme?: Many;
  readonly partOf?: Many;
  readonly lead?: Many;
  readonly contributor?: Many;
  readonly place?: Many;
  readonly without?: readonly Dimension[] | null | undefined;
  readonly dueBetween?:
    { readonly from?: Day | null | undefined; readonly to?: Day | null | undefined } | null | undefined;
  readonly noUpdateReceived?: NoUpdateFilter | null | undefined;
  readonly cyclesWithoutUpdate?: SilentCyclesFilter | null | undefined;
  readonly text?: string | null | undefined;
  readonly overdue?: Flag;
  readonly dueSoon?: Flag;
  readonly undated?: Flag;
  readonly dateChanged?: Flag;
  readonly awaitingSignOff?: Flag;
  readonly noLead?: Flag;
  readonly noUpdate?: Flag;
  readonly topLevel?: Flag;
  readonly firstSeenComplete?: Flag;
}

/** The states in which the target date no longer presses. */
const DELIVERED = `('COMPLETED', 'CLOSED', 'WITHDRAWN', 'SUPERSEDED')`;

const FLAGS = {
  overdue: (day) => ({ sql: `(c.due_on < ? and c.state not in ${DELIVERED})`, values: [day] }),
  dueSoon: (day) => ({
    sql: `(c.due_on between ? and ? and c.state not in ${DELIVERED})`,
    values: [day, addDays(day, SOON)],
  }),
  undated: () => ({ sql: '(c.due_on is null and c.starts_on is null)', values: [] }),
  // What refreshes mapped are rows of the plans; joined here because a filter is one statement over all commitments.
  dateChanged: () => ({
    sql: `(c.date_entries > 0 or c.id in (select t.value from commitment_tags t where t.kind = 'SUPERSEDED_BY')
      or c.id in (select m.successor_id from plan_mappings m where m.successor_id is not null))`,
    values: [],
  }),
  awaitingSignOff: () => ({ sql: `c.state = 'COMPLETED'`, values: [] }),
  noLead: (day) => tagged('LEAD', [''], day),
  noUpdate: () => ({ sql: 'c.last_word_on is null', values: [] }),
  // A part whose whole is not on record, then or any more, is shown without one, and would be in no list otherwise.
  topLevel: () => ({ sql: 'not exists (select 1 from commitments whole where whole.id = c.part_of)', values: [] }),
  firstSeenComplete: () => ({ sql: 'c.is_first_seen_complete = 1', values: [] }),
} as const satisfies Partial<Record<keyof CommitmentFilter, (day: Day) => Condition>>;

const join = (conditions: readonly Condition[], word: 'and' | 'or', whenNone: string): Condition => ({
  sql: conditions.length === 0 ? whenNone : `(${conditions.map(({ sql }) => `(${sql})`).join(` ${word} `)})`,
  values: conditions.flatMap(({ values }) => values),
});

/** Where something is not stated, it is not what is asked for either. */
const negated = ({ sql, values }: Condition): Condition => ({ sql: `(${sql}) is not true`, values });

/**
 * The filter as SQL, read on a day; `byReference` when what it finds is listed in that order. Throws `DomainError`
 * INVALID when it holds more conditions than anyone would write by hand.
 */
export const conditionOf = (filter: CommitmentFilter | null | undefined, day: Day, byReference = false): Condition => {
  let left = MOST_CONDITIONS;

  const refuse = (): never => {
    throw new DomainError(
      'INVALID',
      `A filter may hold at most ${MOST_CONDITIONS} conditions, ${DEEPEST} levels deep; ask for less at once.`,
      'filter',
    );
  };

  const meets = (one: CommitmentFilter, depth: number): Condition => {
    // Asked before the way down, which thousands of levels would make longer than the stack.
    if (depth > DEEPEST) refuse();
    const conditions = [...lists(one, day, byReference), ...groups(one, depth)];
    left -= conditions.length;
    if (left < 0) refuse();
    return join(conditions, 'and', 'true');
  };

  const groups = ({ and, or, not }: CommitmentFilter, depth: number): readonly Condition[] => [
    ...(and == null ? [] : and.map((one) => meets(one, depth + 1))),
    ...(or == null
      ? []
      : [
          join(
            or.map((one) => meets(one, depth + 1)),
            'or',
            'false',
          ),
        ]),
    ...(not == null ? [] : [negated(meets(not, depth + 1))]),
  ];

  return meets(filter ?? {}, 0);
};

/** The conditions that hold no others. */
const lists = (filter: CommitmentFilter, day: Day, byReference: boolean): readonly Condition[] => {
  const { rating, text } = filter;
  const when = (values: Many, condition: (values: readonly string[]) => Condition) =>
    values == null ? [] : [condition(values)];
  const flagged = (Object.keys(FLAGS) as (keyof typeof FLAGS)[]).flatMap((flag) => {
    const wanted = filter[flag];
    if (wanted == null) return [];
    const condition = FLAGS[flag](day);
    return [wanted ? condition : negated(condition)];
  });
  const searched = text == null ? null : containing(text);
  return [
    ...when(filter.id, (ids) => oneOf('c.id', ids)),
    ...when(filter.reference, (references) => oneOf('c.reference_key', references.map(tagValue))),
    ...when(filter.state, (states) => oneOf('c.state', states)),
    ...when(filter.plan, (ids) => oneOf('c.plan_id', ids)),
    ...when(filter.workstream, (ids) => filedUnder('c.workstream_id', ids, byReference)),
    ...when(filter.programme, (ids) => filedUnder('c.programme_id', ids, byReference)),
    ...when(filter.partOf, (ids) => oneOf('c.part_of', ids)),
    ...when(filter.audience, (names) => named('AUDIENCE', names, day)),
    ...when(filter.lead, (names) => named('LEAD', names, day)),
    ...when(filter.contributor, (names) => named('CONTRIBUTOR', names, day)),
    ...when(filter.place, (names) => named('PLACE', names, day)),
    ...(rating == null
      ? []
      : [rating.assessor == null ? oneOf('c.rating', rating.in) : tagged(ratingTag(rating.assessor), rating.in, day)]),
    ...(filter.without ?? []).map((dimension) => nothingIn(dimension, day)),
    ...(filter.dueBetween == null ? [] : [dueWithin(filter.dueBetween.from, filter.dueBetween.to)]),
    ...(filter.noUpdateReceived == null ? [] : [noUpdateReceived(filter.noUpdateReceived)]),
    ...(filter.cyclesWithoutUpdate == null ? [] : [cyclesWithoutUpdate(filter.cyclesWithoutUpdate)]),
    ...(searched ? [searched] : []),
    ...flagged,
  ];
};
