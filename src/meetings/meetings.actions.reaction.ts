import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { CommitmentEvent } from '../commitments/commitment.events.js';
import { Clock } from '../event-sourcing/clock.js';
import { DomainError } from '../event-sourcing/errors.js';
import { derivedId } from '../event-sourcing/identity.js';
import { idOf, type Envelope, type Recorded, type Sender } from '../event-sourcing/messages.js';
import { momentOf, ownSender } from '../event-sourcing/own-sender.js';
import type { Reaction } from '../event-sourcing/reactions.js';
import { TIME_ZONE } from '../event-sourcing/reads.js';
import { RecordActionRaised } from './meeting.commands.js';

type Made = Recorded<Extract<CommitmentEvent, { readonly type: 'CommitmentMade' }>>;

/** The entry that made a commitment, as far as its meeting is told of it. */
type Making = Pick<Envelope, 'id' | 'occurredOn' | 'statedOn' | 'correlationId'>;

/** What is said on a meeting of a commitment that was asked for in it: the same command each time. */
export const actionRaised = (
  meetingId: string,
  commitmentId: string,
  { id, occurredOn, statedOn, correlationId }: Making,
  sender: Sender,
): RecordActionRaised =>
  new RecordActionRaised(
    meetingId,
    { commitmentId },
    {
      sender,
      commandId: derivedId('committee action', id),
      told: { occurredOn, statedOn },
      correlationId,
      causationId: id,
    },
  );

/** Says on the meeting that a commitment was asked for in it, whoever made the commitment and whatever became of them. */
@Injectable()
export class CommitteeActions implements Reaction {
  readonly name = 'committee-actions';
  readonly types = ['CommitmentMade'];
  readonly runsOn = 'one copy';

  constructor(
    private readonly commands: CommandBus,
    private readonly clock: Clock,
    @Inject(TIME_ZONE) private readonly timeZone: string,
  ) {}

  async react(event: Recorded): Promise<void> {
    const { raisedAtMeetingId } = (event as Made).data;
    if (raisedAtMeetingId === undefined) return;
    const sender = ownSender(momentOf(this.clock, this.timeZone));
    try {
      await this.commands.execute(actionRaised(raisedAtMeetingId, idOf(event.stream), event, sender));
    } catch (error) {
      // The meeting was taken back as a mistake: the commitment stands without it.
      if (!(error instanceof DomainError) || error.code !== 'NOT_FOUND') throw error;
    }
  }
}
