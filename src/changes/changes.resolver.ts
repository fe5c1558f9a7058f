import { Inject } from '@nestjs/common';
import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { seesNames } from '../auth/names.js';
import { Sender } from '../auth/sender.js';
import { Neighbours } from '../commitments/commitments.queries.js';
import { Config } from '../config.js';
import { DomainError } from '../event-sourcing/errors.js';
import type { Sender as SenderOf } from '../event-sourcing/messages.js';
import type { AnyProjection } from '../event-sourcing/projection.js';
import { PROJECTIONS } from '../event-sourcing/projector.js';
import type { Reader } from '../event-sourcing/reader.js';
import { Reads } from '../event-sourcing/reads.js';
import { pageOf, type Connection, type PageArgs } from '../graphql/connections.js';
import { closings } from '../meetings/meetings.closings.queries.js';
import {
  changes,
  endOf,
  type Asked,
  type ChangedCommitment,
  type ChangeEnd,
  type ChangeFilter,
  type ChangePoint,
} from './changes.queries.js';

interface ChangesArgs extends Pick<PageArgs, 'first' | 'after'> {
  readonly from: ChangePoint;
  readonly to?: ChangePoint | null;
  readonly filter?: ChangeFilter | null;
  readonly minPosition?: string | null;
}

interface SinceMeetingArgs extends Omit<ChangesArgs, 'from' | 'to'> {
  readonly bodyId: string;
}

/** A page of what changed; what takes a walk of its own is resolved when it is asked for. */
class ChangesAnswer {
  #from: ChangeEnd | undefined;
  #to: ChangeEnd | undefined;

  constructor(
    readonly asked: Asked,
    readonly reader: Reader,
    private readonly page: Connection<ChangedCommitment>,
  ) {}

  get from(): ChangeEnd {
    return (this.#from ??= endOf(this.reader, this.asked.window, 'from'));
  }

  get to(): ChangeEnd {
    return (this.#to ??= endOf(this.reader, this.asked.window, 'to'));
  }

  get nodes() {
    return this.page.nodes;
  }

  get edges() {
    return this.page.edges;
  }

  get pageInfo() {
    return this.page.pageInfo;
  }
}

/** Answers what changed between two ends. */
@Resolver('ChangeConnection')
export class ChangesResolver {
  constructor(
    private readonly reads: Reads,
    private readonly neighbours: Neighbours,
    private readonly config: Config,
    @Inject(PROJECTIONS) private readonly projections: readonly AnyProjection[],
  ) {}

  @Query('changes')
  async changes(@Args() args: ChangesArgs, @Sender() sender: SenderOf): Promise<ChangesAnswer> {
    const reader = await this.reads.at({ minPosition: args.minPosition }, sender.today);
    return this.#between(reader, args, sender);
  }

  @Query('changesSinceLastMeeting')
  async sinceLastMeeting(@Args() args: SinceMeetingArgs, @Sender() sender: SenderOf): Promise<ChangesAnswer> {
    const reader = await this.reads.at({ minPosition: args.minPosition }, sender.today);
    const meetingId = closings.lastOf(reader, args.bodyId);
    if (meetingId === null) {
      throw new DomainError('NOT_FOUND', 'No meeting of this body is over yet, as far as is on record.', 'bodyId');
    }
    return this.#between(reader, { ...args, from: { meetingId } }, sender);
  }

  async #between(reader: Reader, args: ChangesArgs, sender: SenderOf): Promise<ChangesAnswer> {
    const wanted = pageOf(args, this.config.limits.page);
    const { reads, neighbours } = this;
    const reading = { reader, neighbours, showsNames: seesNames(sender) };
    const window = changes.between({ reader, reads }, args.from, args.to);
    const asked = { window, filter: args.filter ?? {} };
    return new ChangesAnswer(asked, reader, await changes.page(reading, asked, wanted, this.projections));
  }

  @ResolveField()
  counts(@Parent() { asked, reader }: ChangesAnswer) {
    return changes.counts(reader, asked);
  }

  @ResolveField()
  totalCount(@Parent() { asked, reader }: ChangesAnswer) {
    return changes.total(reader, asked);
  }
}
