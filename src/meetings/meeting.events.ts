import type { Day } from '../event-sourcing/days.js';
import type { WordFields } from '../event-sourcing/decider.js';
import type { DomainEvent, Words } from '../event-sourcing/messages.js';
import type { Authority } from '../naming/party.js';
import type { TargetDate } from '../commitments/commitment.events.js';

/** Where a decision is minuted; body, municipal year, number and limb together name one decision. */
export interface MinuteReference {
  /** As the council writes it: `2025/26`. */
  readonly municipalYear: string;
  readonly number: number;
  /** A limb of a resolution, such as `b`. */
  readonly limb?: string;
}

/** What a decision can do to a commitment it affects. */
export const EFFECT_KINDS = [
  'AGREE',
  'WITHDRAW',
  'ALLOW_TARGET_MOVE',
  'REFUSE_TARGET_MOVE',
  'SIGN_OFF',
  'REFUSE_COMPLETION',
  'SUPERSEDE',
  'REOPEN',
] as const;
/** One of `EFFECT_KINDS`. */
export type EffectKind = (typeof EFFECT_KINDS)[number];

/** One effect of a decision; a decision has at most one of a kind on a commitment. Its reasons are the decision's. */
export interface DecisionEffect {
  readonly kind: EffectKind;
  readonly commitmentId: string;
  /** `ALLOW_TARGET_MOVE` only: left out, the date that was asked for. */
  readonly target?: TargetDate;
  /** `SIGN_OFF` only. Left out or empty: the evidence was waived, for the decision's reasons. */
  readonly evidenceIds?: readonly string[];
  /** `SUPERSEDE` only. */
  readonly successorIds?: readonly string[];
  /** `WITHDRAW` only; left out: not known. */
  readonly youngPeopleTold?: boolean;
}

/**
 * Does this outcome bring nothing about? A body that notes or receives something has changed no commitment, however
 * that is written: `Noted`, `Received with thanks`, `RESOLVED: That the report be noted`. An outcome with any other word,
 * such as `Noted and agreed`, decides something.
 */
export const bringsNothingAbout = (outcome: string): boolean => {
  const words = outcomeKey(outcome).split('_');
  return words.some((word) => TAKEN_NOTE.test(word)) && words.every((word) => TAKEN_NOTE.test(word) || LINK.test(word));
};

const TAKEN_NOTE = /^(?:NOT(?:ES?|ED|ING)|RECEIV(?:ES?|ED|ING))$/;
const LINK = new RegExp(
  `^(?:${[
    'TO|BE|BEEN|IS|ARE|WAS|WERE|HAS|HAVE|AND|THAT|THE|THIS|ITS|OF|ON|FOR|WITH|BY|IN|AS|RESOLVED',
    'COMMITTEE|BOARD|MEMBERS|THANKS|INTEREST|INFORMATION|ONLY|CONTENTS?|PROGRESS|POSITION|VERBAL|ORAL|WRITTEN',
    'REPORTS?|PAPERS?|UPDATES?|PRESENTATIONS?|SLIDES|MINUTES|FINDINGS',
  ].join('|')})$`,
);

/** An outcome as it is counted and filtered by, whatever its spelling: `Approved, as amended` is `APPROVED_AS_AMENDED`. */
export const outcomeKey = (outcome: string): string =>
  outcome
    .toUpperCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .join('_');

/** A minute as it is cited: `2025/26, 21b`; `2025/26, 21(2)` where the limb is a number and would run into it. */
export const citedMinute = ({ municipalYear, number, limb = '' }: MinuteReference): string =>
  `${municipalYear}, ${number}${/^\d/.test(limb) ? `(${limb})` : limb}`;

/** How an expected commitment without an update stood against its target on the meeting's day. */
export const GRADES = ['DUE', 'UNDATED', 'NOT_YET_DUE'] as const;
/** One of `GRADES`. */
export type Grade = (typeof GRADES)[number];

