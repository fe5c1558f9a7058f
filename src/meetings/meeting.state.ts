import type { Day } from '../event-sourcing/days.js';
import type { Happened } from '../event-sourcing/happened.js';
import { dayOf } from '../event-sourcing/lifecycle-days.js';
import type { Recorded, Words } from '../event-sourcing/messages.js';
import type { DecisionEffect, EffectKind, MeetingEvent } from './meeting.events.js';
import { evolveReporting, type Reporting, type ReportingFacts } from './meeting.reporting.state.js';

/** A meeting as the rules see it: each slice of the rules keeps what it needs in a field of its own. */
export interface Meeting {
  readonly bodyId: string;
  readonly on: Day;
  /** Ids of the papers that were put before it. */
  readonly papers: ReadonlySet<string>;
  /** The meeting that confirmed its minutes; `null` while none has. */
  readonly confirmedBy: string | null;
  readonly decisions: ReadonlyMap<string, Decision>;
  /** What came of effects, by `effectKey`. */
  readonly outcomes: ReadonlyMap<string, 'CARRIED_OUT' | 'REFUSED'>;
  /** Ids of the commitments that were asked for in it. */
  readonly actions: ReadonlySet<string>;
  /** `null` while no reporting cycle was opened for it. */
  readonly reporting: Reporting | null;
}

/** A decision as the rules see it, with its amendments. */
export interface Decision {
  readonly outcome: string;
  readonly text: Words;
  readonly reasons: Words;
  readonly affects: readonly string[];
  readonly effects: readonly DecisionEffect[];
  /** The day it was taken or last amended. */
  readonly lastDay: Day;
}

/** Names one effect of one decision. */
export const effectKey = (decisionId: string, kind: EffectKind, commitmentId: string): string =>
  `${decisionId} ${kind} ${commitmentId}`;

/** What the rules of a meeting need to know of other streams. */
export interface MeetingFacts extends ReportingFacts {
  /** The body that meets; `null`: it is not on record. */
  readonly body: MeetingBody | null;
  /** The meetings a command names, by id; those that are not on record are left out. */
  readonly meetings: ReadonlyMap<string, { readonly bodyId: string; readonly on: Day }>;
  /** The commitments a command names that are not on record. */
  readonly unknownCommitments: readonly string[];
  /** Is a decision with this id on record of another meeting? */
  readonly decidedElsewhere: (decisionId: string) => boolean;
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
    const nothing = {
      papers: new Set<string>(),
      decisions: new Map(),
      outcomes: new Map(),
      actions: new Set<string>(),
      reporting: null,
    };
    return { bodyId, on, confirmedBy: null, ...nothing };
  }
  if (meeting === null) return null;
  switch (event.type) {
    case 'PaperReceived':
      return { ...meeting, papers: new Set([...meeting.papers, event.data.paperId]) };
    case 'MinutesConfirmed':
      return { ...meeting, confirmedBy: event.data.byMeetingId };
    case 'DecisionRecorded':
    case 'DecisionAmended':
      return { ...meeting, decisions: decided(meeting.decisions, event) };
    case 'DecisionEffectCarriedOut':
    case 'DecisionEffectRefused': {
      const { decisionId, effect, commitmentId } = event.data;
      const outcome = event.type === 'DecisionEffectCarriedOut' ? 'CARRIED_OUT' : 'REFUSED';
      const outcomes = new Map(meeting.outcomes).set(effectKey(decisionId, effect, commitmentId), outcome);
      return { ...meeting, outcomes };
    }
    case 'CommitteeActionRaised':
      return { ...meeting, actions: new Set([...meeting.actions, event.data.commitmentId]) };
    case 'ReportingOpened':
    case 'ReportingClosed':
    case 'ReportingListCorrected':
      return { ...meeting, reporting: evolveReporting(meeting.reporting, event) };
  }
};

type OfDecision = Recorded<Extract<MeetingEvent, { readonly type: 'DecisionRecorded' | 'DecisionAmended' }>>;

const decided = (decisions: Meeting['decisions'], { data, ...when }: OfDecision): Meeting['decisions'] => {
  const lastDay = dayOf(when);
  if ('effects' in data) {
    const { decisionId, outcome, text, reasons = null, affects, effects } = data;
    return new Map(decisions).set(decisionId, { outcome, text, reasons, affects, effects, lastDay });
  }
  const { decisionId, reason: _, ...changes } = data;
  const before = decisions.get(decisionId);
  return before ? new Map(decisions).set(decisionId, { ...before, ...changes, lastDay }) : decisions;
};
