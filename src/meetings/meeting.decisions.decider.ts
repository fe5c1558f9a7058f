import { effectiveDay } from '../event-sourcing/days.js';
import { DomainError } from '../event-sourcing/errors.js';
import { refuseFuture, refuseOutOfOrder } from '../event-sourcing/lifecycle-days.js';
import type { Decided } from '../event-sourcing/messages.js';
import {
  decisionId,
  type AmendDecision,
  type DecisionsCommand,
  type RecordDecision,
  type RecordEffectCarriedOut,
  type RecordEffectRefused,
} from './meeting.decisions.commands.js';
import { effectKey, type Decision, type Meeting, type MeetingFacts } from './meeting.state.js';
import { effectsOf } from './meeting.effects.js';
import { bringsNothingAbout, citedMinute, type MeetingEvent } from './meeting.events.js';
import { heldOn } from './meeting.held.decider.js';
import { minuteOf } from './meeting.minute.js';

type Answer = readonly Decided<MeetingEvent>[];

/** What a meeting, or an officer it delegated to, decides; and what came of it. */
export const decideDecisions = (command: DecisionsCommand, meeting: Meeting, facts: MeetingFacts): Answer => {
  switch (command.type) {
    case 'RecordDecision':
      return recorded(command, meeting, facts);
    case 'AmendDecision':
      return amended(command, meeting, facts);
    case 'RecordEffectCarriedOut':
      return carriedOut(command, meeting);
    case 'RecordEffectRefused':
      return refused(command, meeting);
  }
};

const recorded = (command: RecordDecision, meeting: Meeting, facts: MeetingFacts): Answer => {
  if (!facts.body) throw new DomainError('RULE', 'The body of this meeting is no longer on record.');
  if (!facts.body.isAnswerable) {
    const sentence = `${facts.body.name} is a young people's group: it asks and comments, and decides nothing.`;
    throw new DomainError('RULE', sentence);
  }
  const { outcome, text, reasons } = command.data;
  const decidedBy = officer(command, meeting);
  const when = decidedBy ? whenAlone(command) : heldOn(command, meeting.on);
  const { occurredOn, statedOn = command.statedOn } = when;
  const day = effectiveDay(occurredOn, statedOn);
  const minute = command.data.minute ? minuteOf(command.data.minute, day) : undefined;
  const id = decisionId(meeting.bodyId, minute, command.sending.commandId);
  if (minute && (meeting.decisions.has(id) || facts.decidedElsewhere(id))) {
    throw new DomainError(
      'RULE',
      `The decision ${citedMinute(minute)} of this body is on record already; amend it, or give another number or limb.`,
      'minute',
    );
  }
  const effects = effectsOf(command.data.effects ?? [], { hasReasons: reasons != null, statedOn });
  if (effects.length > 0 && bringsNothingAbout(outcome)) {
    throw new DomainError(
      'RULE',
      'What is only noted or received changes no commitment; leave the effects out, or give the outcome that has them.',
      'effects',
    );
  }
  const affects = [...new Set([...(command.data.affects ?? []), ...effects.map(({ commitmentId }) => commitmentId)])];
  refuseUnknown(command, facts);
  return [
    {
      type: 'DecisionRecorded',
      data: {
        decisionId: id,
        ...(minute ? { minute } : {}),
        outcome: outcome.trim(),
        text,
        ...(reasons == null ? {} : { reasons }),
        ...(decidedBy ? { decidedBy } : {}),
        affects,
        effects,
      },
      ...when,
    },
  ];
};

/** Only an officer is named; where the body itself decides, it is the one that meets. */
const officer = ({ data: { decidedBy } }: RecordDecision, { bodyId }: Meeting) => {
  if (decidedBy == null) return undefined;
  if (decidedBy.kind !== 'OFFICER') {
    const message = 'Name the officer who decided under delegation; leave it out where the body itself decided.';
    throw new DomainError('INVALID', message, 'decidedBy');
  }
  if (decidedBy.bodyId != null && decidedBy.bodyId !== bodyId) {
    throw new DomainError('INVALID', 'The body that delegated it is the one that meets.', 'decidedBy.bodyId');
  }
  return { kind: decidedBy.kind, name: decidedBy.name.trim(), bodyId };
};

