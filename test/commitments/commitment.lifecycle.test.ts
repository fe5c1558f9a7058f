import { describe, expect, it } from '@jest/globals';
import { COMMITMENT_STATES, type CommitmentState } from '../../src/commitments/commitment.events.js';
import {
  after,
  begin,
  hasEnded,
  isLifecycleEvent,
  transition,
  TRANSITIONS,
  whyNot,
  type LifecycleEventType,
  type Standing,
} from '../../src/commitments/commitment.lifecycle.js';

const EVENTS = Object.keys(TRANSITIONS) as LifecycleEventType[];

/** The rule book, row by row: from, event, to. Whatever is not in it is not allowed. */
const RULE_BOOK: readonly (readonly [CommitmentState, LifecycleEventType, CommitmentState])[] = [
  ['PROPOSED', 'CommitmentAgreed', 'AGREED'],
  ['PROPOSED', 'WorkStarted', 'IN_PROGRESS'],
  ['PROPOSED', 'CommitmentWithdrawn', 'WITHDRAWN'],
  ['PROPOSED', 'CommitmentSuperseded', 'SUPERSEDED'],
  ['AGREED', 'WorkStarted', 'IN_PROGRESS'],
  ['AGREED', 'CommitmentHeld', 'ON_HOLD'],
  ['AGREED', 'CompletionReported', 'COMPLETED'],
  ['AGREED', 'CommitmentWithdrawn', 'WITHDRAWN'],
  ['AGREED', 'CommitmentSuperseded', 'SUPERSEDED'],
  ['IN_PROGRESS', 'CommitmentHeld', 'ON_HOLD'],
  ['IN_PROGRESS', 'CompletionReported', 'COMPLETED'],
  ['IN_PROGRESS', 'CommitmentWithdrawn', 'WITHDRAWN'],
  ['IN_PROGRESS', 'CommitmentSuperseded', 'SUPERSEDED'],
  ['ON_HOLD', 'CommitmentResumed', 'IN_PROGRESS'],
  ['ON_HOLD', 'CommitmentWithdrawn', 'WITHDRAWN'],
  ['ON_HOLD', 'CommitmentSuperseded', 'SUPERSEDED'],
  ['COMPLETED', 'CompletionSignedOff', 'CLOSED'],
  ['COMPLETED', 'CompletionRefused', 'IN_PROGRESS'],
  ['COMPLETED', 'CommitmentSuperseded', 'SUPERSEDED'],
  ['CLOSED', 'CommitmentReopened', 'IN_PROGRESS'],
  ['WITHDRAWN', 'CommitmentReopened', 'IN_PROGRESS'],
];

const standing = (state: CommitmentState): Standing => ({
  state,
  heldFrom: state === 'ON_HOLD' ? 'IN_PROGRESS' : null,
});
const everyPair = COMMITMENT_STATES.flatMap((state) => EVENTS.map((event) => [state, event] as const));

describe('the life of a commitment', () => {
  it.each(everyPair)('%s, then %s', (state, event) => {
    const allowed = RULE_BOOK.find(([from, type]) => from === state && type === event);
    expect(transition(standing(state), event)?.state).toBe(allowed?.[2]);
  });

  it.each(everyPair.filter(([state, event]) => !transition(standing(state), event)))(
    'says why %s does not take %s',
    (state, event) => {
      expect(whyNot(state, event)).toMatch(/^This commitment (is|was) [^.]+\.$/);
    },
  );

  it.each([
    ['CLOSED', 'CompletionReported', 'This commitment is closed; reopen it before you report it complete.'],
    ['CLOSED', 'CompletionSignedOff', 'This commitment is already closed.'],
    ['ON_HOLD', 'CompletionReported', 'This commitment is on hold; resume it before you report it complete.'],
    [
      'PROPOSED',
      'CompletionReported',
      'This commitment is only proposed; it has to be agreed or started before you report it complete.',
    ],
    ['IN_PROGRESS', 'CompletionSignedOff', /it has to be reported complete before you sign it off/],
    ['COMPLETED', 'CommitmentWithdrawn', /awaits sign-off; that has to be refused before you withdraw it/],
    ['SUPERSEDED', 'WorkStarted', /superseded; turn to the one that replaced it to start work on it/],
    ['SUPERSEDED', 'CommitmentReopened', /cannot be reopened; reopen the one that replaced it/],
    ['AGREED', 'CommitmentReopened', /still open/],
    ['AGREED', 'CommitmentResumed', /nothing to resume/],
  ] as const)('tells a lead what to do first: %s, then %s', (state, event, sentence) => {
    expect(whyNot(state, event)).toMatch(sentence);
  });

  it.each(['AGREED', 'IN_PROGRESS'] as const)('goes back to %s after a hold', (state) => {
    const held = transition(standing(state), 'CommitmentHeld');
    expect(held).toEqual({ state: 'ON_HOLD', heldFrom: state });
    expect(held && transition(held, 'CommitmentResumed')).toEqual({ state, heldFrom: null });
  });

  it('forgets where it was held from once it is withdrawn', () => {
    expect(transition(standing('ON_HOLD'), 'CommitmentWithdrawn')).toEqual({ state: 'WITHDRAWN', heldFrom: null });
  });

  it('ends closed, withdrawn or superseded', () => {
    expect(COMMITMENT_STATES.filter(hasEnded)).toEqual(['CLOSED', 'WITHDRAWN', 'SUPERSEDED']);
  });

  it('begins as it was first seen', () => {
    expect(begin('COMPLETED')).toEqual({ state: 'COMPLETED', heldFrom: null });
  });

  it('is changed by no report', () => {
    expect(isLifecycleEvent('ProgressReported')).toBe(false);
    expect(isLifecycleEvent('WorkStarted')).toBe(true);
    expect(isLifecycleEvent('toString')).toBe(false);
  });
});

describe('a past that was told only in part', () => {
  it('takes an event as having happened, whatever is missing before it', () => {
    expect(after(standing('AGREED'), 'CompletionSignedOff').state).toBe('CLOSED');
  });

  it('stays where it is when only the end of a hold was told', () => {
    expect(after(standing('IN_PROGRESS'), 'CommitmentResumed').state).toBe('IN_PROGRESS');
  });

  it('remembers the first hold when it is told of a second', () => {
    expect(after(standing('ON_HOLD'), 'CommitmentHeld')).toEqual({ state: 'ON_HOLD', heldFrom: 'IN_PROGRESS' });
  });
});
