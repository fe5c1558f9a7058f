import type { Day } from '../event-sourcing/days.js';
import { allOf, type Choice } from '../naming/paging.js';
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

/** What a filter asks of the rows of `decisions`. Throws `DomainError` INVALID for days that are turned round. */
export const choiceOf = ({ body, meeting, commitment, outcome, from, to, affectsNothing }: DecisionFilter): Choice => {
  const list = (values: readonly string[] | null | undefined) => (values == null ? null : JSON.stringify(values));
  refuseTurned(from, to);
  return allOf({
    body: ['body_id in (select value from json_each(:body))', list(body)],
    meeting: ['meeting_id in (select value from json_each(:meeting))', list(meeting)],
    outcome: ['outcome_key in (select value from json_each(:outcome))', list(outcome?.map(outcomeKey))],
    commitment: [
      `(id, meeting_id) in (select decision_id, meeting_id from decision_affects
        where commitment_id in (select value from json_each(:commitment)))`,
      list(commitment),
    ],
    since: ['day >= :since', from],
    until: ['day <= :until', to],
    affectsNothing: ['affects_nothing = :affectsNothing', affectsNothing == null ? null : Number(affectsNothing)],
  });
};
