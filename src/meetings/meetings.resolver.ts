import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Sender } from '../auth/sender.js';
import { Config } from '../config.js';
import type { Day } from '../event-sourcing/days.js';
import { DomainError } from '../event-sourcing/errors.js';
import type { Sender as SenderOf } from '../event-sourcing/messages.js';
import type { Reader, Times } from '../event-sourcing/reader.js';
import { Reads } from '../event-sourcing/reads.js';
import { pageOf, type PageArgs } from '../graphql/connections.js';
import { meetingId } from './meeting.commands.js';
import { meetings, type MeetingAnswer, type MeetingFilter } from './meetings.queries.js';

/** What one meeting is asked for by: its id, or its body and day. */
interface OneArgs extends Times {
  readonly id?: string | null;
  readonly bodyId?: string | null;
  readonly on?: Day | null;
}

/** Answers what is asked about meetings. */
@Resolver('Meeting')
export class MeetingsResolver {
  constructor(
    private readonly reads: Reads,
    private readonly config: Config,
  ) {}

  @Query('meetings')
  async list(@Args() args: MeetingFilter & PageArgs & Times, @Sender() sender: SenderOf) {
    const page = pageOf(args, this.config.limits.page);
    return meetings.list(await this.reads.at(args, sender.today), args, page);
  }

  @Query()
  async meeting(@Args() { id, bodyId, on, ...times }: OneArgs, @Sender() sender: SenderOf) {
    const isNamed = bodyId != null && on != null;
    if ((id != null) === isNamed || (id != null && (bodyId != null || on != null))) {
      throw new DomainError('INVALID', 'Say which one you mean: by its id, or by its body and day.', 'id');
    }
    const reader = await this.reads.at(times, sender.today);
    return meetings.byId(reader, id ?? meetingId(bodyId ?? '', on ?? ''));
  }

  @ResolveField()
  minutesConfirmedBy(@Parent() { confirmedById, reader }: MeetingAnswer) {
    return confirmedById === null ? null : meetings.byId(reader, confirmedById);
  }
}

/** Answers which meeting asked for a commitment. */
@Resolver('Commitment')
export class RaisedAtMeetingResolver {
  @ResolveField()
  raisedAt(
    @Parent() { raisedAtMeetingId, reader }: { readonly raisedAtMeetingId: string | null; readonly reader: Reader },
  ) {
    return raisedAtMeetingId === null ? null : meetings.byId(reader, raisedAtMeetingId);
  }
}

/** Answers which meetings a body has held, and will. */
@Resolver('Body')
export class MeetingsOfBodyResolver {
  constructor(private readonly config: Config) {}

  @ResolveField()
  meetings(
    @Parent() { id, reader }: { readonly id: string; readonly reader: Reader },
    @Args() args: Omit<MeetingFilter, 'bodyId'> & PageArgs,
  ) {
    const page = pageOf(args, this.config.limits.page);
    return meetings.list(reader, { bodyId: id, from: args.from, to: args.to }, page);
  }
}