/** An officer waits for no meeting. */
const whenAlone = (command: RecordDecision): ReturnType<typeof heldOn> => {
  refuseFuture(command);
  return { occurredOn: command.occurredOn };
};

/** Throws INVALID with every field that names a commitment the record does not know. */
const refuseUnknown = ({ data }: RecordDecision | AmendDecision, { unknownCommitments }: MeetingFacts): void => {
  const effects = 'effects' in data ? (data.effects ?? []) : [];
  const named = [
    ...(data.affects ?? []).map((id, n) => [id, `affects.${n}`] as const),
    ...effects.flatMap(({ commitmentId, successorIds }, n) => [
      [commitmentId, `effects.${n}.commitmentId`] as const,
      ...(successorIds ?? []).map((id, m) => [id, `effects.${n}.successorIds.${m}`] as const),
    ]),
  ];
  const [first, ...others] = named
    .filter(([id]) => unknownCommitments.includes(id))
    .map(([, field]) => ({ code: 'INVALID' as const, message: 'There is no such commitment.', field }));
  if (first) throw DomainError.of([first, ...others]);
};

/** Only what changes is recorded, so that a reader sees the difference. */
const amended = (command: AmendDecision, meeting: Meeting, facts: MeetingFacts): Answer => {
  const { decisionId: id, outcome, text, reasons, reason } = command.data;
  const decision = meeting.decisions.get(id);
  if (!decision) throw new DomainError('INVALID', 'There is no such decision of this meeting.', 'decisionId');
  refuseOutOfOrder(command, decision.lastDay);
  refuseUnknown(command, facts);
  const touched = decision.effects.map(({ commitmentId }) => commitmentId);
  const affects = command.data.affects && [...new Set([...command.data.affects, ...touched])];
  const changes = {
    ...(outcome == null || outcome.trim() === decision.outcome ? {} : { outcome: outcome.trim() }),
    ...(text == null || text.trim() === decision.text?.trim() ? {} : { text }),
    ...(reasons == null || reasons.trim() === decision.reasons?.trim() ? {} : { reasons }),
    ...(!affects || isSameSet(affects, decision.affects) ? {} : { affects }),
  };
  if (Object.keys(changes).length === 0) throw new DomainError('RULE', 'The decision would stay as it is.');
  if (outcome != null && bringsNothingAbout(outcome)) refuseUndoing(id, decision, meeting);
  return [{ type: 'DecisionAmended', data: { decisionId: id, ...changes, reason } }];
};

const isSameSet = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((one) => b.includes(one));

/** What was carried out, or is about to be, was not merely noted. */
const refuseUndoing = (id: string, { effects }: Decision, { outcomes }: Meeting): void => {
  if (effects.every((effect) => outcomes.get(effectKey(id, effect.kind, effect.commitmentId)) === 'REFUSED')) return;
  throw new DomainError(
    'RULE',
    'This decision changes commitments, so it was not merely noted; void it and what it brought about, then record it anew.',
    'outcome',
  );
};

/** What is known already is not said twice; nor is anything said of a decision that was voided meanwhile. */
const carriedOut = ({ data }: RecordEffectCarriedOut, { decisions, outcomes }: Meeting): Answer => {
  const { decisionId: id, commitmentId, effect } = data;
  if (!decisions.has(id) || outcomes.get(effectKey(id, effect, commitmentId)) === 'CARRIED_OUT') return [];
  return [{ type: 'DecisionEffectCarriedOut', data: { decisionId: id, commitmentId, effect } }];
};

const refused = ({ data }: RecordEffectRefused, { decisions, outcomes }: Meeting): Answer => {
  const { decisionId: id, commitmentId, effect, code, reason } = data;
  if (!decisions.has(id) || outcomes.has(effectKey(id, effect, commitmentId))) return [];
  return [{ type: 'DecisionEffectRefused', data: { decisionId: id, commitmentId, effect, code, reason } }];
};
