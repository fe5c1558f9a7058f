import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Sender } from '../auth/sender.js';
import { Config } from '../config.js';
import type { Sender as SenderOf } from '../event-sourcing/messages.js';
import type { Reader, Times } from '../event-sourcing/reader.js';
import { Reads } from '../event-sourcing/reads.js';
import { pageOf, type PageArgs } from '../graphql/connections.js';
import { decisions, type DecisionAnswer, type DecisionFilter } from './meetings.decisions.queries.js';
import { meetings } from './meetings.queries.js';

type ListArgs = PageArgs & { readonly filter?: DecisionFilter | null };

/** Answers what is asked about decisions. */
@Resolver('Decision')
export class DecisionsResolver {
  constructor(
    private readonly reads: Reads,
    private readonly config: Config,
  ) {}

  @Query('decisions')
  async list(@Args() args: ListArgs & Times, @Sender() sender: SenderOf) {
    const page = pageOf(args, this.config.limits.page);
    return decisions.list(await this.reads.at(args, sender.today), args.filter ?? {}, page);
  }

  @Query()
  async decision(@Args() { id, ...times }: Times & { readonly id: string }, @Sender() sender: SenderOf) {
    return decisions.byId(await this.reads.at(times, sender.today), id);
  }

  @ResolveField()
  meeting(@Parent() { meetingId, reader }: DecisionAnswer) {
    return meetings.byId(reader, meetingId);
  }
}

/** What decisions hang on: a type of the contract, and the condition that narrows them to one of it. */
const DECIDED_IN = { Meeting: 'meeting', Commitment: 'commitment' } as const;

/** Leads from meetings and commitments to the decisions that belong to them. */
export const decidedResolvers = (Object.keys(DECIDED_IN) as (keyof typeof DECIDED_IN)[]).map((type) => {
  @Resolver(type)
  class DecidedResolver {
    constructor(private readonly config: Config) {}

    @ResolveField('decisions')
    decided(@Parent() { id, reader }: { readonly id: string; readonly reader: Reader }, @Args() args: ListArgs) {
      const asked = args.filter?.[DECIDED_IN[type]];
      const here = asked == null || asked.includes(id) ? [id] : [];
      return decisions.list(
        reader,
        { ...args.filter, [DECIDED_IN[type]]: here },
        pageOf(args, this.config.limits.page),
      );
    }
  }
  return DecidedResolver;
});
