import type { Decider } from '../event-sourcing/decider.js';
import { DomainError } from '../event-sourcing/errors.js';
import type { CommitmentCommand } from './commitment.commands.js';
import { decideCompletion } from './commitment.completion.decider.js';
import { commitmentWords, type CommitmentEvent } from './commitment.events.js';
import { decideLifecycle } from './commitment.lifecycle.decider.js';
import { objection } from './commitment.objection.js';
import { answeringOn, isSameName } from './commitment.people.js';
import { decideProgress } from './commitment.progress.decider.js';
import { refuseUnknown, type CommitmentFacts } from './commitment.rules.js';
import { evolve, type Commitment } from './commitment.state.js';
import { decideTarget } from './commitment.target.decider.js';
import { decideTerms, make } from './commitment.terms.decider.js';
import { decideUpdate } from './commitment.update.decider.js';

/** The rules of a commitment: each slice of its life decides for itself. */
export const commitmentDecider: Decider<Commitment | null, CommitmentCommand, CommitmentEvent, CommitmentFacts> = {
  category: 'commitment',
  initialState: null,
  words: commitmentWords,
  // Whether a rewording changes anything, only the words can tell.
  reads: { RewordCommitment: ['CommitmentMade', 'CommitmentReworded'] },

  decide(command, commitment, facts) {
    if (command.type === 'MakeCommitment') {
      if (commitment) throw new DomainError('RULE', alreadyMade(command.data.reference?.trim()), 'reference');
      refuseUnknown(command, facts);
      return make(command, facts);
    }
    if (!commitment) throw new DomainError('NOT_FOUND', 'There is no such commitment.');
    refuseUnknown(command, facts);
    switch (command.type) {
      case 'RewordCommitment':
      case 'ChangeScope':
      case 'FileCommitment':
      case 'AppointLead':
      case 'ChangeContributors':
      case 'CarryForwardCommitment':
        return decideTerms(command, commitment, facts);
      case 'AgreeCommitment':
      case 'StartWork':
      case 'HoldCommitment':
      case 'ResumeCommitment':
      case 'ReopenCommitment':
      case 'WithdrawCommitment':
      case 'SupersedeCommitment':
        return decideLifecycle(command, commitment, facts);
      case 'SetTarget':
      case 'RequestTargetMove':
      case 'MoveTarget':
      case 'RefuseTargetMove':
      case 'RestateTarget':
        return decideTarget(command, commitment);
      case 'ReportProgress':
      case 'DeclareNothingToReport':
      case 'AssessRating':
      case 'RecordImpact':
      case 'AttachEvidence':
      case 'WithdrawEvidence':
        return decideProgress(command, commitment);
      case 'ReportCompletion':
      case 'SignOffCompletion':
      case 'RefuseCompletion':
        return decideCompletion(command, commitment, facts);
      case 'SubmitUpdate':
        return decideUpdate(command, commitment, facts);
    }
  },

  evolve,

  /** Their body leads, covers or contributes on the day they ask, or it belongs to one of their workstreams. */
  concerns(commitment, { body, workstreams, today }) {
    if (!commitment) return false;
    const { workstreamId } = commitment.filing;
    if (workstreamId !== null && workstreams.includes(workstreamId)) return true;
    const parties = [...answeringOn(commitment.appointments, today), ...commitment.contributors];
    return parties.some(({ name }) => isSameName(name, body));
  },

  objection,
};

const alreadyMade = (reference: string | null | undefined): string =>
  reference == null
    ? 'This commitment is on record already.'
    : `The commitment ${reference} is on record in this plan already.`;
