import { Module } from '@nestjs/common';
import { bodies } from '../bodies/bodies.queries.js';
import { commitmentId } from '../commitments/commitment.commands.js';
import { filedCommitments } from '../commitments/commitments.filed.queries.js';
import { commitmentMutations } from '../commitments/commitments.module.js';
import { Ask } from '../event-sourcing/ask.js';
import { commandHandlers } from '../event-sourcing/command-handlers.js';
import type { Sending } from '../event-sourcing/messages.js';
import { mutationResolver, type Mutations } from '../graphql/mutations.js';
import { sources } from '../reporting.sources.js';
import { meetingCommands, meetingId, ownMeetingCommands, RaiseCommitteeAction } from './meeting.commands.js';
import { meetingDecider } from './meeting.decider.js';
import { decidedResolvers, DecisionsResolver } from './meetings.decisions.resolver.js';
import { raisesActions } from './meetings.actions.handler.js';
import { CommitteeActions } from './meetings.actions.reaction.js';
import { decisionEffects, type BodyName } from './meetings.effects.reaction.js';
import { reportingFactsAt } from './meetings.reporting.facts.js';
import { meetingFacts } from './meetings.facts.js';
import { meetings } from './meetings.queries.js';
import {
  ReportedToMeetingResolver,
  ReportingItemResolver,
  ReportingResolver,
  SilenceOfCommitmentResolver,
} from './meetings.reporting.resolver.js';
import { SOURCES } from './meetings.reporting.queries.js';
import { MeetingsOfBodyResolver, MeetingsResolver, RaisedAtMeetingResolver } from './meetings.resolver.js';

/** What the rules of meetings ask of other kinds of things. */
export const facts = meetingFacts({
  body: (reader, id) => bodies.byId(reader, id),
  knownCommitments: (reader, ids) => filedCommitments.known(reader, ids),
  reporting: sources,
});

const bodyName: BodyName = (reader, id) => bodies.byId(reader, id)?.name;

/** What happens next, once: the record runs these beside its own. */
export const meetingReactions = [decisionEffects(bodyName), CommitteeActions];

/** The mutations of meetings. */
export const meetingMutations: Mutations = {
  thing: 'meeting',
  commands: meetingCommands,
  newId: { ScheduleMeeting: ({ bodyId, on }: { bodyId: string; on: string }) => meetingId(bodyId, on) },
  find: (id, sender) => new Ask((reader) => meetings.byId(reader, id), sender),
};

/** The mutation that makes a commitment of what was asked for in a meeting. */
export const actionMutations: Mutations = {
  ...commitmentMutations,
  commands: [RaiseCommitteeAction],
  newId: {
    RaiseCommitteeAction: (data: Parameters<typeof commitmentId>[0], { commandId }: Sending) =>
      commitmentId(data, commandId),
  },
};

/** Meetings of bodies: their papers, what they decided, and what is reported to them. */
@Module({
  providers: [
    ...commandHandlers(meetingDecider, [...meetingCommands, ...ownMeetingCommands], facts, reportingFactsAt),
    mutationResolver(meetingMutations),
    mutationResolver(actionMutations),
    raisesActions(bodyName),
    MeetingsResolver,
    MeetingsOfBodyResolver,
    RaisedAtMeetingResolver,
    DecisionsResolver,
    ...decidedResolvers,
    { provide: SOURCES, useValue: sources },
    ReportingResolver,
    ReportedToMeetingResolver,
    ReportingItemResolver,
    SilenceOfCommitmentResolver,
  ],
  exports: [SOURCES],
})
export class MeetingsModule {}
