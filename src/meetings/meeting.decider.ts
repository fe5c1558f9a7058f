import type { Decider } from '../event-sourcing/decider.js';
import { DomainError } from '../event-sourcing/errors.js';
import { withoutFounding } from '../event-sourcing/founding.js';
import type { MeetingCommand } from './meeting.commands.js';
import { meetingWords, type MeetingEvent } from './meeting.events.js';
import { decideHeld, schedule } from './meeting.held.decider.js';
import { evolve, type Meeting, type MeetingFacts } from './meeting.state.js';

/** The rules of a meeting: each slice of what happens in and around it decides for itself. */
export const meetingDecider: Decider<Meeting | null, MeetingCommand, MeetingEvent, MeetingFacts> = {
  category: 'meeting',
  initialState: null,
  words: meetingWords,

  decide(command, meeting, facts) {
    if (command.type === 'ScheduleMeeting') return schedule(command, meeting, facts);
    if (!meeting) throw new DomainError('NOT_FOUND', 'There is no such meeting.');
    switch (command.type) {
      case 'ReceivePaper':
      case 'ConfirmMinutes':
        return decideHeld(command, meeting, facts);
    }
  },

  evolve,

  objection: (events) => withoutFounding(events, 'MeetingScheduled'),
};
