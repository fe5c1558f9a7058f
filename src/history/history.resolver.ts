import type { Type } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { seesNames } from '../auth/names.js';
import { Sender } from '../auth/sender.js';
import { Config } from '../config.js';
import { Ask } from '../event-sourcing/ask.js';
import type { Sender as SenderOf } from '../event-sourcing/messages.js';
import type { Reader, Times } from '../event-sourcing/reader.js';
import { pageOf, type Connection, type PageArgs } from '../graphql/connections.js';
import { entriesCiting } from './history.papers.queries.js';
import { entriesById, historyOf, type HistoryEntry, type HistoryFilter } from './history.queries.js';

/** Any answer whose history can be asked: the stream it was folded from, and where it was read. */
interface WithHistory {
  readonly stream: string;
  readonly reader: Reader;
}

/** The types of the contract that have a history. */
const TYPES = ['Commitment', 'Plan', 'Workstream', 'Programme', 'Body', 'Meeting', 'Feedback', 'Ask'] as const;

/** Answers the history of every kind of thing, at the times at which the thing itself was read. */
export const historyResolvers: readonly Type[] = TYPES.map((type) => {
  @Resolver(type)
  class HistoryOfThing {
    constructor(private readonly config: Config) {}

    @ResolveField()
    history(
      @Parent() { stream, reader }: WithHistory,
      @Args() args: HistoryFilter & PageArgs,
      @Sender() sender: SenderOf,
    ): Connection<HistoryEntry> {
      const page = pageOf(args, this.config.limits.page);
      return historyOf({ reader, showsNames: seesNames(sender) }, stream, args, page);
    }
  }
  return HistoryOfThing;
});

/** Answers what a paper says: the entries that cite it. */
@Resolver('Paper')
export class EntriesOfPaperResolver {
  constructor(private readonly config: Config) {}

  @ResolveField()
  entries(
    @Parent() { citedAs, reader }: { readonly citedAs: string | null; readonly reader: Reader },
    @Args() args: PageArgs,
    @Sender() sender: SenderOf,
  ): Connection<HistoryEntry> {
    const page = pageOf(args, this.config.limits.page);
    return entriesCiting({ reader, showsNames: seesNames(sender) }, citedAs, page);
  }
}

/** Answers single entries. */
@Resolver()
export class EntryResolver {
  constructor(private readonly queries: QueryBus) {}

  @Query()
  entry(@Args() { id, ...times }: Times & { readonly id: string }, @Sender() sender: SenderOf) {
    return this.queries.execute(
      new Ask((reader) => entriesById({ reader, showsNames: seesNames(sender) }, [id])[0] ?? null, sender, times),
    );
  }
}

/** The types of the contract that one entry made what they are. */
const MADE_BY_AN_ENTRY = ['Decision', 'DecisionVersion', 'DecisionEffect'] as const;

/** Answers which entry made something what it is. */
export const madeByResolvers: readonly Type[] = MADE_BY_AN_ENTRY.map((type) => {
  @Resolver(type)
  class MadeByAnEntry {
    @ResolveField()
    entry(
      @Parent()
      { entryId, together }: { readonly entryId: string | null; readonly together: Pick<WithHistory, 'reader'> },
      @Sender() sender: SenderOf,
    ) {
      const reading = { reader: together.reader, showsNames: seesNames(sender) };
      return entryId === null ? null : (entriesById(reading, [entryId])[0] ?? null);
    }
  }
  return MadeByAnEntry;
});
