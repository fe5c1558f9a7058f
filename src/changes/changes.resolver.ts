import { Inject } from '@nestjs/common';
import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { seesNames } from '../auth/names.js';
import { Sender } from '../auth/sender.js';
import { Neighbours, type Reading } from '../commitments/commitments.queries.js';
import { Config } from '../config.js';
import type { Sender as SenderOf } from '../event-sourcing/messages.js';
import type { AnyProjection } from '../event-sourcing/projection.js';
import { PROJECTIONS } from '../event-sourcing/projector.js';
import { Reads } from '../event-sourcing/reads.js';
import { pageOf, type Connection, type PageArgs } from '../graphql/connections.js';
import {
  changes,
  endOf,
  type Asked,
  type ChangedCommitment,
  type ChangeFilter,
  type ChangePoint,
} from './changes.queries.js';

interface ChangesArgs extends Pick<PageArgs, 'first' | 'after'> {
  readonly from: ChangePoint;
  readonly to?: ChangePoint | null;
  readonly filter?: ChangeFilter | null;
  readonly minPosition?: string | null;
}

/** What was asked, and the page of it. */
interface ChangesAnswer {
  readonly asked: Asked;
  readonly reading: Reading;
  readonly page: Connection<ChangedCommitment>;
}

/** Answers what changed between two ends. */
@Resolver('ChangeConnection')
export class ChangesResolver {
  readonly #projection: AnyProjection;

  constructor(
    private readonly reads: Reads,
    private readonly neighbours: Neighbours,
    private readonly config: Config,
    @Inject(PROJECTIONS) projections: readonly AnyProjection[],
  ) {
    this.#projection = projections.find(({ category }) => category === 'commitment') as AnyProjection;
  }

  @Query('changes')
  async changes(@Args() args: ChangesArgs, @Sender() sender: SenderOf): Promise<ChangesAnswer> {
    const wanted = pageOf(args, this.config.limits.page);
    const { reads, neighbours } = this;
    const reader = await reads.at({ minPosition: args.minPosition }, sender.today);
    const reading = { reader, neighbours, showsNames: seesNames(sender) };
    const lastKnown = (instant: string) => reads.lastKnown(instant);
    const window = changes.between({ reader, lastKnown }, args.from, args.to);
    const asked = { window, filter: args.filter ?? {} };
    return { asked, reading, page: await changes.page(reading, asked, wanted, this.#projection) };
  }

  @ResolveField()
  from(@Parent() { asked, reading }: ChangesAnswer) {
    return endOf(reading.reader, asked.window, 'from');
  }

  @ResolveField()
  to(@Parent() { asked, reading }: ChangesAnswer) {
    return endOf(reading.reader, asked.window, 'to');
  }

  @ResolveField()
  counts(@Parent() { asked, reading }: ChangesAnswer) {
    return changes.counts(reading.reader, asked);
  }

  @ResolveField()
  totalCount(@Parent() { asked, reading }: ChangesAnswer) {
    return changes.total(reading.reader, asked);
  }

  @ResolveField()
  nodes(@Parent() { page }: ChangesAnswer) {
    return page.nodes;
  }

  @ResolveField()
  edges(@Parent() { page }: ChangesAnswer) {
    return page.edges;
  }

  @ResolveField()
  pageInfo(@Parent() { page }: ChangesAnswer) {
    return page.pageInfo;
  }
}

/** Answers the events behind the changes of a commitment. */
@Resolver('CommitmentChanges')
export class CommitmentChangesResolver {
  constructor(private readonly config: Config) {}

  @ResolveField()
  entries(@Parent() changed: ChangedCommitment, @Args() args: Pick<PageArgs, 'first'>) {
    return changed.entries(pageOf(args, this.config.limits.page).size);
  }
}
