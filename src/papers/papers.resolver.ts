import { Args, Context, Query, Resolver } from '@nestjs/graphql';
import { Sender } from '../auth/sender.js';
import { DomainError } from '../event-sourcing/errors.js';
import type { Sender as SenderOf } from '../event-sourcing/messages.js';
import type { GraphqlContext } from '../graphql/context.js';
import type { PaperCheck } from './papers.check.js';
import { PaperChecks, type Checking } from './papers.checks.js';
import { paperOf } from './papers.files.js';

interface CheckArgs extends Checking {
  readonly text: string;
}

/** Checks draft papers that come as text. */
@Resolver()
export class PapersResolver {
  constructor(private readonly checks: PaperChecks) {}

  @Query()
  async checkPaper(
    @Args() { text, ...checking }: CheckArgs,
    @Sender() sender: SenderOf,
    @Context() context: GraphqlContext,
  ): Promise<PaperCheck> {
    this.checks.refuseOthers(sender);
    if (context.req.method !== 'POST') {
      throw new DomainError('INVALID', 'Send a paper by POST: addresses are written down on their way.', 'text');
    }
    context.answer?.keepNot();
    return this.checks.check(paperOf(text), checking, sender);
  }
}
