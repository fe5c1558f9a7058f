import { QueryBus } from '@nestjs/cqrs';
import { Args, Query, Resolver } from '@nestjs/graphql';
import { seesNames } from '../auth/names.js';
import { Sender } from '../auth/sender.js';
import { Neighbours } from '../commitments/commitments.queries.js';
import { Config } from '../config.js';
import { Ask } from '../event-sourcing/ask.js';
import type { Sender as SenderOf } from '../event-sourcing/messages.js';
import type { Times } from '../event-sourcing/reader.js';
import { pageOf, type PageArgs } from '../graphql/connections.js';
import { slippage, type SlippageAsked } from './slippage.queries.js';

/** Answers which promises did not keep their date. */
@Resolver()
export class SlippageResolver {
  constructor(
    private readonly queries: QueryBus,
    private readonly neighbours: Neighbours,
    private readonly config: Config,
  ) {}

  @Query('slippage')
  slippage(@Args() args: SlippageAsked & PageArgs & Times, @Sender() sender: SenderOf) {
    const page = pageOf(args, this.config.limits.page);
    const { neighbours } = this;
    const showsNames = seesNames(sender);
    return this.queries.execute(
      new Ask((reader) => slippage.list({ reader, neighbours, showsNames }, args, page), sender, args),
    );
  }
}
