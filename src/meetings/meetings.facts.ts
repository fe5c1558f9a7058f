import type { GatherFacts } from '../event-sourcing/command-handling.js';
import type { Reader } from '../event-sourcing/reader.js';
import type { MeetingCommand } from './meeting.commands.js';
import type { MeetingBody, MeetingFacts } from './meeting.state.js';
import { meetings } from './meetings.queries.js';

/** What the rules of meetings ask of other kinds of things. */
export interface OtherThings {
  readonly body: (reader: Reader, id: string) => MeetingBody | null;
}

/** Gathers what the rules of a meeting need to know of other streams: each fact when a rule first looks at it. */
export const meetingFacts =
  (others: OtherThings): GatherFacts<MeetingCommand, MeetingFacts> =>
  (reader, command) => ({
    get body() {
      const id = command.type === 'ScheduleMeeting' ? command.data.bodyId : meetings.byId(reader, command.id)?.bodyId;
      return id === undefined ? null : others.body(reader, id);
    },
    get meetings() {
      const named = command.type === 'ConfirmMinutes' ? [command.data.byMeetingId] : [];
      return new Map(meetings.byIds(reader, named).map(({ id, bodyId, on }) => [id, { bodyId, on }]));
    },
  });
