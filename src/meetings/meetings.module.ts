import { Module } from '@nestjs/common';
import { bodies } from '../bodies/bodies.queries.js';
import { Ask } from '../event-sourcing/ask.js';
import { commandHandlers } from '../event-sourcing/command-handlers.js';
import { mutationResolver, type Mutations } from '../graphql/mutations.js';
import { meetingCommands, meetingId } from './meeting.commands.js';
import { meetingDecider } from './meeting.decider.js';
import { meetingFacts } from './meetings.facts.js';
import { meetings } from './meetings.queries.js';
import { MeetingsOfBodyResolver, MeetingsResolver } from './meetings.resolver.js';

/** What the rules of meetings ask of other kinds of things. */
export const facts = meetingFacts({ body: (reader, id) => bodies.byId(reader, id) });

/** The mutations of meetings. */
export const meetingMutations: Mutations = {
  thing: 'meeting',
  commands: meetingCommands,
  newId: { ScheduleMeeting: ({ bodyId, on }: { bodyId: string; on: string }) => meetingId(bodyId, on) },
  find: (id, sender) => new Ask((reader) => meetings.byId(reader, id), sender),
};

/** Meetings of bodies: their papers, what they decided, and what is reported to them. */
@Module({
  providers: [
    ...commandHandlers(meetingDecider, meetingCommands, facts),
    mutationResolver(meetingMutations),
    MeetingsResolver,
    MeetingsOfBodyResolver,
  ],
})
export class MeetingsModule {}
