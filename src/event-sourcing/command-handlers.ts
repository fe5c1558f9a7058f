import type { Type } from '@nestjs/common';
import { CommandHandler } from '@nestjs/cqrs';
import type { AnyDecider } from './admission.js';
import {
  CommandHandling,
  type FactsAt,
  type FactsOf,
  type GatherFacts,
  type Outcome,
  type Settled,
} from './command-handling.js';
import type { Decider } from './decider.js';
import { EraseWords, VoidEntry, type EntryCommand } from './entries.js';
import type { Command, CommandClass, DomainEvent } from './messages.js';

/** One Nest command handler per command of a decider. */
export const commandHandlers = <State, C extends Command, E extends DomainEvent, Facts = undefined>(
  decider: Decider<State, C, E, Facts>,
  commands: readonly CommandClass[],
  gather?: GatherFacts<C, Facts>,
  at?: FactsAt<C>,
): Type[] =>
  commands.map((commandClass) => {
    @CommandHandler(commandClass)
    class DeciderHandler {
      constructor(private readonly handling: CommandHandling) {}

      execute(command: C): Promise<Outcome> {
        return this.handling.execute(
          command,
          commandClass,
          decider,
          gather && ({ gather, at } as FactsOf<Command, unknown>),
        );
      }
    }
    return DeciderHandler;
  });

/** The handlers of the commands that every stream understands. */
export const entryHandlers = (deciders: readonly AnyDecider[], settled: Settled = () => undefined): Type[] => {
  const byCategory = new Map(deciders.map((decider) => [decider.category, decider]));
  return [VoidEntry, EraseWords].map((commandClass) => {
    @CommandHandler(commandClass)
    class EntryHandler {
      constructor(private readonly handling: CommandHandling) {}

      execute(command: EntryCommand): Promise<Outcome> {
        return this.handling.executeOnEntry(command, commandClass, byCategory, settled);
      }
    }
    return EntryHandler;
  });
};
