import { Args, Query, Resolver } from '@nestjs/graphql';
import { Sender } from '../auth/sender.js';
import type { Sender as SenderOf } from '../event-sourcing/messages.js';
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
