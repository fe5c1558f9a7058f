import type { Day, DayRange } from '../event-sourcing/days.js';
import { DomainError } from '../event-sourcing/errors.js';
import { dayOf, refuseFuture } from '../event-sourcing/lifecycle-days.js';
import type { Command, Decided } from '../event-sourcing/messages.js';
import {
  paperId,
  type ConfirmMinutes,
  type HeldCommand,
  type ReceivePaper,
  type ScheduleMeeting,
} from './meeting.held.commands.js';
import type { MeetingEvent } from './meeting.events.js';
import type { Meeting, MeetingFacts } from './meeting.state.js';

type Answer = readonly Decided<MeetingEvent>[];

/** When something happened and was stated, where that differs from what its command says. */
type When = Pick<Decided<MeetingEvent>, 'occurredOn' | 'statedOn'>;

/**
 * A body meets once on a day, and knows of it by then; whoever types it in later says no day. What a meeting did would
 * otherwise have been told before there was a meeting, and be missing wherever only what was told by a day counts.
 */
export const schedule = (command: ScheduleMeeting, meeting: Meeting | null, { body }: MeetingFacts): Answer => {
  const { bodyId, on, place } = command.data;
  if (!body) throw new DomainError('NOT_FOUND', 'There is no such body.', 'bodyId');
  if (meeting) throw new DomainError('RULE', `There is already a meeting of this body on ${on}.`, 'on');
  if (body.closedOn !== null && on > body.closedOn) {
    throw new DomainError('RULE', `This body was closed on ${body.closedOn} and met no more after that.`, 'on');
  }
  const { told } = command.sending;
  if ((told?.statedOn ?? on) > on || (told?.occurredOn !== undefined && dayOf(command) > on)) {
    throw new DomainError(
      'INVALID',
      `A body knows of its meeting by the day it meets; give ${on} or an earlier day, or leave it out.`,
      told?.statedOn === undefined ? 'told.occurredOn' : 'told.statedOn',
    );
  }
  return [
    {
      type: 'MeetingScheduled',
      data: { bodyId, on, ...(place == null ? {} : { place: place.trim() }) },
      ...knownBy(command, on),
    },
  ];
};

/** What belongs to a meeting itself: its papers, and the confirmation of its minutes. */
export const decideHeld = (
  command: Exclude<HeldCommand, ScheduleMeeting>,
  meeting: Meeting,
  facts: MeetingFacts,
): Answer => {
  switch (command.type) {
    case 'ReceivePaper':
      return received(command, meeting);
    case 'ConfirmMinutes':
      return confirmed(command, meeting, facts);
  }
};

const received = (command: ReceivePaper, meeting: Meeting): Answer => {
  const { title, citedAs, presentedBy } = command.data;
  const id = paperId(command.id, command.data);
  if (meeting.papers.has(id)) {
    throw new DomainError(
      'RULE',
      'This paper is on record for this meeting already.',
      citedAs == null ? 'title' : 'citedAs',
    );
  }
  return [
    {
      type: 'PaperReceived',
      data: {
        paperId: id,
        title: title.trim(),
        ...(citedAs == null ? {} : { citedAs: citedAs.trim() }),
        presentedBy: (presentedBy ?? []).map((name) => name.trim()),
      },
      ...knownBy(command, meeting.on),
    },
  ];
};

/** Minutes are confirmed once, by a later meeting of the same body that was held. */
const confirmed = (command: ConfirmMinutes, meeting: Meeting, { meetings }: MeetingFacts): Answer => {
  const { byMeetingId } = command.data;
  const by = meetings.get(byMeetingId);
  if (!by) throw new DomainError('INVALID', 'There is no such meeting.', 'byMeetingId');
  if (by.bodyId !== meeting.bodyId) {
    throw new DomainError('RULE', 'Minutes are confirmed by a meeting of the same body.', 'byMeetingId');
  }
  if (by.on <= meeting.on) {
    throw new DomainError(
      'RULE',
      `The minutes of ${meeting.on} are confirmed by a later meeting; that one is on ${by.on}.`,
      'byMeetingId',
    );
  }
  if (meeting.confirmedBy !== null) {
    throw new DomainError('RULE', 'The minutes of this meeting are confirmed already.', 'byMeetingId');
  }
  return [{ type: 'MinutesConfirmed', data: { byMeetingId }, ...heldOn(command, by.on) }];
};

/** It was known and stated by a day that has come, as far as the sender names no days of their own. */
const knownBy = (command: Command, day: Day): When => {
  refuseFuture(command);
  const { told } = command.sending;
  if (day >= command.statedOn) return {};
  return {
    ...(told?.occurredOn === undefined ? { occurredOn: { earliest: null, latest: day } } : {}),
    ...(told?.statedOn === undefined ? { statedOn: day } : {}),
  };
};

/**
 * When something happened in a meeting: on its day and stated there, unless the sender names a later one. Throws INVALID
 * while the meeting lies ahead of the day stated, or for a day before it.
 */
export const heldOn = (command: Command, on: Day): When & { readonly occurredOn: DayRange } => {
  const day = refuseFuture(command);
  const { told } = command.sending;
  if (on > command.statedOn) {
    throw new DomainError('INVALID', `That meeting is on ${on}; record what it did once it was held.`, 'told.statedOn');
  }
  if (told?.occurredOn === undefined) {
    const isStatedThere = told?.statedOn === undefined && on < command.statedOn;
    return { occurredOn: { earliest: on, latest: on }, ...(isStatedThere ? { statedOn: on } : {}) };
  }
  if (day < on) {
    throw new DomainError(
      'INVALID',
      `The meeting was on ${on}; what it did cannot have happened on ${day}.`,
      'told.occurredOn',
    );
  }
  return { occurredOn: command.occurredOn };
};
