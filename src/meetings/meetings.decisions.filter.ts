import type { Day } from '../event-sourcing/days.js';
import { refuseTurned } from '../event-sourcing/periods.js';
import { outcomeKey } from './meeting.events.js';

/** Which decisions are asked for: those that meet every condition. A list holds any of its values. */
export interface DecisionFilter {
  readonly body?: readonly string[] | null | undefined;
  readonly meeting?: readonly string[] | null | undefined;
  readonly commitment?: readonly string[] | null | undefined;
  /** However they are spelt. */
  readonly outcome?: readonly string[] | null | undefined;
  /** First and last day, both included. */
  readonly from?: Day | null | undefined;
  readonly to?: Day | null | undefined;
  readonly affectsNothing?: boolean | null | undefined;
}

/** A condition of SQL over the columns of `decisions`, and its one value. */
export type Condition = readonly [sql: string, value: string];

/** What a filter asks of the rows. Throws `DomainError` INVALID for days that are turned round. */
export const conditionsOf = (filter: DecisionFilter): readonly Condition[] => {
  const among = (column: string, values: readonly string[] | null | undefined): readonly Condition[] =>
    values == null ? [] : [[`${column} in (select value from json_each(?))`, JSON.stringify(values)]];
  const { body, meeting, commitment, outcome, from, to, affectsNothing } = filter;
  refuseTurned(from, to);
  return [
    ...among('body_id', body),
    ...among('meeting_id', meeting),
    ...among('outcome_key', outcome?.map(outcomeKey)),
    ...(commitment == null
      ? []
      : [
          [
            '(id, meeting_id) in (select decision_id, meeting_id from decision_affects where commitment_id in (select value from json_each(?)))',
            JSON.stringify(commitment),
          ] as const,
        ]),
    ...(from == null ? [] : [['day >= ?', from] as const]),
    ...(to == null ? [] : [['day <= ?', to] as const]),
    ...(affectsNothing == null ? [] : [['affects_nothing = cast(? as integer)', affectsNothing ? '1' : '0'] as const]),
  ];
};
