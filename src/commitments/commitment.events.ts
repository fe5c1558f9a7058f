import type { Day, DayRange } from '../event-sourcing/days.js';
import type { WordFields } from '../event-sourcing/decider.js';
import type { DomainEvent, Words } from '../event-sourcing/messages.js';
import type { Appointment } from '../naming/appointment.js';
import type { Authority as NamedAuthority, Party } from '../naming/party.js';
import type { TargetDate } from './target-date.js';

export type { Party, TargetDate };

/** Every state a commitment can be in, in the order of its life. */
export const COMMITMENT_STATES = [
  'PROPOSED',
  'AGREED',
  'IN_PROGRESS',
  'ON_HOLD',
  'COMPLETED',
  'CLOSED',
  'WITHDRAWN',
  'SUPERSEDED',
] as const;

/** `COMPLETED` is reported complete and awaits sign-off; `CLOSED` is signed off by the right body or officer. */
export type CommitmentState = (typeof COMMITMENT_STATES)[number];

/** The states in which the record can first see a commitment. */
export const INITIAL_STATES = ['PROPOSED', 'AGREED', 'IN_PROGRESS', 'COMPLETED'] as const;
/** One of `INITIAL_STATES`. */
export type InitialState = (typeof INITIAL_STATES)[number];

/** Whether young people were to feel a difference, or did. */
export const IMPACT_KINDS = ['EXPECTED', 'OBSERVED'] as const;
/** One of `IMPACT_KINDS`. */
export type ImpactKind = (typeof IMPACT_KINDS)[number];

/** Who decided, and where that is minuted. */
export interface Authority extends NamedAuthority {
  /** The decision in the record, where it is there. */
  readonly decisionId?: string;
  /** The minute as it is cited, such as `2025/26, 21`. */
  readonly minute?: string;
}

/**
 * What can have happened to a commitment. A field that was not stated is left out; `null` in a field of words means that
 * the words were erased.
 */
export type CommitmentEvent = MadeAndAmended | Lived | Targeted | Reported;

/** The promise itself: what it says, where it belongs and who answers for it. */
type MadeAndAmended =
  | DomainEvent<'CommitmentMade', CommitmentTerms>
  | DomainEvent<
      'CommitmentReworded',
      {
        /** The new title, where that changed. */
        readonly title?: Words;
        /** The new wording, where that changed. */
        readonly wording?: Words;
        readonly reason: Words;
        readonly oldTitleStaysAlias: boolean;
      }
    >
  | DomainEvent<'ScopeChanged', { readonly from: Words; readonly to: Words }>
  /** Only what changed; `null` takes the commitment out of where it was. */
  | DomainEvent<
      'CommitmentFiled',
      {
        readonly planId?: string | null;
        readonly programmeId?: string | null;
        readonly workstreamId?: string | null;
        readonly partOf?: string | null;
      }
    >
  | DomainEvent<'LeadAppointed', Appointment>
  | DomainEvent<'ContributorsChanged', { readonly added: readonly Party[]; readonly removed: readonly Party[] }>
  | DomainEvent<'CommitmentCarriedForward', { readonly intoId: string }>;

/** What changes the state; completion has its own events because reported complete is not signed off. */
type Lived =
  | DomainEvent<'CommitmentAgreed', { readonly decidedBy: Authority }>
  | DomainEvent<'WorkStarted'>
  | DomainEvent<'CommitmentHeld', { readonly reason: Words; readonly reviewOn: Day }>
  | DomainEvent<'CommitmentResumed', { readonly reason: Words }>
  | DomainEvent<'CompletionReported', { readonly doneOn?: DayRange; readonly whatWasDone: Words }>
  | DomainEvent<
      'CompletionSignedOff',
      {
        readonly decidedBy: Authority;
        /** Empty only where a waiver says why. */
        readonly evidenceIds: readonly string[];
        readonly waiver?: Words;
      }
    >
  | DomainEvent<'CompletionRefused', { readonly decidedBy: Authority; readonly reason: Words }>
  | DomainEvent<'CommitmentReopened', { readonly decidedBy: Authority; readonly reason: Words }>
  | DomainEvent<
      'CommitmentWithdrawn',
      { readonly decidedBy: Authority; readonly reason: Words; readonly youngPeopleTold?: boolean }
    >
  | DomainEvent<'CommitmentSuperseded', { readonly successorIds: readonly string[] }>;

