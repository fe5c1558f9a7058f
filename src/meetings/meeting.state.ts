import type { Day } from '../event-sourcing/days.js';
import type { Happened } from '../event-sourcing/happened.js';
import type { MeetingEvent } from './meeting.events.js';

/** A meeting as the rules see it: each slice of the rules keeps what it needs in a field of its own. */
export interface Meeting {
  readonly bodyId: string;
  readonly on: Day;
  /** Ids of the papers that were put before it. */
  readonly papers: ReadonlySet<string>;
  /** The meeting that confirmed its minutes; `null` while none has. */
  readonly confirmedBy: string | null;
}

/** What the rules of a meeting need to know of other streams. */
export interface MeetingFacts {
  /** The body that meets; `null`: it is not on record. */
  readonly body: MeetingBody | null;
  /** The meetings a command names, by id; those that are not on record are left out. */
  readonly meetings: ReadonlyMap<string, { readonly bodyId: string; readonly on: Day }>;
}

/** A body that meets. */
export interface MeetingBody {
  readonly name: string;
  /** A young people's group is not, and so decides nothing. */
  readonly isAnswerable: boolean;
  readonly closedOn: Day | null;
}

/** The meeting after this happened; what happened before it was scheduled is of no meeting. */
export const evolve = (meeting: Meeting | null, event: Happened<MeetingEvent>): Meeting | null => {
  if (event.type === 'MeetingScheduled') {
    const { bodyId, on } = event.data;
    return { bodyId, on, papers: new Set(), confirmedBy: null };
  }
  if (meeting === null) return null;
  switch (event.type) {
    case 'PaperReceived':
      return { ...meeting, papers: new Set([...meeting.papers, event.data.paperId]) };
    case 'MinutesConfirmed':
      return { ...meeting, confirmedBy: event.data.byMeetingId };
    case 'DecisionRecorded':
    case 'DecisionAmended':
    case 'DecisionEffectCarriedOut':
    case 'DecisionEffectRefused':
    case 'CommitteeActionRaised':
      return meeting;
    case 'ReportingOpened':
    case 'ReportingClosed':
    case 'ReportingListCorrected':
      return meeting;
  }
};
