import { derivedId } from './identity.js';
import { recorder, type Command, type Decided, type DomainEvent, type NewEvent, type Position } from './messages.js';

/** The id of a command's nth event, from 0: a command sent again would append the same. */
export const eventId = (commandId: string, index: number): string => derivedId('event', commandId, String(index));

/** What the decider answered, as events about to be sealed and stored. */
export const envelop = (
  command: Command,
  events: readonly Decided<DomainEvent>[],
  factsAt: Position | undefined,
): Omit<NewEvent, 'commandDigest'>[] => {
  const { commandId, told, correlationId, causationId } = command.sending;
  return events.map(({ type, data, occurredOn, statedOn }, index) => ({
    id: eventId(commandId, index),
    type,
    data,
    schemaVersion: 1,
    occurredOn: occurredOn ?? command.occurredOn,
    statedOn: statedOn ?? command.statedOn,
    source: told?.source ?? null,
    basis: told?.basis ?? 'STATED',
    statedBy: command.statedBy,
    recordedBy: recorder(command.sender),
    recorderId: command.sender.id,
    commandId,
    correlationId: correlationId ?? commandId,
    causationId: causationId ?? null,
    ...(factsAt === undefined ? {} : { factsAt }),
  }));
};
