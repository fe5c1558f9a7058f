import type { Decider } from '../event-sourcing/decider.js';
import { DomainError } from '../event-sourcing/errors.js';
import { withoutFounding } from '../event-sourcing/founding.js';
import type { Happened } from '../event-sourcing/happened.js';
import type { Recorded } from '../event-sourcing/messages.js';
import type { MeetingCommand, RecordActionRaised } from './meeting.commands.js';
import { decideDecisions } from './meeting.decisions.decider.js';
import { meetingWords, type MeetingEvent } from './meeting.events.js';
import { decideHeld, schedule } from './meeting.held.decider.js';
import { decideReporting } from './meeting.reporting.decider.js';
import { reportingObjection } from './meeting.reporting.state.js';
import { evolve, type Meeting, type MeetingFacts } from './meeting.state.js';

/** The rules of a meeting: each slice of what happens in and around it decides for itself. */
export const meetingDecider: Decider<Meeting | null, MeetingCommand, MeetingEvent, MeetingFacts> = {
  category: 'meeting',
  initialState: null,
  words: meetingWords,
  // Whether an amendment changes anything, only the words can tell.
  reads: { AmendDecision: ['DecisionRecorded', 'DecisionAmended'] },

  decide(command, meeting, facts) {
    if (command.type === 'ScheduleMeeting') return schedule(command, meeting, facts);
    if (!meeting) throw new DomainError('NOT_FOUND', 'There is no such meeting.');
    switch (command.type) {
      case 'ReceivePaper':
      case 'ConfirmMinutes':
        return decideHeld(command, meeting, facts);
      case 'RecordDecision':
      case 'AmendDecision':
      case 'RecordEffectCarriedOut':
      case 'RecordEffectRefused':
        return decideDecisions(command, meeting, facts);
      case 'OpenReporting':
      case 'CloseReporting':
      case 'CorrectReportingList':
        return decideReporting(command, meeting, facts);
      case 'RecordActionRaised':
        return raised(command, meeting);
    }
  },

  evolve,

  objection: (events) =>
    withoutFounding(events, 'MeetingScheduled') ??
    withoutItsDecision(events) ??
    reportingObjection(events as readonly Happened<MeetingEvent>[]),
};

/** A commitment is raised once: what is known already is not said twice. */
const raised = ({ data: { commitmentId } }: RecordActionRaised, { actions }: Meeting): readonly MeetingEvent[] =>
  actions.has(commitmentId) ? [] : [{ type: 'CommitteeActionRaised', data: { commitmentId } }];

/** What a decision brought about, and its amendments, rest on the decision. */
const withoutItsDecision = (events: readonly Recorded<MeetingEvent>[]): string | undefined => {
  const recorded = new Set(events.flatMap(({ type, data }) => (type === 'DecisionRecorded' ? [decisionOf(data)] : [])));
  const isAlone = events.some(({ data }) => 'decisionId' in data && !recorded.has(decisionOf(data)));
  return isAlone
    ? 'Later entries rest on this decision; void what it brought about on the commitments, then those entries, the newest first.'
    : undefined;
};

const decisionOf = (data: object): string | undefined => (data as { decisionId?: string }).decisionId;
