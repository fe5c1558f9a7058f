import type { GatherFacts } from '../event-sourcing/command-handling.js';
import type { Reader } from '../event-sourcing/reader.js';
import type { MeetingCommand } from './meeting.commands.js';
import type { MeetingBody, MeetingFacts } from './meeting.state.js';
import { decisions } from './meetings.decisions.queries.js';
import { reportingFacts } from './meetings.reporting.facts.js';
import type { Sources } from './meetings.reporting.heard.js';
import { meetings } from './meetings.queries.js';

/** What the rules of meetings ask of other kinds of things. */
export interface OtherThings {
  readonly body: (reader: Reader, id: string) => MeetingBody | null;
  readonly reporting: Sources;
  /** Those among these ids of commitments that are in the record. */
  readonly knownCommitments: (reader: Reader, ids: readonly string[]) => ReadonlySet<string>;
}

/** Gathers what the rules of a meeting need to know of other streams: each fact when a rule first looks at it. */
export const meetingFacts =
  (others: OtherThings): GatherFacts<MeetingCommand, MeetingFacts> =>
  (reader, command, then) => {
    const reporting = reportingFacts(others.reporting, reader, then);
    return {
      get body() {
        const id = command.type === 'ScheduleMeeting' ? command.data.bodyId : meetings.byId(reader, command.id)?.bodyId;
        return id === undefined ? null : others.body(reader, id);
      },
      get meetings() {
        const named = command.type === 'ConfirmMinutes' ? [command.data.byMeetingId] : [];
        return new Map(meetings.byIds(reader, named).map(({ id, bodyId, on }) => [id, { bodyId, on }]));
      },
      get unknownCommitments() {
        const named = commitmentsIn(command);
        const known = others.knownCommitments(reader, named);
        return named.filter((id) => !known.has(id));
      },
      decidedElsewhere: (id) => (decisions.byId(reader, id)?.meetingId ?? command.id) !== command.id,
      get expectedIds() {
        return reporting.expectedIds;
      },
      heard: reporting.heard,
      get atEvent() {
        return reporting.atEvent;
      },
    };
  };

const commitmentsIn = (command: MeetingCommand): readonly string[] => {
  if (command.type === 'AmendDecision') return command.data.affects ?? [];
  if (command.type !== 'RecordDecision') return [];
  const { affects, effects } = command.data;
  return [
    ...(affects ?? []),
    ...(effects ?? []).flatMap(({ commitmentId, successorIds }) => [commitmentId, ...(successorIds ?? [])]),
  ];
};
