import { DomainError } from '../event-sourcing/errors.js';
import { dayOf, refuseOutOfOrder } from '../event-sourcing/lifecycle-days.js';
import type { Decided } from '../event-sourcing/messages.js';
import { appointed } from '../naming/appointment.js';
import { coversOn, leadOn, type Appointed } from '../naming/leads.js';
import type { CommitmentEvent, Party } from './commitment.events.js';
import { hasEnded } from './commitment.lifecycle.js';
import { isSameName, isSameParty } from './commitment.people.js';
import {
  change,
  refuseEnded,
  refuseInClosed,
  refuseUnderClosed,
  stated,
  type CommitmentFacts,
} from './commitment.rules.js';
import type { Commitment, Filing } from './commitment.state.js';
import { isUnsaid, readTarget } from './commitment.target.reading.js';
import type {
  AppointLead,
  ChangeContributors,
  FileCommitment,
  MakeCommitment,
  RewordCommitment,
  TermsCommand,
} from './commitment.terms.commands.js';

type Answer = readonly Decided<CommitmentEvent>[];

/** A promise is put on record as it stood when it was first seen. */
export const make = (command: MakeCommitment, facts: CommitmentFacts): Answer => {
  const { reference, title, wording, audiences, kind, origin, planId, programmeId, workstreamId, partOf, lead } =
    command.data;
  const { coproducers, places, initialState, raisedAtMeetingId } = command.data;
  const contributors = command.data.contributors ?? [];
  refuseOutOfOrder(command, null);
  if (lead) refuseUnanswerable([lead], facts, 'lead');
  refuseUnanswerable(contributors, facts, 'contributors');
  refuseTwice(contributors, 'contributors');
  refusePartOf(command.id, partOf, facts);
  refuseInClosed(partOf, facts, 'partOf');
  refuseUnderClosed(command, FILED_UNDER, facts);
  const target = command.data.target && readTarget(command.data.target, command.statedOn);
  return [
    {
      type: 'CommitmentMade',
      data: {
        ...stated({ reference: reference?.trim(), wording, kind, origin, planId, programmeId, workstreamId, partOf }),
        ...stated({
          raisedAtMeetingId,
          lead: lead && partyOf(lead),
          target: target && isUnsaid(target) ? null : target,
        }),
        title,
        audiences,
        contributors: contributors.map(partyOf),
        coproducers: coproducers ?? [],
        places: places ?? [],
        initialState,
        firstSeenComplete: initialState === 'COMPLETED',
      },
    },
  ];
};

/** What a promise says, where it belongs and who answers for it. */
export const decideTerms = (
  command: Exclude<TermsCommand, MakeCommitment>,
  commitment: Commitment,
  facts: CommitmentFacts,
): Answer => {
  switch (command.type) {
    case 'RewordCommitment':
      return reworded(command, commitment);
    case 'ChangeScope': {
      refuseEnded(commitment, 'change its scope');
      const { from, to } = command.data;
      if (from.trim() === to.trim()) throw new DomainError('RULE', 'The scope would stay as it was.', 'to');
      return change(command, commitment, { type: 'ScopeChanged', data: { from, to } });
    }
    case 'FileCommitment':
      return filed(command, commitment, facts);
    case 'AppointLead':
      return leading(command, commitment, facts);
    case 'ChangeContributors':
      return contributing(command, commitment, facts);
    case 'CarryForwardCommitment': {
      const { intoId } = command.data;
      if (intoId === command.id) {
        throw new DomainError('INVALID', 'A commitment cannot be carried forward into itself.', 'intoId');
      }
      if (commitment.carriedInto.includes(intoId)) {
        throw new DomainError('RULE', 'This commitment was carried forward into that one already.', 'intoId');
      }
      return change(command, commitment, { type: 'CommitmentCarriedForward', data: { intoId } });
    }
  }
};

const reworded = (command: RewordCommitment, commitment: Commitment): Answer => {
  refuseEnded(commitment, 'reword it');
  const { title, wording, reason, oldTitleStaysAlias } = command.data;
  const isRetitled = title != null && title.trim() !== commitment.title?.trim();
  const isReworded = wording != null && wording.trim() !== commitment.wording?.trim();
  if (!isRetitled && !isReworded) throw new DomainError('RULE', 'The title and the wording would stay as they are.');
  return change(command, commitment, {
    type: 'CommitmentReworded',
    data: {
      ...(isRetitled ? { title } : {}),
      ...(isReworded ? { wording } : {}),
      reason,
      oldTitleStaysAlias: isRetitled && (oldTitleStaysAlias ?? true),
    },
  });
};

