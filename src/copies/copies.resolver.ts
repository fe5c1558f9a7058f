import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Sender } from '../auth/sender.js';
import type { Sender as SenderOf } from '../event-sourcing/messages.js';
import type { Times } from '../event-sourcing/reader.js';
import type { PageArgs } from '../graphql/connections.js';
import { Erasures, type ErasureAnswer } from './copies.erasures.js';
import type { CopyAnswer } from './copies.queries.js';

/** Answers whether erased words are gone everywhere. */
@Resolver('Erasure')
export class ErasuresResolver {
  constructor(private readonly erasures: Erasures) {}

  @Query('erasure')
  erasure(
    @Args() { entryId, ...times }: { readonly entryId: string } & Pick<Times, 'minPosition'>,
    @Sender() sender: SenderOf,
  ) {
    return this.erasures.of(entryId, times, sender);
  }

  @Query('openErasures')
  openErasures(@Args() args: PageArgs & Pick<Times, 'minPosition'>, @Sender() sender: SenderOf) {
    return this.erasures.open(args, sender);
  }

  @ResolveField()
  async key(@Parent() erasure: ErasureAnswer) {
    return (await this.erasures.isDestroyed(erasure)) ? 'DESTROYED' : 'NOT_YET_DESTROYED';
  }

  @ResolveField()
  isGoneEverywhere(@Parent() erasure: ErasureAnswer) {
    return this.erasures.isGoneEverywhere(erasure);
  }
}

/** Answers whether an erasure has reached a copy. */
@Resolver('ErasureOnCopy')
export class ErasureOnCopyResolver {
  @ResolveField()
  hasRebuilt(@Parent() { rebuiltAt }: ErasureAnswer['copies'][number]) {
    return rebuiltAt !== null;
  }
}

/** Answers what is said of a copy of the service. */
@Resolver('ServiceCopy')
export class CopiesResolver {
  @ResolveField()
  isRetired(@Parent() { retiredAt }: CopyAnswer) {
    return retiredAt !== null;
  }
}
