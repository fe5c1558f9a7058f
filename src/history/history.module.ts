import { Module } from '@nestjs/common';
import { seesNames } from '../auth/names.js';
import { neighbours } from '../commitments/commitments.module.js';
import { deciders } from '../deciders.js';
import { Ask } from '../event-sourcing/ask.js';
import { entryHandlers } from '../event-sourcing/command-handlers.js';
import { EraseWords, VoidEntry } from '../event-sourcing/entries.js';
import { mutationResolver, type Mutations } from '../graphql/mutations.js';
import { reporting } from '../meetings/meetings.reporting.queries.js';
import { nodeById } from '../nodes/nodes.queries.js';
import { ActivityResolver } from './activity.resolver.js';
import { EntriesOfPaperResolver, EntryResolver, historyResolvers, madeByResolvers } from './history.resolver.js';

const itsEntry = ({ entryId }: { readonly entryId: string }): string => entryId;

/** The mutations about entries of every history. */
export const entryMutations: Mutations = {
  // A payload shows the thing whose history the entry is in, whatever its kind.
  thing: 'node',
  commands: [VoidEntry, EraseWords],
  newId: { VoidEntry: itsEntry, EraseWords: itsEntry },
  find: (id, sender) =>
    new Ask((reader) => nodeById({ reader, neighbours, showsNames: seesNames(sender) }, id), sender),
};

/** The history of everything: entries, what takes them back, and what happens as it happens. */
@Module({
  providers: [
    ...entryHandlers(deciders, (reader, entryId) => reporting.settled(reader, entryId)),
    mutationResolver(entryMutations),
    ...historyResolvers,
    ...madeByResolvers,
    EntryResolver,
    EntriesOfPaperResolver,
    ActivityResolver,
  ],
})
export class HistoryModule {}