/** What a commitment may be filed under that may be closed. */
const FILED_UNDER = ['planId', 'programmeId', 'workstreamId'] as const;

/** Allowed in every state: where a promise belongs is for the record to know, also after its end. */
const filed = (command: FileCommitment, commitment: Commitment, facts: CommitmentFacts): Answer => {
  const { planId, programmeId, workstreamId, partOf } = command.data;
  refusePartOf(command.id, partOf, facts);
  if (!hasEnded(commitment.standing.state)) refuseInClosed(partOf, facts, 'partOf');
  const asked = Object.entries({ planId, programmeId, workstreamId, partOf });
  const changed = asked.filter(([key, id]) => id !== undefined && id !== commitment.filing[key as keyof Filing]);
  if (changed.length === 0) throw new DomainError('RULE', 'The commitment would stay where it is.');
  const moved = changed.map(([key]) => key);
  refuseUnderClosed(
    command,
    FILED_UNDER.filter((field) => moved.includes(field)),
    facts,
  );
  const data = Object.fromEntries(changed) as Partial<Filing>;
  return change(command, commitment, { type: 'CommitmentFiled', data });
};

const leading = (command: AppointLead, commitment: Commitment, facts: CommitmentFacts): Answer => {
  refuseEnded(commitment, 'appoint a lead');
  const day = dayOf(command);
  const appointment = appointed(command.data, day);
  const { lead, from, until, cover } = appointment;
  if (lead) refuseUnanswerable([lead], facts, 'lead');
  const { appointments } = commitment;
  const now = cover ? coversOn(appointments, from ?? day) : [leadOn(appointments, from ?? day)];
  if (!lead && !now.some((one) => one?.lead)) {
    throw new DomainError('RULE', 'Nobody leads this commitment on that day, so nothing falls vacant.', 'lead');
  }
  const isSame = (one: Appointed | null) =>
    one !== null && isSameParty(one.lead, lead) && one.until === (until ?? null) && (!from || one.from === from);
  if (lead && now.some(isSame)) throw new DomainError('RULE', `${lead.name} is appointed already.`, 'lead');
  return change(command, commitment, { type: 'LeadAppointed', data: appointment });
};

const contributing = (command: ChangeContributors, commitment: Commitment, facts: CommitmentFacts): Answer => {
  refuseEnded(commitment, 'change who contributes');
  const added = (command.data.added ?? []).map(partyOf);
  const names = command.data.removed ?? [];
  const { contributors } = commitment;
  if (added.length + names.length === 0)
    throw new DomainError('INVALID', 'Name somebody to add or to remove.', 'added');
  refuseUnanswerable(added, facts, 'added');
  refuseTwice([...added, ...names.map((name) => ({ name }))], 'added');
  const known = added.find(({ name }) => contributors.some((one) => isSameName(one.name, name)));
  if (known) throw new DomainError('RULE', `${known.name} contributes already.`, 'added');
  const removed = names.map((name) => {
    const party = contributors.find((one) => isSameName(one.name, name));
    if (!party) throw new DomainError('RULE', `${name} does not contribute to this commitment.`, 'removed');
    return party;
  });
  return change(command, commitment, { type: 'ContributorsChanged', data: { added, removed } });
};

const partyOf = ({ name, kind }: Party): Party => ({ name: name.trim(), kind });

/** House rule: young people's groups are co-producers, and the council owes them the answers. */
const refuseUnanswerable = (
  parties: readonly Party[],
  { youngPeoplesGroups }: CommitmentFacts,
  field: string,
): void => {
  const group = parties.find(({ name }) => youngPeoplesGroups.some((one) => isSameName(one, name)));
  if (!group) return;
  throw new DomainError(
    'RULE',
    `${group.name} is a young people's group, which never answers for a commitment.`,
    field,
  );
};

const refuseTwice = (parties: readonly { readonly name: string }[], field: string): void => {
  const twice = parties.find(({ name }, n) => parties.findIndex((one) => isSameName(one.name, name)) < n);
  if (twice) throw new DomainError('INVALID', `${twice.name} is named twice.`, field);
};

const refusePartOf = (id: string, partOf: string | null | undefined, { partIds }: CommitmentFacts): void => {
  if (partOf === id) throw new DomainError('INVALID', 'A commitment cannot be a part of itself.', 'partOf');
  if (partOf != null && partIds.includes(partOf)) {
    throw new DomainError('INVALID', 'That commitment is a part of this one; it cannot be both.', 'partOf');
  }
};
