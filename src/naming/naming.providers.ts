import type { Provider } from '@nestjs/common';
import { Ask } from '../event-sourcing/ask.js';
import { commandHandlers } from '../event-sourcing/command-handlers.js';
import type { Decider } from '../event-sourcing/decider.js';
import type { Command, CommandClass, DomainEvent } from '../event-sourcing/messages.js';
import { mutationResolver, type Mutations } from '../graphql/mutations.js';
import { NameAnswers, type NameQuestions } from './naming.answers.js';
import type { Named, NamingFacts } from './naming.js';
import type { Noun } from './naming.projection.js';
import { namesOfOthers } from './naming.queries.js';

/** One kind of thing with names, as a module puts it together. */
export interface NamedKind<C extends Command, E extends DomainEvent> {
  readonly noun: Noun;
  readonly decider: Decider<Named | null, C, E, NamingFacts>;
  readonly commands: readonly CommandClass[];
  /** The command that founds one. */
  readonly founding: CommandClass;
  /** The id that follows from the name it is founded under. */
  readonly idOf: (name: string) => string;
  readonly questions: Pick<NameQuestions<object>, 'byId'>;
}

/** The mutations of a kind. */
export const namedMutations = <C extends Command, E extends DomainEvent>(kind: NamedKind<C, E>): Mutations => {
  const { noun, commands, founding, idOf, questions } = kind;
  return {
    thing: noun.one,
    commands,
    newId: { [founding.name]: ({ name }: { name: string }) => idOf(name) },
    find: (id, sender) => new Ask((reader) => questions.byId(reader, id), sender),
  };
};

/** What answers the commands and mutations of a kind, and the questions about it. */
export const namedProviders = <C extends Command, E extends DomainEvent>(kind: NamedKind<C, E>): Provider[] => {
  const { noun, decider, commands } = kind;
  return [
    ...commandHandlers(decider, commands, (reader, command) => ({
      namesOfOthers: givesNames(command) ? namesOfOthers(reader, noun, command.id) : [],
    })),
    mutationResolver(namedMutations(kind)),
    NameAnswers,
  ];
};

/** The other commands are decided without the names of others, however many there are. */
const givesNames = ({ data }: Command): boolean => 'name' in data || 'alias' in data;
