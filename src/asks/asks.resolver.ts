import { QueryBus } from '@nestjs/cqrs';
import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Sender } from '../auth/sender.js';
import { Config } from '../config.js';
import { Ask } from '../event-sourcing/ask.js';
import type { Sender as SenderOf } from '../event-sourcing/messages.js';
import type { Reader, Times } from '../event-sourcing/reader.js';
import { pageOf, type PageArgs } from '../graphql/connections.js';
import { Groups } from '../naming/groups.js';
import { asks, type AskFilter } from './asks.queries.js';

/** Answers what is asked about asks. */
@Resolver('Ask')
export class AsksResolver {
  constructor(
    private readonly queries: QueryBus,
    private readonly config: Config,
    private readonly groups: Groups,
  ) {}

  @Query('asks')
  list(@Args() args: PageArgs & Times & { readonly filter?: AskFilter | null }, @Sender() sender: SenderOf) {
    const page = pageOf(args, this.config.limits.page);
    const { filter } = args;
    const question = (reader: Reader) => {
      const group = this.groups.withIds(reader, filter?.group);
      return asks.list(reader, { ...filter, group }, page);
    };
    return this.queries.execute(new Ask(question, sender, args));
  }

  @Query('ask')
  one(@Args() { id, ...times }: Times & { readonly id: string }, @Sender() sender: SenderOf) {
    return this.queries.execute(new Ask((reader) => asks.byId(reader, id), sender, times));
  }
}

/** Answers which asks a commitment is linked to. */
@Resolver('Commitment')
export class AsksOfCommitmentResolver {
  @ResolveField()
  asks(@Parent() { id, reader }: { readonly id: string; readonly reader: Reader }) {
    return asks.ofCommitment(reader, id);
  }
}
