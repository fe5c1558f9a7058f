import { COMMITMENT_STATES } from '../commitments/commitment.events.js';
import { DIMENSIONS, type CommitmentFilter } from '../commitments/commitments.queries.js';
import { DomainError } from '../event-sourcing/errors.js';
import { GRADES } from '../meetings/meeting.events.js';
import { count, day, flag, list, listOf, names, text, type Read, type ValuesOf } from './exports.parameters.js';

/** The conditions of a filter of the GraphQL contract, by the parameters that say them. */
export const COMMITMENT_FILTER = {
  id: list,
  reference: list,
  state: listOf(COMMITMENT_STATES),
  rating: list,
  ratingAssessor: text,
  audience: names,
  plan: list,
  workstream: list,
  programme: list,
  partOf: list,
  lead: names,
  contributor: names,
  place: names,
  without: listOf(DIMENSIONS),
  dueFrom: day,
  dueTo: day,
  noUpdateMeeting: text,
  noUpdateBody: text,
  noUpdateGrade: listOf(GRADES),
  cyclesWithoutUpdate: count,
  cyclesBody: text,
  text,
  overdue: flag,
  dueSoon: flag,
  undated: flag,
  dateChanged: flag,
  awaitingSignOff: flag,
  noLead: flag,
  noUpdate: flag,
  topLevel: flag,
  firstSeenComplete: flag,
} satisfies Record<string, Read<unknown>>;

type Conditions = ValuesOf<typeof COMMITMENT_FILTER>;

/** The filter of commitments in what parameters say. Throws `DomainError` INVALID where they do not go together. */
export const filterOf = (values: Conditions): CommitmentFilter => {
  const { rating, ratingAssessor, dueFrom, dueTo, ...others } = values;
  const { noUpdateMeeting, noUpdateBody, noUpdateGrade, cyclesWithoutUpdate, cyclesBody, ...same } = others;
  refuseAlone(values);
  return {
    ...same,
    ...(rating === undefined ? {} : { rating: { in: rating, assessor: ratingAssessor } }),
    ...(dueFrom === undefined && dueTo === undefined ? {} : { dueBetween: { from: dueFrom, to: dueTo } }),
    ...(noUpdateMeeting === undefined && noUpdateBody === undefined
      ? {}
      : { noUpdateReceived: { meetingId: noUpdateMeeting, bodyId: noUpdateBody, grade: noUpdateGrade } }),
    ...(cyclesWithoutUpdate === undefined || cyclesBody === undefined
      ? {}
      : { cyclesWithoutUpdate: { bodyId: cyclesBody, atLeast: cyclesWithoutUpdate } }),
  };
};

/** Parameters that say nothing without another one, or together with it. */
const refuseAlone = (values: Conditions): void => {
  const { rating, ratingAssessor, noUpdateMeeting, noUpdateBody, noUpdateGrade, cyclesWithoutUpdate, cyclesBody } =
    values;
  const refuse = (message: string, field: keyof Conditions) => {
    throw new DomainError('INVALID', message, field);
  };
  if (ratingAssessor !== undefined && rating === undefined) {
    refuse(
      'The parameter "ratingAssessor" goes with "rating": say which ratings of theirs you mean.',
      'ratingAssessor',
    );
  }
  if (noUpdateMeeting !== undefined && noUpdateBody !== undefined) {
    refuse('Say which cycle you mean: by "noUpdateMeeting" or by "noUpdateBody", not both.', 'noUpdateBody');
  }
  if (noUpdateGrade !== undefined && noUpdateMeeting === undefined && noUpdateBody === undefined) {
    refuse(
      'The parameter "noUpdateGrade" goes with "noUpdateMeeting" or "noUpdateBody": say which cycle you mean.',
      'noUpdateGrade',
    );
  }
  if (cyclesWithoutUpdate !== undefined && cyclesBody === undefined) {
    refuse(
      'The parameter "cyclesWithoutUpdate" goes with "cyclesBody": say whose cycles you mean.',
      'cyclesWithoutUpdate',
    );
  }
  if (cyclesBody !== undefined && cyclesWithoutUpdate === undefined) {
    refuse('The parameter "cyclesBody" goes with "cyclesWithoutUpdate": say how many cycles you mean.', 'cyclesBody');
  }
};
