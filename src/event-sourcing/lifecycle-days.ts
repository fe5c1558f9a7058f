import { effectiveDay, type Day, type DayRange } from './days.js';
import { DomainError } from './errors.js';
import type { Command } from './messages.js';

/** The day on which a command or a recorded event counts. */
export const dayOf = ({ occurredOn, statedOn }: { readonly occurredOn: DayRange; readonly statedOn: Day }): Day =>
  effectiveDay(occurredOn, statedOn);

/**
 * Nothing is recorded before it has happened, nor as stated before it happened. For facts, which may be back-dated.
 * Answers the day on which the command counts; throws `DomainError` INVALID that names both days.
 */
export const refuseFuture = (command: Command): Day => {
  const day = dayOf(command);
  const { occurredOn, statedOn, sender } = command;
  if (occurredOn.earliest !== null && occurredOn.latest !== null && occurredOn.earliest > occurredOn.latest) {
    throw new DomainError(
      'INVALID',
      `The first day, ${occurredOn.earliest}, lies after the last, ${occurredOn.latest}.`,
      'told.occurredOn',
    );
  }
  const earliest = occurredOn.earliest !== null && occurredOn.earliest > day ? occurredOn.earliest : day;
  if (earliest > sender.today) {
    throw new DomainError(
      'INVALID',
      `This is said to happen on ${earliest}, and today is ${sender.today}; record it once it has happened.`,
      'told.occurredOn',
    );
  }
  if (earliest > statedOn) {
    throw new DomainError(
      'INVALID',
      `This is said to have happened on ${earliest}, but was stated before that, on ${statedOn}; correct one of the two days.`,
      'told.occurredOn',
    );
  }
  return day;
};

/**
 * What changes a thing's life lies neither in the future nor before `lastDay`, the day of its last such change; the same
 * day is allowed. `null`: nothing has changed it yet. Answers the day on which the command counts; throws `DomainError`
 * INVALID that names both days.
 */
export const refuseOutOfOrder = (command: Command, lastDay: Day | null): Day => {
  const day = refuseFuture(command);
  if (lastDay !== null && day < lastDay) {
    throw new DomainError(
      'INVALID',
      `This is said to have happened on ${day}, before the last change on record, which was on ${lastDay}; give ${lastDay} or a later day, or void the change that was recorded wrongly.`,
      'told.occurredOn',
    );
  }
  return day;
};