/** What a correction says of a commitment in a reporting list: `EXPECTED` only while it is open. */
export const LIST_PLACES = ['EXPECTED', 'NOT_EXPECTED', 'REPORTED', 'NOTHING_TO_REPORT', 'NO_UPDATE'] as const;
/** One of `LIST_PLACES`. */
export type ListPlace = (typeof LIST_PLACES)[number];

/** An expected commitment of which no word was received. */
export interface NoUpdate {
  readonly commitmentId: string;
  readonly grade: Grade;
  /** Something was said of the commitment it is a part of, which is no word on the part. */
  readonly wholeWasReported?: boolean;
}

/**
 * What can have happened in and around a meeting of a body on a day. A field that was not stated is left out; `null` in
 * a field of words means that the words were erased.
 */
export type MeetingEvent = Held | Decided | Reporting;

type Held =
  | DomainEvent<'MeetingScheduled', { readonly bodyId: string; readonly on: Day; readonly place?: string }>
  | DomainEvent<
      'PaperReceived',
      {
        readonly paperId: string;
        readonly title: Words;
        /** As sources cite it. */
        readonly citedAs?: string;
        /** Names of roles, bodies or groups. */
        readonly presentedBy: readonly string[];
      }
    >
  | DomainEvent<'MinutesConfirmed', { readonly byMeetingId: string }>;

type Decided =
  | DomainEvent<
      'DecisionRecorded',
      {
        readonly decisionId: string;
        readonly minute?: MinuteReference;
        /** The council's own word, such as `NOTED`. */
        readonly outcome: string;
        readonly text: Words;
        readonly reasons?: Words;
        /** Left out: the body itself; otherwise an officer it delegated to. */
        readonly decidedBy?: Authority;
        readonly affects: readonly string[];
        readonly effects: readonly DecisionEffect[];
      }
    >
  /** Only what changed. */
  | DomainEvent<
      'DecisionAmended',
      {
        readonly decisionId: string;
        readonly outcome?: string;
        readonly text?: Words;
        readonly reasons?: Words;
        readonly affects?: readonly string[];
        /** Why it is amended. */
        readonly reason: Words;
      }
    >
  | DomainEvent<
      'DecisionEffectCarriedOut',
      { readonly decisionId: string; readonly commitmentId: string; readonly effect: EffectKind }
    >
  | DomainEvent<
      'DecisionEffectRefused',
      {
        readonly decisionId: string;
        readonly commitmentId: string;
        readonly effect: EffectKind;
        /** The code of the refusal, such as `RULE`. */
        readonly code: string;
        readonly reason: Words;
      }
    >
  | DomainEvent<'CommitteeActionRaised', { readonly commitmentId: string }>;

type Reporting =
  | DomainEvent<
      'ReportingOpened',
      {
        /** The paper deadline. */
        readonly closesOn: Day;
        readonly expectedIds: readonly string[];
        /** Id of the last entry of the log that the list knows; left out: there was none. */
        readonly atEvent?: string;
      }
    >
  | DomainEvent<
      'ReportingClosed',
      {
        readonly reportedIds: readonly string[];
        readonly nothingToReportIds: readonly string[];
        readonly noUpdateIds: readonly NoUpdate[];
        readonly atEvent?: string;
      }
    >
  | DomainEvent<
      'ReportingListCorrected',
      {
        readonly corrections: readonly {
          readonly commitmentId: string;
          readonly place: ListPlace;
          /** With `NO_UPDATE` only. */
          readonly grade?: Grade;
        }[];
        readonly reason: Words;
      }
    >;

/** The free text of each event: sealed in the log. */
export const meetingWords = {
  MeetingScheduled: [],
  PaperReceived: ['title'],
  MinutesConfirmed: [],
  DecisionRecorded: ['text', 'reasons'],
  DecisionAmended: ['text', 'reasons', 'reason'],
  DecisionEffectCarriedOut: [],
  DecisionEffectRefused: ['reason'],
  CommitteeActionRaised: [],
  ReportingOpened: [],
  ReportingClosed: [],
  ReportingListCorrected: ['reason'],
} as const satisfies WordFields<MeetingEvent>;
