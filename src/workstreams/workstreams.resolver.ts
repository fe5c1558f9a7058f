import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Sender } from '../auth/sender.js';
import type { Sender as SenderOf } from '../event-sourcing/messages.js';
import { Reads } from '../event-sourcing/reads.js';
import { NameAnswers, type ListArgs, type OneArgs } from '../naming/naming.answers.js';
import { workstreams } from './workstreams.queries.js';

/** Answers what is asked about workstreams. */
@Resolver('Workstream')
export class WorkstreamsResolver {
  constructor(private readonly answers: NameAnswers) {}

  @Query()
  workstreams(@Args() args: ListArgs, @Sender() sender: SenderOf) {
    return this.answers.list(workstreams, args, sender);
  }

  @Query()
  workstream(@Args() args: OneArgs, @Sender() sender: SenderOf) {
    return this.answers.one(workstreams, args, sender);
  }
}

/** Answers which workstreams the caller works in. */
@Resolver('Me')
export class MyWorkstreamsResolver {
  constructor(private readonly reads: Reads) {}

  @ResolveField()
  worksIn(@Parent() { workstreams: ids, today }: SenderOf) {
    return workstreams.byIds(this.reads.now(today), ids);
  }
}
