import { describe, expect, it } from '@jest/globals';
import type { DayRange } from '../../src/event-sourcing/days.js';
import { refuseFuture, refuseOutOfOrder } from '../../src/event-sourcing/lifecycle-days.js';
import { Command, type Statement } from '../../src/event-sourcing/messages.js';
import { sending } from '../support/senders.js';

class Change extends Command {
  readonly type = 'Change';
}

const on = (day: string): DayRange => ({ earliest: day, latest: day });
const change = (told: Statement) => new Change('1', {}, sending(told));
const refusing = (message: RegExp) =>
  expect.objectContaining({
    code: 'INVALID',
    refusals: [
      expect.objectContaining({ field: 'told.occurredOn', message: expect.stringMatching(message) as unknown }),
    ],
  });
const refused = (attempt: () => unknown, message: RegExp) => {
  expect(attempt).toThrow(refusing(message));
};

describe('a fact about the work', () => {
  it('counts from today when nothing else is told', () => {
    expect(refuseFuture(change({}))).toBe('2025-12-10');
  });

  it('may be told long after it happened', () => {
    expect(refuseFuture(change({ occurredOn: on('2019-01-01'), statedOn: '2025-12-02' }))).toBe('2019-01-01');
  });

  it('counts from the day it was stated while the span in which it happened is still running', () => {
    const month = { earliest: '2025-12-01', latest: '2025-12-31' };
    expect(refuseFuture(change({ occurredOn: month, statedOn: '2025-12-02' }))).toBe('2025-12-02');
  });

  it('counts from the day it was stated when nobody knows when it happened', () => {
    expect(refuseFuture(change({ occurredOn: { earliest: null, latest: null }, statedOn: '2025-12-02' }))).toBe(
      '2025-12-02',
    );
  });

  it('has its days in order', () => {
    const backwards = { earliest: '2025-11-12', latest: '2025-11-01' };
    refused(() => refuseFuture(change({ occurredOn: backwards })), /2025-11-12, lies after the last, 2025-11-01/);
  });

  it('does not lie ahead of today', () => {
    refused(() => refuseFuture(change({ occurredOn: on('2025-12-24') })), /2025-12-24.*today is 2025-12-10/);
  });

  it('was not stated before it happened', () => {
    refused(
      () => refuseFuture(change({ occurredOn: on('2025-11-12'), statedOn: '2025-09-02' })),
      /2025-11-12.*stated before that, on 2025-09-02/,
    );
  });
});

describe('a change in the life of a thing', () => {
  it('may be the first', () => {
    expect(refuseOutOfOrder(change({ occurredOn: on('2025-01-01') }), null)).toBe('2025-01-01');
  });

  it('may come on the day of the last one or later', () => {
    expect(refuseOutOfOrder(change({ occurredOn: on('2025-11-12') }), '2025-11-12')).toBe('2025-11-12');
    expect(refuseOutOfOrder(change({}), '2025-11-12')).toBe('2025-12-10');
  });

  it('does not come before the last one', () => {
    refused(
      () => refuseOutOfOrder(change({ occurredOn: on('2025-11-11') }), '2025-11-12'),
      /2025-11-11.*last change on record.*2025-11-12/,
    );
  });

  it('does not lie ahead of today', () => {
    refused(() => refuseOutOfOrder(change({ occurredOn: on('2026-01-01') }), '2025-11-12'), /2026-01-01.*2025-12-10/);
  });
});
