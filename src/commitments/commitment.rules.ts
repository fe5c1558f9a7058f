import { DomainError } from '../event-sourcing/errors.js';
import { refuseFuture, refuseOutOfOrder } from '../event-sourcing/lifecycle-days.js';
import type { Command, Decided } from '../event-sourcing/messages.js';
import type { CommitmentCommand } from './commitment.commands.js';
import type { Authority, CommitmentEvent, CommitmentState } from './commitment.events.js';
import { hasEnded, isLifecycleEvent, stateInWords, transition, whyNot } from './commitment.lifecycle.js';
import type { DecidedByShape } from './commitment.shapes.commands.js';
import { endedOn, lastChange, type Commitment } from './commitment.state.js';

/** What the rules of a commitment need to know of other streams. */
export interface CommitmentFacts {
  /** References (titles where there are none) of its parts that are neither closed, withdrawn nor superseded. */
  readonly openParts: readonly string[];
  /** Ids of its parts, and of the parts of these, at every depth. */
  readonly partIds: readonly string[];
  /** Those of `namedIds` that are not on record. */
  readonly unknownIds: readonly string[];
  /** Those of `namedIds` that are closed. */
  readonly closedIds: readonly string[];
  /** The states, by id, of the commitments it names and of the one it is a part of. */
  readonly states: Readonly<Partial<Record<string, CommitmentState>>>;
  /** Names and aliases of the young people's groups, who never answer for a commitment. */
  readonly youngPeoplesGroups: readonly string[];
}

/** Something of another stream that a command names. */
export interface NamedId {
  readonly category: 'plan' | 'programme' | 'workstream' | 'commitment' | 'body' | 'meeting';
  readonly id: string;
  /** Path of the field that names it. */
  readonly field: string;
}

type Naming = Partial<
  Record<
    'planId' | 'programmeId' | 'workstreamId' | 'partOf' | 'intoId' | 'raisedAtMeetingId' | 'meetingId',
    string | null
  >
> &
  Partial<Record<'decidedBy' | 'allowedBy' | 'refusedBy', DecidedByShape>> & {
    successorIds?: readonly string[];
    nothingToReport?: { readonly meetingId?: string | null } | null;
  };

/** What must be on record for a command to make sense. The decisions it cites are not: papers come first. */
export const namedIds = (command: CommitmentCommand): readonly NamedId[] => {
  const data = command.data as Naming;
  const named: readonly (readonly [NamedId['category'], string | null | undefined, string])[] = [
    ['plan', data.planId, 'planId'],
    ['programme', data.programmeId, 'programmeId'],
    ['workstream', data.workstreamId, 'workstreamId'],
    ['commitment', data.partOf, 'partOf'],
    ['commitment', data.intoId, 'intoId'],
    ['meeting', data.raisedAtMeetingId, 'raisedAtMeetingId'],
    ['meeting', data.meetingId, 'meetingId'],
    ['meeting', data.nothingToReport?.meetingId, 'nothingToReport.meetingId'],
    ...(data.successorIds ?? []).map((id, n) => ['commitment', id, `successorIds.${n}`] as const),
    ['body', data.decidedBy?.bodyId, 'decidedBy.bodyId'],
    ['body', data.allowedBy?.bodyId, 'allowedBy.bodyId'],
    ['body', data.refusedBy?.bodyId, 'refusedBy.bodyId'],
  ];
  return named.flatMap(([category, id, field]) => (id == null ? [] : [{ category, id, field }]));
};

/** Throws INVALID with every field that names something the record does not know. */
export const refuseUnknown = (command: CommitmentCommand, { unknownIds }: CommitmentFacts): void => {
  const [first, ...others] = namedIds(command)
    .filter(({ id }) => unknownIds.includes(id))
    .map(({ category, field }) => ({ code: 'INVALID' as const, message: `There is no such ${category}.`, field }));
  if (first) throw DomainError.of([first, ...others]);
};

