import { Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Sender as SenderOf } from '../event-sourcing/messages.js';
import { Allowances } from './allowed.js';
import { Sender } from './sender.js';

/** Answers who the service takes the caller for, and what it lets them do. */
@Resolver('Me')
export class MeResolver {
  constructor(private readonly allowances: Allowances) {}

  @Query()
  me(@Sender() sender: SenderOf): SenderOf {
    return sender;
  }

  @ResolveField()
  mayDo(@Parent() sender: SenderOf): readonly string[] {
    return this.allowances.of(sender);
  }
}
