import type { Type } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { MakeCommitment } from '../commitments/commitment.commands.js';
import { admitted } from '../event-sourcing/admission.js';
import type { Outcome } from '../event-sourcing/command-handling.js';
import { dayInWords, type Day } from '../event-sourcing/days.js';
import { DomainError } from '../event-sourcing/errors.js';
import { ownSender } from '../event-sourcing/own-sender.js';
import { Reads } from '../event-sourcing/reads.js';
import { RaiseCommitteeAction } from './meeting.commands.js';
import { actionRaised } from './meetings.actions.reaction.js';
import type { BodyName } from './meetings.effects.reaction.js';
import { meetings } from './meetings.queries.js';

/** Where a commitment that was asked for in a meeting comes from. */
export const COMMITTEE_ACTION = 'COMMITTEE_ACTION';

/** A meeting as it is cited: `Example Committee, 2 December 2025`. */
export const citedMeeting = (body: string, on: Day): string => `${body}, ${dayInWords(on)}`;

/**
 * Handles `RaiseCommitteeAction`: makes the commitment, and says so on the meeting at once, so that whoever raised it
 * finds it there. If the service dies in between, the reaction to the commitment says it.
 */
export const raisesActions = (bodyName: BodyName): Type => {
  @CommandHandler(RaiseCommitteeAction)
  class RaisesActions implements ICommandHandler<RaiseCommitteeAction> {
    constructor(
      private readonly reads: Reads,
      private readonly commands: CommandBus,
    ) {}

    async execute(given: RaiseCommitteeAction): Promise<Outcome> {
      const { id, data, sending } = admitted(given, RaiseCommitteeAction);
      const { meetingId, ...terms } = data;
      const make = new MakeCommitment(
        id,
        { ...terms, origin: COMMITTEE_ACTION, initialState: 'AGREED', raisedAtMeetingId: meetingId },
        { ...sending, told: { ...sending.told, ...this.#heardAt(meetingId, sending) } },
      );
      const made = await this.commands.execute<MakeCommitment, Outcome>(make);
      const making = {
        id: made.events[0]?.id as string,
        occurredOn: make.occurredOn,
        statedOn: make.statedOn,
        correlationId: sending.correlationId ?? sending.commandId,
      };
      const sender = ownSender(sending.sender);
      const { position } = await this.commands.execute<object, Outcome>(actionRaised(meetingId, id, making, sender));
      return { ...made, position };
    }

    /** The meeting is the source, on its day, and the word is the body's, unless the sender says otherwise. */
    #heardAt(meetingId: string, { sender, told }: RaiseCommitteeAction['sending']) {
      const reader = this.reads.now(sender.today);
      const meeting = meetings.byId(reader, meetingId);
      if (!meeting) throw new DomainError('NOT_FOUND', 'There is no such meeting.', 'meetingId');
      const { on, bodyId } = meeting;
      if (on > sender.today) {
        throw new DomainError(
          'RULE',
          `That meeting is on ${on}; record what it asked for once it was held.`,
          'meetingId',
        );
      }
      const body = bodyName(reader, bodyId) ?? 'Meeting';
      return {
        statedOn: told?.statedOn ?? on,
        source: told?.source ?? { paper: citedMeeting(body, on) },
        statedBy: told?.statedBy ?? { role: null, body, name: null },
      };
    }
  }
  return RaisesActions;
};
