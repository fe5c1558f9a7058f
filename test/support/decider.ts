import { expect } from '@jest/globals';
import type { Decider } from '../../src/event-sourcing/decider.js';
import { DomainError, type ErrorCode } from '../../src/event-sourcing/errors.js';
import {
  Recorded,
  type Command,
  type Decided,
  type DomainEvent,
  type Envelope,
} from '../../src/event-sourcing/messages.js';

/** An event as a test tells it: its type and data, and of the envelope only what matters to the test. */
export type Told<E extends DomainEvent> = E & Partial<Envelope>;

/** The day on which a test's events are stated and happen, unless it says otherwise. */
export const LONG_AGO = '2025-09-02';

/** A told event as the store would hand it out, at this place in its stream. */
export const recorded = <E extends DomainEvent>(told: Told<E>, version = 1): Recorded<E> => {
  const statedOn = told.statedOn ?? LONG_AGO;
  const defaults = {
    id: `entry-${version}`,
    schemaVersion: 1,
    occurredOn: { earliest: statedOn, latest: statedOn },
    statedOn,
    source: null,
    basis: 'STATED',
    statedBy: { role: 'governance', body: 'Democratic Services', name: 'Gail Price' },
    recordedBy: { role: 'governance', body: 'Democratic Services', name: 'Gail Price' },
    recorderId: 'account-gail',
    commandId: `command-${version}`,
    commandDigest: 'digest',
    correlationId: `command-${version}`,
    causationId: null,
    stream: 'stream-1',
    version,
    position: String(version).padStart(8, '0'),
    recordedAt: '2025-12-02T10:00:00.000Z',
  } satisfies Partial<Recorded<E>>;
  return Object.assign(new Recorded<E>(), defaults, told);
};

/** Told events as one stream. */
export const stream = <E extends DomainEvent>(...told: readonly Told<E>[]): readonly Recorded<E>[] =>
  told.map((one, index) => recorded(one, index + 1));

/**
 * Rules as sentences: `given(made, started).when(report).then(completed)`, or `.thenRefused('RULE', /already/, 'field')`.
 * `knowing` says what other streams hold, where that matters.
 */
export const rulesOf = <State, C extends Command, E extends DomainEvent, Facts>(
  decider: Decider<State, C, E, Facts>,
  usual: Facts,
) => {
  const when = (history: readonly Told<E>[], facts: Facts) => (command: C) => {
    const decide = () =>
      decider.decide(
        command,
        stream(...history).reduce<State>((state, event) => decider.evolve(state, event), decider.initialState),
        facts,
      );
    return {
      then(...events: readonly Decided<E>[]): void {
        expect(decide()).toStrictEqual(events);
      },
      thenRefused(code: ErrorCode, message: RegExp, field?: string): void {
        const path = field === undefined ? {} : { field };
        expect(refusalsOf(decide)).toContainEqual(
          expect.objectContaining({ code, message: expect.stringMatching(message), ...path }),
        );
      },
    };
  };
  return {
    given: (...history: readonly Told<E>[]) => ({
      when: when(history, usual),
      knowing: (facts: Partial<Facts>) => ({ when: when(history, { ...usual, ...facts }) }),
    }),
  };
};

/** What a decision was refused with; fails when it was not refused. */
const refusalsOf = (decide: () => unknown): readonly object[] => {
  try {
    return [{ accepted: decide() }];
  } catch (error) {
    if (error instanceof DomainError) return error.refusals;
    throw error;
  }
};
