import type { Day, DayRange } from '../event-sourcing/days.js';
import { DomainError } from '../event-sourcing/errors.js';
import { refuseFuture } from '../event-sourcing/lifecycle-days.js';
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

/** A body meets once on a day; whoever types it in later says no day, and it was known by the day of the meeting. */
export const schedule = (command: ScheduleMeeting, meeting: Meeting | null, { body }: MeetingFacts): Answer => {
  const { bodyId, on, place } = command.data;
  if (!body) throw new DomainError('NOT_FOUND', 'There is no such body.', 'bodyId');
  if (meeting) throw new DomainError('RULE', `There is already a meeting of this body on ${on}.`, 'on');
  if (body.closedOn !== null && on > body.closedOn) {
    throw new DomainError('RULE', `This body was closed on ${body.closedOn} and met no more after that.`, 'on');
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
  const on = heldOn(command, by.on);
  return [{ type: 'MinutesConfirmed', data: { byMeetingId }, occurredOn: on }];
};

/** It was known by a day, where the sender names no day of their own and that day has come. */
const knownBy = (command: Command, day: Day): { readonly occurredOn?: DayRange } => {
  refuseFuture(command);
  const isLater = command.sending.told?.occurredOn === undefined && day < command.statedOn;
  return isLater ? { occurredOn: { earliest: null, latest: day } } : {};
};

/**
 * When something happened in a meeting: on its day, unless the sender names a later one. Throws INVALID while the
 * meeting lies ahead of the day stated, or for a day before it.
 */
export const heldOn = (command: Command, on: Day): DayRange => {
  const day = refuseFuture(command);
  if (on > command.statedOn) {
    throw new DomainError('INVALID', `That meeting is on ${on}; record what it did once it was held.`, 'told.statedOn');
  }
  if (command.sending.told?.occurredOn === undefined) return { earliest: on, latest: on };
  if (day < on) {
    throw new DomainError(
      'INVALID',
      `The meeting was on ${on}; what it did cannot have happened on ${day}.`,
      'told.occurredOn',
    );
  }
  return command.occurredOn;
};
