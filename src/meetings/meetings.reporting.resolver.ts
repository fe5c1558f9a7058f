import { Inject, Injectable } from '@nestjs/common';
import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Sender } from '../auth/sender.js';
import { Config } from '../config.js';
import { Background } from '../event-sourcing/background.js';
import { DomainError } from '../event-sourcing/errors.js';
import type { Sender as SenderOf } from '../event-sourcing/messages.js';
import type { Reader, Times } from '../event-sourcing/reader.js';
import { Reads } from '../event-sourcing/reads.js';
import { pageOf, type PageArgs } from '../graphql/connections.js';
import { nameKey } from '../naming/naming.js';
import { meetings } from './meetings.queries.js';
import type { Sources } from './meetings.reporting.heard.js';
import type { ItemAnswer } from './meetings.reporting.items.js';
import type { ListWanted } from './meetings.reporting.lists.js';
import { reporting, SOURCES, type CycleAnswer } from './meetings.reporting.queries.js';

type Wanted = Omit<ListWanted, 'among'>;

/** Answers what is asked about reporting cycles. */
@Resolver('ReportingCycle')
@Injectable()
export class ReportingResolver {
  constructor(
    private readonly reads: Reads,
    private readonly config: Config,
    private readonly background: Background,
    @Inject(SOURCES) private readonly sources: Sources,
  ) {}

  @Query()
  async noUpdateReceived(@Args() args: SilentArgs & Wanted & PageArgs & Times, @Sender() { today }: SenderOf) {
    const page = pageOf(args, this.config.limits.page);
    const { meetingId, bodyId, grade } = args;
    if ((meetingId == null) === (bodyId == null)) {
      throw new DomainError(
        'INVALID',
        'Say which cycle you mean: by its meeting or by the body, not both.',
        'meetingId',
      );
    }
    const reader = await this.reads.at(args, today);
    const cycle =
      meetingId == null
        ? reporting.latestClosed(this.sources, reader, bodyId ?? '')
        : reporting.ofMeeting(this.sources, reader, meetingId);
    return (await cycle?.workedOut(this.background))?.silent({ grade }, page) ?? null;
  }

  @Query()
  async dueFromMe(@Args() args: { meetingId: string } & Wanted & PageArgs & Times, @Sender() sender: SenderOf) {
    const page = pageOf(args, this.config.limits.page);
    const reader = await this.reads.at(args, sender.today);
    const who = { nameKey: sender.body === null ? null : nameKey(sender.body), workstreams: sender.workstreams };
    const cycle = reporting.ofMeeting(this.sources, reader, args.meetingId);
    if (!cycle) return null;
    await cycle.workedOut(this.background);
    return cycle.list({ place: args.place, grade: args.grade, among: this.sources.concerning(reader, who) }, page);
  }

  @ResolveField()
  meeting(@Parent() { meetingId, reader }: CycleAnswer) {
    return meetings.byId(reader, meetingId);
  }

  @ResolveField()
  async list(@Parent() cycle: CycleAnswer, @Args() args: Wanted & PageArgs) {
    const page = pageOf(args, this.config.limits.page);
    return (await cycle.workedOut(this.background)).list(args, page);
  }

  @ResolveField()
  async counts(@Parent() cycle: CycleAnswer) {
    return (await cycle.workedOut(this.background)).counts;
  }
}

interface SilentArgs {
  readonly meetingId?: string | null;
  readonly bodyId?: string | null;
}

/** Answers what was reported to a meeting. */
@Resolver('Meeting')
export class ReportedToMeetingResolver {
  constructor(@Inject(SOURCES) private readonly sources: Sources) {}

  @ResolveField()
  reporting(@Parent() { id, reader }: { readonly id: string; readonly reader: Reader }) {
    return reporting.ofMeeting(this.sources, reader, id);
  }
}

/** Answers for how many cycles nothing was heard of a commitment. */
@Resolver('Commitment')
export class SilenceOfCommitmentResolver {
  constructor(@Inject(SOURCES) private readonly sources: Sources) {}

  @ResolveField()
  cyclesWithoutUpdate(
    @Parent() { id, reader }: { readonly id: string; readonly reader: Reader },
    @Args('bodyId') bodyId: string,
  ) {
    return reporting.cyclesWithoutUpdate(this.sources, reader, id, bodyId);
  }
}

/** Answers the same of a commitment in a list, for the body whose list it is. */
@Resolver('ReportingItem')
export class ReportingItemResolver {
  constructor(@Inject(SOURCES) private readonly sources: Sources) {}

  @ResolveField()
  cyclesWithoutUpdate(@Parent() { commitmentId, together }: ItemAnswer) {
    return reporting.cyclesWithoutUpdate(this.sources, together.reader, commitmentId, together.cycle.bodyId);
  }
}
