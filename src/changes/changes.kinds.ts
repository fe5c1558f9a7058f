import type { CommitmentEvent } from '../commitments/commitment.events.js';
import type { EntryEvent } from '../event-sourcing/entries.js';

/**
 * What each entry of a commitment is to a reader who asks what changed. The closing of a reporting cycle is one of every
 * commitment of which no update was received.
 */
const KINDS_BY_TYPE = {
  CommitmentMade: 'MADE',
  CommitmentAgreed: 'AGREED',
  WorkStarted: 'STARTED',
  CommitmentHeld: 'HELD',
  CommitmentResumed: 'RESUMED',
  CommitmentReworded: 'REWORDED',
  ScopeChanged: 'SCOPE_CHANGED',
  CommitmentFiled: 'FILED',
  LeadAppointed: 'LEAD_APPOINTED',
  ContributorsChanged: 'CONTRIBUTORS_CHANGED',
  CommitmentCarriedForward: 'CARRIED_FORWARD',
  TargetSet: 'TARGET_SET',
  TargetMoveRequested: 'MOVE_REQUESTED',
  TargetMoved: 'MOVED',
  TargetMoveRefused: 'MOVE_REFUSED',
  TargetRestated: 'TARGET_RESTATED',
  RatingAssessed: 'RATED',
  ProgressReported: 'REPORTED',
  NothingToReportDeclared: 'NOTHING_TO_REPORT',
  EvidenceAttached: 'EVIDENCE',
  EvidenceWithdrawn: 'EVIDENCE_WITHDRAWN',
  ImpactRecorded: 'IMPACT',
  CompletionReported: 'COMPLETED',
  CompletionSignedOff: 'SIGNED_OFF',
  CompletionRefused: 'REFUSED',
  CommitmentReopened: 'REOPENED',
  CommitmentWithdrawn: 'WITHDRAWN',
  CommitmentSuperseded: 'SUPERSEDED',
  ReportingClosed: 'NO_UPDATE_RECEIVED',
  EntryVoided: 'VOIDED',
  WordsErased: 'WORDS_ERASED',
} as const satisfies Readonly<Record<(CommitmentEvent | EntryEvent)['type'] | 'ReportingClosed', string>>;

type EntryType = keyof typeof KINDS_BY_TYPE;
/** A kind of change. */
export type ChangeKind = (typeof KINDS_BY_TYPE)[EntryType];

/** Every kind, in the order in which answers name them. */
export const CHANGE_KINDS: readonly ChangeKind[] = Object.values(KINDS_BY_TYPE);

/** The kind of change that entries of a type are. */
export const kindOf = (type: string): ChangeKind => KINDS_BY_TYPE[type as EntryType];

/** The types of the entries that are changes of these kinds. */
export const typesOf = (kinds: readonly ChangeKind[]): readonly string[] =>
  Object.entries(KINDS_BY_TYPE).flatMap(([type, kind]) => (kinds.includes(kind) ? [type] : []));