/** Throws RULE with every one of these fields that would file a commitment under something closed. */
export const refuseUnderClosed = (
  command: CommitmentCommand,
  fields: readonly string[],
  { closedIds }: CommitmentFacts,
): void => {
  const [first, ...others] = namedIds(command)
    .filter(({ field, id }) => fields.includes(field) && closedIds.includes(id))
    .map(({ category, field }) => ({
      code: 'RULE' as const,
      message: `This ${category} is closed and takes no more commitments.`,
      field,
    }));
  if (first) throw DomainError.of([first, ...others]);
};

/** Throws RULE when the commitment of which this is an open part is closed: nothing closed has open parts. */
export const refuseInClosed = (whole: string | null | undefined, { states }: CommitmentFacts, field?: string): void => {
  if (whole == null || states[whole] !== 'CLOSED') return;
  throw new DomainError('RULE', 'The commitment this is a part of is closed; reopen that one first.', field);
};

/**
 * The change, where it may happen now: the table of states allows it, and its day lies neither in the future nor before
 * the last change of its kind. Throws RULE or INVALID.
 */
export const change = <E extends CommitmentEvent>(
  command: Command,
  commitment: Commitment,
  event: Decided<E>,
): readonly [Decided<E>] => {
  const type: CommitmentEvent['type'] = event.type;
  if (isLifecycleEvent(type) && !transition(commitment.standing, type)) {
    throw new DomainError('RULE', whyNot(commitment.standing.state, type));
  }
  refuseOutOfOrder(command, lastChange(commitment, type));
  return [event];
};

/**
 * The fact, where the record still takes it. Facts may be back-dated, so one that happened by the day the commitment
 * ended belongs to its story; a later one would be work on a promise nobody waits for. Throws RULE or INVALID.
 */
export const fact = <E extends CommitmentEvent>(
  command: Command,
  commitment: Commitment,
  event: Decided<E>,
): readonly [Decided<E>] => {
  const day = refuseFuture(command);
  const { state } = commitment.standing;
  const lastDay = endedOn(commitment);
  if (lastDay !== null && day > lastDay) {
    const remedy =
      state === 'SUPERSEDED' ? 'report on the one that replaced it' : 'reopen it before you report more about it';
    throw new DomainError(
      'RULE',
      `This commitment was ${stateInWords[state]} on ${lastDay}; ${remedy}. What happened by that day can still be added, with its day.`,
    );
  }
  return [event];
};

/** Throws RULE when the commitment has ended; `wish` is what was to be done to it, such as `reword it`. */
export const refuseEnded = ({ standing: { state } }: Commitment, wish: string): void => {
  if (!hasEnded(state)) return;
  throw new DomainError(
    'RULE',
    state === 'SUPERSEDED'
      ? `This commitment was superseded; turn to the one that replaced it to ${wish}.`
      : `This commitment is ${stateInWords[state]}; reopen it before you ${wish}.`,
  );
};

/** Runs a rule and renames the fields of its refusals: a part of a form knows nothing of the form. */
export const refusedAs = <T>(rename: (field: string | undefined) => string | undefined, rule: () => T): T => {
  try {
    return rule();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const [first, ...others] = error.refusals.map(({ code, message, field }) => ({
      code,
      message,
      ...stated({ field: rename(field) }),
    }));
    throw first ? DomainError.of([first, ...others]) : error;
  }
};

type Stated<T> = { -readonly [K in keyof T]?: NonNullable<T[K]> };

/** The fields that were stated: an event leaves out what was not. */
export const stated = <T extends object>(fields: T): Stated<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value != null)) as Stated<T>;

/** Who decided, as an event keeps it. */
export const authority = ({ kind, name, bodyId, decisionId, minute }: DecidedByShape): Authority => ({
  kind,
  name,
  ...stated({ bodyId, decisionId, minute }),
});
