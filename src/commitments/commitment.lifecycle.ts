import type { CommitmentEvent, CommitmentState, InitialState } from './commitment.events.js';

/** Where a commitment is in its life. */
export interface Standing {
  readonly state: CommitmentState;
  /** On hold only: where it was, and goes back to. */
  readonly heldFrom: CommitmentState | null;
}

interface Transition {
  readonly from: readonly CommitmentState[];
  readonly to: CommitmentState | 'WHERE_IT_WAS';
}

/**
 * The life of a commitment, the whole of it: in which states an event can happen, and where it leads. House rule: an
 * agreed commitment can be reported complete without a start on record; a superseded one is final, and its successor is
 * what lives on.
 */
export const TRANSITIONS = {
  CommitmentAgreed: { from: ['PROPOSED'], to: 'AGREED' },
  WorkStarted: { from: ['PROPOSED', 'AGREED'], to: 'IN_PROGRESS' },
  CommitmentHeld: { from: ['AGREED', 'IN_PROGRESS'], to: 'ON_HOLD' },
  CommitmentResumed: { from: ['ON_HOLD'], to: 'WHERE_IT_WAS' },
  CompletionReported: { from: ['AGREED', 'IN_PROGRESS'], to: 'COMPLETED' },
  CompletionSignedOff: { from: ['COMPLETED'], to: 'CLOSED' },
  CompletionRefused: { from: ['COMPLETED'], to: 'IN_PROGRESS' },
  CommitmentReopened: { from: ['CLOSED', 'WITHDRAWN'], to: 'IN_PROGRESS' },
  CommitmentWithdrawn: { from: ['PROPOSED', 'AGREED', 'IN_PROGRESS', 'ON_HOLD'], to: 'WITHDRAWN' },
  CommitmentSuperseded: { from: ['PROPOSED', 'AGREED', 'IN_PROGRESS', 'ON_HOLD', 'COMPLETED'], to: 'SUPERSEDED' },
} as const satisfies Partial<Record<CommitmentEvent['type'], Transition>>;

/** An event that changes the state; `CommitmentMade` is not among them: it begins. */
export type LifecycleEventType = keyof typeof TRANSITIONS;

/** Does this event change the state? */
export const isLifecycleEvent = (type: string): type is LifecycleEventType => Object.hasOwn(TRANSITIONS, type);

/** States in which nothing more is expected of a commitment. */
export const hasEnded = (state: CommitmentState): state is 'CLOSED' | 'WITHDRAWN' | 'SUPERSEDED' =>
  state === 'CLOSED' || state === 'WITHDRAWN' || state === 'SUPERSEDED';

/** A commitment's standing when the record first sees it. */
export const begin = (initialState: InitialState): Standing => ({ state: initialState, heldFrom: null });

/** The standing after an event, where the table allows the event; otherwise nothing. */
export const transition = (standing: Standing, event: LifecycleEventType): Standing | undefined => {
  const { from }: Transition = TRANSITIONS[event];
  return from.includes(standing.state) ? after(standing, event) : undefined;
};

/**
 * The standing after an event that has happened, whatever came before. Reads of a past may leave out what was told
 * later; an event they keep still happened, and leads where it always leads.
 */
export const after = ({ state, heldFrom }: Standing, event: LifecycleEventType): Standing => {
  const { to }: Transition = TRANSITIONS[event];
  if (to === 'WHERE_IT_WAS') return { state: heldFrom ?? state, heldFrom: null };
  if (to === 'ON_HOLD') return { state: to, heldFrom: state === 'ON_HOLD' ? heldFrom : state };
  return { state: to, heldFrom: null };
};

/** A state in the middle of a sentence. */
export const stateInWords: Readonly<Record<CommitmentState, string>> = {
  PROPOSED: 'only proposed',
  AGREED: 'agreed',
  IN_PROGRESS: 'in progress',
  ON_HOLD: 'on hold',
  COMPLETED: 'reported complete',
  CLOSED: 'closed',
  WITHDRAWN: 'withdrawn',
  SUPERSEDED: 'superseded',
};

const eventInWords: Readonly<Record<LifecycleEventType, string>> = {
  CommitmentAgreed: 'agree it',
  WorkStarted: 'start work on it',
  CommitmentHeld: 'put it on hold',
  CommitmentResumed: 'resume it',
  CompletionReported: 'report it complete',
  CompletionSignedOff: 'sign it off',
  CompletionRefused: 'refuse its completion',
  CommitmentReopened: 'reopen it',
  CommitmentWithdrawn: 'withdraw it',
  CommitmentSuperseded: 'supersede it',
};

/** Why the table does not allow an event in a state, and what to do first, in a sentence for a workstream lead. */
export const whyNot = (state: CommitmentState, event: LifecycleEventType): string => {
  const is = `This commitment is ${stateInWords[state]}`;
  if (state === 'SUPERSEDED') {
    return event === 'CommitmentReopened'
      ? 'This commitment was superseded and cannot be reopened; reopen the one that replaced it.'
      : `This commitment was superseded; turn to the one that replaced it to ${eventInWords[event]}.`;
  }
  if (TRANSITIONS[event].to === state) return `This commitment is already ${stateInWords[state]}.`;
  if (hasEnded(state)) return `${is}; reopen it before you ${eventInWords[event]}.`;
  if (event === 'CommitmentReopened') return `${is} and so still open; only a closed or withdrawn one can be reopened.`;
  if (event === 'CommitmentResumed') return `${is}, not on hold, so there is nothing to resume.`;
  if (event === 'CompletionSignedOff' || event === 'CompletionRefused') {
    return `${is}; it has to be reported complete before you ${eventInWords[event]}.`;
  }
  if (event === 'CommitmentAgreed') return `${is}; only a proposed commitment can be agreed.`;
  if (state === 'PROPOSED') return `${is}; it has to be agreed or started before you ${eventInWords[event]}.`;
  if (state === 'ON_HOLD') return `${is}; resume it before you ${eventInWords[event]}.`;
  return `${is} and awaits sign-off; that has to be refused before you ${eventInWords[event]}.`;
};
