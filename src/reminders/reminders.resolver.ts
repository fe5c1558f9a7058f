import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Sender } from '../auth/sender.js';
import { Config } from '../config.js';
import type { Sender as SenderOf } from '../event-sourcing/messages.js';
import type { Reader, Times } from '../event-sourcing/reader.js';
import { Reads } from '../event-sourcing/reads.js';
import { pageOf, type PageArgs } from '../graphql/connections.js';
import { meetings } from '../meetings/meetings.queries.js';
import type { CadenceOnDay } from './reminder.due.js';
import { reminders, type ReminderAnswer, type RemindersWanted } from './reminders.queries.js';

/** A commitment or plan, and where it was read. */
interface Thing {
  readonly id: string;
  readonly reader: Reader;
}

/** Answers which reminders were sent. */
@Resolver('Reminder')
export class RemindersResolver {
  constructor(
    private readonly reads: Reads,
    private readonly config: Config,
  ) {}

  @Query('reminders')
  async list(@Args() args: RemindersWanted & PageArgs & Times, @Sender() { today }: SenderOf) {
    const page = pageOf(args, this.config.limits.page);
    return reminders.list(await this.reads.at(args, today), args, page);
  }

  @ResolveField()
  meeting(@Parent() { meetingId, together }: ReminderAnswer) {
    return meetings.byId(together.reader, meetingId);
  }
}

/** Answers by which cadence leads are reminded of a commitment, and which reminders were sent. */
@Resolver('Commitment')
export class RemindersOfCommitmentResolver {
  constructor(private readonly config: Config) {}

  @ResolveField()
  reminderCadence(@Parent() { id, view, reader }: Thing & { readonly view: { readonly planId: string | null } }) {
    return reminders.cadence(reader, id, view.planId);
  }

  @ResolveField()
  reminders(@Parent() { id, reader }: Thing, @Args() args: PageArgs) {
    return reminders.list(reader, { commitmentId: id }, pageOf(args, this.config.limits.page));
  }
}

/** Answers by which cadence leads are reminded of the commitments of a plan. */
@Resolver('Plan')
export class RemindersOfPlanResolver {
  @ResolveField()
  reminderCadence(@Parent() { id, reader }: Thing) {
    return reminders.cadence(reader, null, id);
  }
}

/** Answers whether reminders are paused. */
@Resolver('ReminderCadence')
export class CadenceResolver {
  @ResolveField()
  isPaused(@Parent() { pause }: CadenceOnDay) {
    return pause !== null;
  }

  @ResolveField()
  pausedUntil(@Parent() { pause }: CadenceOnDay) {
    return pause?.until ?? null;
  }

  @ResolveField()
  reason(@Parent() { pause }: CadenceOnDay) {
    return pause?.reason ?? null;
  }
}
