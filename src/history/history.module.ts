import { Module } from '@nestjs/common';
import { deciders } from '../deciders.js';
import { entryHandlers } from '../event-sourcing/command-handling.js';
import { EraseWords, VoidEntry } from '../event-sourcing/entries.js';
import { mutationResolver, type Mutations } from '../graphql/mutations.js';
import { ActivityResolver } from './activity.resolver.js';
import { entryAsked, EntryResolver, historyResolvers } from './history.resolver.js';

const itsEntry = ({ entryId }: { readonly entryId: string }): string => entryId;

/** The mutations about entries of every history. */
export const entryMutations: Mutations = {
  thing: 'entry',
  commands: [VoidEntry, EraseWords],
  newId: { VoidEntry: itsEntry, EraseWords: itsEntry },
  find: (id, sender) => entryAsked(id, sender),
};

/** The history of everything: entries, what takes them back, and what happens as it happens. */
@Module({
  providers: [
    ...entryHandlers(deciders),
    mutationResolver(entryMutations),
    ...historyResolvers,
    EntryResolver,
    ActivityResolver,
  ],
})
export class HistoryModule {}
