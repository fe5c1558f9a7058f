import { DomainError } from '../event-sourcing/errors.js';
import { dayOf } from '../event-sourcing/lifecycle-days.js';
import type { Decided } from '../event-sourcing/messages.js';
import type { CommitmentEvent } from './commitment.events.js';
import type { LifecycleCommand } from './commitment.lifecycle.commands.js';
import { authority, change, refuseInClosed, stated, type CommitmentFacts } from './commitment.rules.js';
import type { Commitment } from './commitment.state.js';

/** The life of a commitment, its completion apart: the table of states decides, and each change says why or by whom. */
export const decideLifecycle = (
  command: LifecycleCommand,
  commitment: Commitment,
  facts: CommitmentFacts,
): readonly Decided<CommitmentEvent>[] => {
  switch (command.type) {
    case 'AgreeCommitment': {
      const decidedBy = authority(command.data.decidedBy);
      return change(command, commitment, { type: 'CommitmentAgreed', data: { decidedBy } });
    }
    case 'StartWork':
      return change(command, commitment, { type: 'WorkStarted', data: {} });

    case 'HoldCommitment': {
      const { reason, reviewOn } = command.data;
      const held = change(command, commitment, { type: 'CommitmentHeld', data: { reason, reviewOn } });
      const day = dayOf(command);
      if (reviewOn <= day) {
        throw new DomainError(
          'INVALID',
          `It is put on hold on ${day}; give a later day to look at it again.`,
          'reviewOn',
        );
      }
      return held;
    }
    case 'ResumeCommitment':
      return change(command, commitment, { type: 'CommitmentResumed', data: { reason: command.data.reason } });

    case 'ReopenCommitment': {
      const { decidedBy, reason } = command.data;
      const reopened = change(command, commitment, {
        type: 'CommitmentReopened',
        data: { decidedBy: authority(decidedBy), reason },
      });
      refuseInClosed(commitment.filing.partOf, facts);
      return reopened;
    }
    case 'WithdrawCommitment': {
      const { decidedBy, reason, youngPeopleTold } = command.data;
      return change(command, commitment, {
        type: 'CommitmentWithdrawn',
        data: { decidedBy: authority(decidedBy), reason, ...stated({ youngPeopleTold }) },
      });
    }
    case 'SupersedeCommitment': {
      const successorIds = [...new Set(command.data.successorIds)];
      if (successorIds.length === 0) {
        throw new DomainError('INVALID', 'Name at least one commitment that replaces this one.', 'successorIds');
      }
      if (successorIds.includes(command.id)) {
        throw new DomainError('INVALID', 'A commitment cannot replace itself.', 'successorIds');
      }
      // Otherwise two promises could replace each other, and nobody would owe either.
      if (successorIds.some((id) => facts.states[id] === 'SUPERSEDED')) {
        throw new DomainError(
          'RULE',
          'A commitment named here was superseded itself; name the one that replaced it.',
          'successorIds',
        );
      }
      return change(command, commitment, { type: 'CommitmentSuperseded', data: { successorIds } });
    }
  }
};