/** The target date; a date moves only by request, reason and someone's leave. */
type Targeted =
  | DomainEvent<'TargetSet', { readonly target: TargetDate }>
  | DomainEvent<'TargetMoveRequested', { readonly target: TargetDate; readonly reason: Words }>
  | DomainEvent<
      'TargetMoved',
      {
        readonly from: TargetDate;
        readonly to: TargetDate;
        readonly reason: Words;
        readonly allowedBy: Authority;
      }
    >
  | DomainEvent<'TargetMoveRefused', { readonly reason: Words; readonly refusedBy: Authority }>
  /** A paper prints another date; nobody moved it. */
  | DomainEvent<'TargetRestated', { readonly target: TargetDate }>;

/** Facts about the work: they change nothing but the record of progress, and may be back-dated. */
type Reported =
  | DomainEvent<'ProgressReported', { readonly summary: Words; readonly percent?: number }>
  | DomainEvent<'NothingToReportDeclared', { readonly meetingId?: string; readonly reason: Words }>
  | DomainEvent<
      'RatingAssessed',
      {
        /** The code on the council's own scale, such as `AMBER_E`. */
        readonly rating: string;
        /** The rating as it is printed, such as `Amber E`. */
        readonly label?: string;
        readonly scale?: string;
        /** Whose judgement it is: `LEAD`, `BOARD` or the council's own word. */
        readonly assessor: string;
        readonly reason?: Words;
      }
    >
  | DomainEvent<
      'ImpactRecorded',
      { readonly statement: Words; readonly expectedOrObserved: ImpactKind; readonly forWhom?: string }
    >
  | DomainEvent<
      'EvidenceAttached',
      {
        readonly evidenceId: string;
        readonly kind: string;
        readonly title: Words;
        /** Where it can be seen; the other of `link` and `file` is left out. */
        readonly link?: string;
        /** The file as it is stored. */
        readonly file?: string;
        readonly altText?: Words;
      }
    >
  | DomainEvent<'EvidenceWithdrawn', { readonly evidenceId: string; readonly reason: Words }>;

/** What a commitment says when the record first sees it. Kind, origin, audiences and places are the council's own words. */
export interface CommitmentTerms {
  readonly reference?: string;
  readonly title: Words;
  readonly wording?: Words;
  readonly audiences: readonly string[];
  readonly kind?: string;
  readonly origin?: string;
  readonly planId?: string;
  readonly programmeId?: string;
  readonly workstreamId?: string;
  /** The commitment this is a part of. */
  readonly partOf?: string;
  /** Left out: not stated, and the council answers. */
  readonly lead?: Party;
  readonly contributors: readonly Party[];
  /** Names of the young people's groups it is co-produced with, who are never asked for an update. */
  readonly coproducers: readonly string[];
  readonly places: readonly string[];
  /** Left out: no target was given. */
  readonly target?: TargetDate;
  readonly initialState: InitialState;
  /** Already done when first seen: the promise itself is missing from the record. */
  readonly firstSeenComplete: boolean;
  /** The meeting in which it was asked for. */
  readonly raisedAtMeetingId?: string;
}

/** The free text of each event: sealed in the log. */
export const commitmentWords = {
  CommitmentMade: ['title', 'wording'],
  CommitmentReworded: ['title', 'wording', 'reason'],
  ScopeChanged: ['from', 'to'],
  CommitmentFiled: [],
  LeadAppointed: [],
  ContributorsChanged: [],
  CommitmentCarriedForward: [],
  CommitmentAgreed: [],
  WorkStarted: [],
  CommitmentHeld: ['reason'],
  CommitmentResumed: ['reason'],
  CompletionReported: ['whatWasDone'],
  CompletionSignedOff: ['waiver'],
  CompletionRefused: ['reason'],
  CommitmentReopened: ['reason'],
  CommitmentWithdrawn: ['reason'],
  CommitmentSuperseded: [],
  TargetSet: [],
  TargetMoveRequested: ['reason'],
  TargetMoved: ['reason'],
  TargetMoveRefused: ['reason'],
  TargetRestated: [],
  ProgressReported: ['summary'],
  NothingToReportDeclared: ['reason'],
  RatingAssessed: ['reason'],
  ImpactRecorded: ['statement'],
  EvidenceAttached: ['title', 'altText'],
  EvidenceWithdrawn: ['reason'],
} as const satisfies WordFields<CommitmentEvent>;
