import type { Day } from '../event-sourcing/days.js';
import type { Words } from '../event-sourcing/messages.js';
import type { DecisionView } from './meetings.decisions.view.js';
import type { ReportingView } from './meetings.reporting.view.js';

/** A paper that was put before a meeting. */
export interface PaperView {
  readonly id: string;
  /** `null`: the words were erased. */
  readonly title: Words;
  /** As sources cite it; `null`: not stated. */
  readonly citedAs: string | null;
  readonly presentedBy: readonly string[];
  readonly receivedOn: Day;
}

/** A meeting as the read models hold it. */
export interface MeetingView {
  /** `null`: it is not on record (yet, or any more). */
  bodyId: string | null;
  on: Day;
  place: string | null;
  papers: readonly PaperView[];
  /** The meeting that confirmed its minutes. */
  confirmedById: string | null;
  decisions: readonly DecisionView[];
  /** Ids of the commitments that were asked for in it. */
  actionIds: readonly string[];
  /** `null` while no reporting cycle was opened for it. */
  reporting: ReportingView | null;
}

/** A meeting before anything happened. */
export const blankMeeting = (): MeetingView => ({
  bodyId: null,
  on: '',
  place: null,
  papers: [],
  confirmedById: null,
  decisions: [],
  actionIds: [],
  reporting: null,
});
