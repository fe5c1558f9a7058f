import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Sender } from '../auth/sender.js';
import type { Sender as SenderOf } from '../event-sourcing/messages.js';
import type { Reader } from '../event-sourcing/reader.js';
import { NameAnswers, type ListArgs, type OneArgs } from '../naming/naming.answers.js';
import { plans, type PlanAnswer, type Refreshed } from './plans.queries.js';

/** Answers what is asked about plans. */
@Resolver('Plan')
export class PlansResolver {
  constructor(private readonly answers: NameAnswers) {}

  @Query()
  plans(@Args() args: ListArgs, @Sender() sender: SenderOf) {
    return this.answers.list(plans, args, sender);
  }

  @Query()
  plan(@Args() { title, ...args }: Omit<OneArgs, 'name'> & { title?: string | null }, @Sender() sender: SenderOf) {
    return this.answers.one(plans, { ...args, name: title ?? null }, sender);
  }

  @ResolveField()
  versions(@Parent() { id, reader }: PlanAnswer) {
    return plans.versions(reader, id);
  }
}

/** Answers what refreshes of plans made of a commitment. */
@Resolver('Commitment')
export class RefreshedCommitmentsResolver {
  @ResolveField()
  refreshedInto(@Parent() { id, reader }: { readonly id: string; readonly reader: Reader }) {
    return plans.refreshed(reader, [id]);
  }
}

/** Answers which plan was refreshed. */
@Resolver('Refreshed')
export class RefreshedResolver {
  @ResolveField()
  plan(@Parent() { planId, together }: Refreshed) {
    return plans.byId(together.reader, planId);
  }
}
