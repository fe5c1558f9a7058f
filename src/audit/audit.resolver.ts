import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { seesNames } from '../auth/names.js';
import { Sender } from '../auth/sender.js';
import { Neighbours } from '../commitments/commitments.queries.js';
import { Config } from '../config.js';
import type { Sender as SenderOf } from '../event-sourcing/messages.js';
import type { Times } from '../event-sourcing/reader.js';
import { Reads } from '../event-sourcing/reads.js';
import { pageOf, type PageArgs } from '../graphql/connections.js';
import { Audit, type AuditArgs } from './audit.queries.js';

/** A question of the catalogue, and how to count what all of them find. */
interface CataloguedQuestion {
  readonly name: string;
  readonly counts: () => Promise<ReadonlyMap<string, number>>;
}

/** Answers the standing audit. */
@Resolver('AuditQuestion')
export class AuditResolver {
  constructor(
    private readonly reads: Reads,
    private readonly audit: Audit,
    private readonly neighbours: Neighbours,
    private readonly config: Config,
  ) {}

  @Query('auditQuestions')
  auditQuestions(@Args() args: AuditArgs & Times, @Sender() sender: SenderOf) {
    let counts: Promise<ReadonlyMap<string, number>> | undefined;
    const counted = async () => this.audit.counts(await this.reads.at(args, sender.today), args);
    return this.audit.questions.map(({ name, sentence, period }) => ({
      ...{ name, sentence, period },
      // Counted once for all questions, and only where it is selected.
      counts: () => (counts ??= counted()),
    }));
  }

  @ResolveField()
  async count(@Parent() { name, counts }: CataloguedQuestion): Promise<number> {
    return (await counts()).get(name) ?? 0;
  }

  @Query('auditQuestion')
  auditQuestion(
    @Args() { name, ...args }: AuditArgs & Times & Pick<PageArgs, 'first' | 'after'> & { readonly name: string },
    @Sender() sender: SenderOf,
  ) {
    const { neighbours } = this;
    const showsNames = seesNames(sender);
    const read = async () => ({ reader: await this.reads.at(args, sender.today), neighbours, showsNames });
    return this.audit.page(read, name, args, pageOf(args, this.config.limits.page));
  }
}
