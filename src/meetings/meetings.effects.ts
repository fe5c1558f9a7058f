import {
  AgreeCommitment,
  MoveTarget,
  RefuseCompletion,
  RefuseTargetMove,
  ReopenCommitment,
  SignOffCompletion,
  SupersedeCommitment,
  WithdrawCommitment,
} from '../commitments/commitment.commands.js';
import type { Authority } from '../commitments/commitment.events.js';
import type { Command, Sending } from '../event-sourcing/messages.js';
import type { DecisionEffect } from './meeting.events.js';

/** By whom an effect was decided, and why. */
export interface Ground {
  readonly decidedBy: Authority;
  readonly reason: string;
}

/** The command that carries an effect out: the same one that people send. */
export const commandFor = (
  { kind, commitmentId: id, target, evidenceIds, successorIds = [], youngPeopleTold }: DecisionEffect,
  { decidedBy, reason }: Ground,
  sending: Sending,
): Command => {
  switch (kind) {
    case 'AGREE':
      return new AgreeCommitment(id, { decidedBy }, sending);
    case 'WITHDRAW':
      return new WithdrawCommitment(id, { decidedBy, reason, youngPeopleTold }, sending);
    case 'ALLOW_TARGET_MOVE':
      return new MoveTarget(id, { target: target && asAsked(target), reason, allowedBy: decidedBy }, sending);
    case 'REFUSE_TARGET_MOVE':
      return new RefuseTargetMove(id, { reason, refusedBy: decidedBy }, sending);
    case 'SIGN_OFF':
      return new SignOffCompletion(id, { decidedBy, ...(evidenceIds ? { evidenceIds } : { waiver: reason }) }, sending);
    case 'REFUSE_COMPLETION':
      return new RefuseCompletion(id, { decidedBy, reason }, sending);
    case 'SUPERSEDE':
      return new SupersedeCommitment(id, { successorIds }, sending);
    case 'REOPEN':
      return new ReopenCommitment(id, { decidedBy, reason }, sending);
  }
};

/** Whether its year was inferred is for the commitment to find out. */
const asAsked = ({ asWritten, earliest, latest, precision }: NonNullable<DecisionEffect['target']>) => ({
  asWritten,
  earliest,
  latest,
  precision,
});
