import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Sender } from '../auth/sender.js';
import { Config } from '../config.js';
import type { Sender as SenderOf } from '../event-sourcing/messages.js';
import { pageOf, type PageArgs } from '../graphql/connections.js';
import { NameAnswers, type ListArgs, type OneArgs } from '../naming/naming.answers.js';
import { programmes, type ProgrammeAnswer } from './programmes.queries.js';

/** Answers what is asked about programmes. */
@Resolver('Programme')
export class ProgrammesResolver {
  constructor(
    private readonly answers: NameAnswers,
    private readonly config: Config,
  ) {}

  @Query()
  programmes(@Args() args: ListArgs, @Sender() sender: SenderOf) {
    return this.answers.list(programmes, args, sender);
  }

  @Query()
  programme(@Args() args: OneArgs, @Sender() sender: SenderOf) {
    return this.answers.one(programmes, args, sender);
  }

  @ResolveField()
  activities(@Parent() programme: ProgrammeAnswer, @Args() args: PageArgs) {
    return programmes.activities(programme.reader, programme.id, pageOf(args, this.config.limits.page));
  }
}
