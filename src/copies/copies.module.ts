import { Module } from '@nestjs/common';
import { Ask } from '../event-sourcing/ask.js';
import { commandHandlers } from '../event-sourcing/command-handlers.js';
import { mutationResolver, type Mutations } from '../graphql/mutations.js';
import { Erasures } from './copies.erasures.js';
import { copies } from './copies.queries.js';
import { CopiesResolver, ErasureOnCopyResolver, ErasuresResolver } from './copies.resolver.js';
import { copyCommands } from './copy.commands.js';
import { copyDecider } from './copy.decider.js';

/** The mutations of copies of the service. */
export const copyMutations: Mutations = {
  thing: 'copy',
  commands: copyCommands,
  find: (id, sender) => new Ask((reader) => copies.byId(reader, id), sender),
};

/** The copies of the service beside one log, and what erasures have reached. */
@Module({
  providers: [
    ...commandHandlers(copyDecider, copyCommands),
    mutationResolver(copyMutations),
    Erasures,
    ErasuresResolver,
    ErasureOnCopyResolver,
    CopiesResolver,
  ],
})
export class CopiesModule {}
