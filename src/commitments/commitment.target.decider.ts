import type { Day } from '../event-sourcing/days.js';
import { DomainError } from '../event-sourcing/errors.js';
import { refuseFuture } from '../event-sourcing/lifecycle-days.js';
import type { Decided } from '../event-sourcing/messages.js';
import type { CommitmentEvent } from './commitment.events.js';
import { authority, change, refuseEnded } from './commitment.rules.js';
import type { TargetShape } from './commitment.shapes.commands.js';
import type { Commitment } from './commitment.state.js';
import type { TargetCommand } from './commitment.target.commands.js';
import { isUnsaid, readTarget } from './commitment.target.reading.js';
import { isSameTarget, type TargetDate } from './target-date.js';

/**
 * The target date. House rule: its first day is set once; after that it moves only by request, reason and someone's
 * leave, also when it was moved to no day at all, so that no slippage is laundered.
 */
export const decideTarget = (command: TargetCommand, commitment: Commitment): readonly Decided<CommitmentEvent>[] => {
  const { target: current, wasDated, requested } = commitment;
  switch (command.type) {
    case 'SetTarget': {
      refuseSettled(commitment, 'set its date');
      if (wasDated)
        throw new DomainError('RULE', 'This commitment has a target date; ask for a move instead.', 'target');
      const target = newTarget(command.data.target, command.statedOn, current);
      return change(command, commitment, { type: 'TargetSet', data: { target } });
    }
    case 'RequestTargetMove': {
      refuseSettled(commitment, 'ask for another date');
      const target = newTarget(command.data.target, command.statedOn, current);
      if (requested && isSameTarget(requested, target)) {
        throw new DomainError('RULE', 'This date was asked for already and awaits an answer.', 'target');
      }
      return change(command, commitment, {
        type: 'TargetMoveRequested',
        data: { target, reason: command.data.reason },
      });
    }
    case 'MoveTarget': {
      refuseSettled(commitment, 'move its date');
      const from = dated(commitment);
      const { target, reason, allowedBy } = command.data;
      const to = target == null ? asked(requested) : newTarget(target, command.statedOn, from);
      return change(command, commitment, {
        type: 'TargetMoved',
        data: { from, to, reason, allowedBy: authority(allowedBy) },
      });
    }
    case 'RefuseTargetMove': {
      refuseEnded(commitment, 'answer a request for another date');
      if (!requested) throw new DomainError('RULE', 'Nobody has asked to move the date of this commitment.');
      const { reason, refusedBy } = command.data;
      return change(command, commitment, {
        type: 'TargetMoveRefused',
        data: { reason, refusedBy: authority(refusedBy) },
      });
    }
    case 'RestateTarget': {
      refuseEnded(commitment, 'restate its date');
      const target = newTarget(command.data.target, command.statedOn, dated(commitment));
      // What a paper printed on its day is a fact, however late its record comes.
      refuseFuture(command);
      return [{ type: 'TargetRestated', data: { target } }];
    }
  }
};

/** A date that is reported kept, or of a promise that has ended, is nobody's to move. */
const refuseSettled = (commitment: Commitment, wish: string): void => {
  refuseEnded(commitment, wish);
  if (commitment.standing.state !== 'COMPLETED') return;
  throw new DomainError(
    'RULE',
    `This commitment is reported complete; the completion has to be refused before you ${wish}.`,
  );
};

const dated = ({ target, wasDated }: Commitment): TargetDate => {
  if (target && wasDated) return target;
  throw new DomainError('RULE', 'This commitment has no target date yet; set one instead.', 'target');
};

/** The date that was asked for, which is allowed when no other is named. */
const asked = (requested: TargetDate | null): TargetDate => {
  if (requested) return requested;
  throw new DomainError('RULE', 'Nobody has asked to move the date of this commitment; name the new date.', 'target');
};

const newTarget = (told: TargetShape, statedOn: Day, current: TargetDate | null): TargetDate => {
  const target = readTarget(told, statedOn);
  if (isUnsaid(target)) throw new DomainError('INVALID', 'Say what the target is.', 'target.asWritten');
  if (current && isSameTarget(current, target)) {
    throw new DomainError('RULE', 'This is the target on record already.', 'target');
  }
  return target;
};
