import { Module } from '@nestjs/common';
import { bodies } from '../bodies/bodies.queries.js';
import { filedCommitments } from '../commitments/commitments.filed.queries.js';
import { Ask } from '../event-sourcing/ask.js';
import { commandHandlers } from '../event-sourcing/command-handlers.js';
import type { Sending } from '../event-sourcing/messages.js';
import { mutationResolver, type Mutations } from '../graphql/mutations.js';
import { askCommands, askId } from './ask.commands.js';
import { askDecider } from './ask.decider.js';
import { askFacts } from './asks.facts.js';
import { asks } from './asks.queries.js';
import { AsksOfCommitmentResolver, AsksResolver } from './asks.resolver.js';

/** The mutations of asks. */
export const askMutations: Mutations = {
  thing: 'ask',
  commands: askCommands,
  newId: { RaiseAsk: (_: object, { commandId }: Sending) => askId(commandId) },
  find: (id, sender) => new Ask((reader) => asks.byId(reader, id), sender),
};

const facts = askFacts({
  group: (reader, idOrName) => bodies.find(reader, idOrName),
  commitments: (reader, ids) => filedCommitments.known(reader, ids),
});

/** Asks: what groups of young people want of the council, what they were answered, and what came of it. */
@Module({
  providers: [
    ...commandHandlers(askDecider, askCommands, facts),
    mutationResolver(askMutations),
    AsksResolver,
    AsksOfCommitmentResolver,
  ],
})
export class AsksModule {}
