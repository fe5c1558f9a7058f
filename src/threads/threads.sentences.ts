import { dayInWords } from '../event-sourcing/days.js';
import type { HistoryEntry } from '../history/history.queries.js';

/** What a thread leads through, in this order. */
export const STEPS = ['ASK', 'ANSWER', 'FED_BACK', 'COMMITMENT', 'DECISION', 'UPDATE', 'EVIDENCE', 'IMPACT'] as const;
/** One of `STEPS`. */
export type StepKind = (typeof STEPS)[number];

/** What is said where a step is missing: of the record, never of the work. */
export const MISSING: Readonly<Record<StepKind, string>> = {
  ASK: 'No ask of young people is linked.',
  ANSWER: 'No answer yet.',
  FED_BACK: 'It is not recorded that the group was told this answer.',
  COMMITMENT: 'No commitment is linked.',
  DECISION: 'No decision is recorded.',
  UPDATE: 'No update received.',
  EVIDENCE: 'No evidence is attached.',
  IMPACT: 'No impact is recorded.',
};

type Detail = Readonly<Record<string, unknown>>;

const nameIn = (detail: Detail, field: string): string =>
  (detail[field] as { readonly name?: string } | undefined)?.name ?? 'Someone';

const ANSWERED: Readonly<Record<string, string>> = {
  ACCEPTED: 'The council accepted it',
  PARTLY: 'The council accepted part of it',
  DECLINED: 'The council declined it',
  ALREADY_HAPPENING: 'The council answered that it happens already',
};

/** What each type of entry says, before its day; and in which step it stands. */
const SAYS: Readonly<Record<string, readonly [step: StepKind, sentence: (detail: Detail) => string]>> = {
  AskRaised: ['ASK', (detail) => `${nameIn(detail, 'group')} asked this`],
  AskAnswered: ['ANSWER', ({ answer }) => ANSWERED[answer as string] ?? 'The council answered'],
  AnswerFedBack: ['FED_BACK', ({ to, how }) => `${to as string} was told the answer (${how as string})`],
  CommitmentMade: [
    'COMMITMENT',
    ({ initialState }) => (initialState === 'PROPOSED' ? 'It was put forward' : 'It was promised'),
  ],
  DecisionRecorded: ['DECISION', ({ outcome }) => `It was decided in a meeting (${String(outcome).toLowerCase()})`],
  CommitmentAgreed: ['DECISION', (detail) => `${nameIn(detail, 'decidedBy')} agreed it`],
  TargetMoved: ['DECISION', (detail) => `${nameIn(detail, 'allowedBy')} allowed another date`],
  TargetMoveRefused: ['DECISION', (detail) => `${nameIn(detail, 'refusedBy')} refused another date`],
  CompletionSignedOff: ['DECISION', (detail) => `${nameIn(detail, 'decidedBy')} accepted that it is done`],
  CompletionRefused: ['DECISION', (detail) => `${nameIn(detail, 'decidedBy')} did not accept that it is done`],
  CommitmentReopened: ['DECISION', (detail) => `${nameIn(detail, 'decidedBy')} took it up again`],
  CommitmentWithdrawn: ['DECISION', (detail) => `${nameIn(detail, 'decidedBy')} ended it undone`],
  ProgressReported: ['UPDATE', () => 'An update was received'],
  NothingToReportDeclared: ['UPDATE', () => 'There was nothing to report'],
  CompletionReported: ['UPDATE', () => 'It was reported complete'],
  EvidenceAttached: ['EVIDENCE', () => 'Evidence was attached'],
  ImpactRecorded: [
    'IMPACT',
    ({ expectedOrObserved }) => `An impact on young people was ${String(expectedOrObserved).toLowerCase()}`,
  ],
};

/** The types of entries that stand in a thread. */
export const THREAD_TYPES: readonly string[] = Object.keys(SAYS);

/** The step in which an entry of one of `THREAD_TYPES` stands. */
export const stepOf = ({ type }: HistoryEntry): StepKind | undefined => SAYS[type]?.[0];

/** An entry in a plain sentence. */
export const sentenceOf = (entry: HistoryEntry): string =>
  `${SAYS[entry.type]?.[1](detailOf(entry)) ?? 'Something happened'} on ${dayInWords(entry.effectiveDay)}.`;

/** The fields that hold what an entry says in people's words. */
const WORDS = ['words', 'title', 'summary', 'statement', 'whatWasDone', 'text', 'reason'] as const;

/** What an entry says in people's words; `null`: nothing, or it was erased. */
export const textOf = (entry: HistoryEntry): string | null => {
  const detail = detailOf(entry);
  return (WORDS.map((field) => detail[field]).find((words) => words != null) as string | undefined) ?? null;
};

const detailOf = ({ detail }: HistoryEntry): Detail => (detail ?? {}) as Detail;
