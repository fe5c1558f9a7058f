import type { Day } from '../event-sourcing/days.js';
import { DomainError } from '../event-sourcing/errors.js';
import { refuseFuture } from '../event-sourcing/lifecycle-days.js';
import type { Decided } from '../event-sourcing/messages.js';
import type { CommitmentEvent } from './commitment.events.js';
import { authority, change, refuseEnded } from './commitment.rules.js';
import type { TargetShape } from './commitment.shapes.commands.js';
import { isDated, type Commitment } from './commitment.state.js';
import type { TargetCommand } from './commitment.target.commands.js';
import { parseTargetDate, type TargetDate, type TargetPrecision } from './target-date.js';

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
      const { reason, allowedBy } = command.data;
      const to = newTarget(command.data.target, command.statedOn, from);
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

const newTarget = (told: TargetShape, statedOn: Day, current: TargetDate | null): TargetDate => {
  const target = readTarget(told, statedOn);
  if (isUnsaid(target)) throw new DomainError('INVALID', 'Say what the target is.', 'target.asWritten');
  if (current && isSameTarget(current, target)) {
    throw new DomainError('RULE', 'This is the target on record already.', 'target');
  }
  return target;
};

/** Does a target say nothing at all: no words, no days, no precision? */
export const isUnsaid = (target: TargetDate): boolean =>
  target.precision === 'NONE' && target.asWritten.trim() === '' && !isDated(target);

/** The same days, or, where there are none, the same words. */
const isSameTarget = (a: TargetDate, b: TargetDate): boolean =>
  isDated(a) || isDated(b)
    ? a.earliest === b.earliest && a.latest === b.latest
    : a.precision === b.precision && a.asWritten.trim() === b.asWritten.trim();

const NAMES_NO_DAY: ReadonlySet<TargetPrecision> = new Set(['NONE', 'TBC', 'UNPARSED']);
const MAY_NAME_NO_DAY: ReadonlySet<TargetPrecision> = new Set([...NAMES_NO_DAY, 'ONGOING', 'RECURRING', 'CONDITIONAL']);

/**
 * The target that was meant: read from its words, as they would be understood on the day they were stated, except where
 * days or a precision were given, which win. Throws INVALID when those contradict one another.
 */
export const readTarget = (told: TargetShape, statedOn: Day): TargetDate => {
  const asWritten = told.asWritten ?? '';
  const read = parseTargetDate(asWritten, statedOn);
  const { earliest, latest } = { earliest: told.earliest ?? null, latest: told.latest ?? null };
  if (earliest === null && latest === null) {
    const precision = told.precision ?? read.precision;
    if (NAMES_NO_DAY.has(precision)) return { asWritten, earliest, latest, precision };
    if (isDated(read) || MAY_NAME_NO_DAY.has(precision)) return { ...read, precision };
    throw new DomainError('INVALID', 'A target this exact needs its first or its last day.', 'target.latest');
  }

  if (earliest !== null && latest !== null && earliest > latest) {
    throw new DomainError(
      'INVALID',
      `The target begins on ${earliest}, after its last day, ${latest}.`,
      'target.latest',
    );
  }
  const precision = told.precision ?? (earliest === latest ? 'DAY' : read.precision);
  if (NAMES_NO_DAY.has(precision)) {
    throw new DomainError('INVALID', 'Say how exact the days of the target are, such as MONTH.', 'target.precision');
  }
  return { asWritten, earliest, latest, precision };
};
