import { describe, expect, it } from '@jest/globals';
import { cadenceOn, dueBy, type Cadence } from '../../src/reminders/reminder.due.js';

const NONE = { escalateAfter: null, since: '', pause: null } as const;
const weekly: Cadence = { ...NONE, of: 'PLAN', everyDays: 7 };
const own: Cadence = { ...NONE, of: 'COMMITMENT', everyDays: 3, escalateAfter: 2 };
const cycle = { openedOn: '2025-11-01', meetingOn: '2025-12-02' };

const due = (today: string, plans: Cadence | null, of: Cadence | null = null) => {
  const cadence = cadenceOn(of, plans, today);
  return cadence && dueBy(cadence, cycle, today);
};

describe('the cadence of a commitment', () => {
  it('is its own, or else that of its plan', () => {
    expect(cadenceOn(null, null, '2025-11-08')).toBeNull();
    expect(cadenceOn(null, weekly, '2025-11-08')).toMatchObject({ everyDays: 7, from: 'PLAN' });
    expect(cadenceOn(own, weekly, '2025-11-08')).toMatchObject({ everyDays: 3, escalateAfter: 2, from: 'COMMITMENT' });
  });

  it('rests while the commitment itself is paused, whoever arranged it', () => {
    const pause = { reason: 'Why', until: '2025-11-20' };
    const paused: Cadence = { ...NONE, of: 'COMMITMENT', everyDays: null, pause };
    expect(cadenceOn(paused, weekly, '2025-11-19')).toMatchObject({ everyDays: 7, from: 'PLAN', pause });
    expect(cadenceOn(paused, weekly, '2025-11-20')).toMatchObject({ everyDays: 7, pause: null, since: '2025-11-20' });
    expect(cadenceOn(paused, null, '2025-11-19')).toMatchObject({ everyDays: null, from: null, pause });
    expect(cadenceOn(paused, null, '2025-11-20')).toBeNull();
  });

  it('rests while its plan is paused, unless it is its own', () => {
    const paused: Cadence = { ...weekly, pause: { reason: 'Why', until: null } };
    expect(cadenceOn(null, paused, '2025-11-19')?.pause).toEqual({ reason: 'Why', until: null });
    expect(cadenceOn(own, paused, '2025-11-19')?.pause).toBeNull();
  });
});

describe('a reminder falls due', () => {
  it.each([
    ['2025-11-07', null],
    ['2025-11-08', '2025-11-08'],
    ['2025-11-14', '2025-11-08'],
    ['2025-11-30', '2025-11-29'],
    ['2025-12-02', '2025-11-29'],
    ['2025-12-03', null],
  ])('every seven days from the opening until the meeting: on %s that of %s', (today, day) =>
    expect(due(today, weekly)).toBe(day),
  );

  it('not for days before it was arranged or resumed, nor within a pause', () => {
    const since = (day: string): Cadence => ({ ...weekly, since: day });
    expect(due('2025-11-10', since('2025-11-09'))).toBeNull();
    expect(due('2025-11-10', since('2025-11-08'))).toBe('2025-11-08');
    expect(due('2025-11-15', since('2025-11-09'))).toBe('2025-11-15');
    const paused: Cadence = { ...weekly, pause: { reason: 'Why', until: '2025-11-16' } };
    expect(due('2025-11-15', paused)).toBeNull();
    expect(due('2025-11-17', paused)).toBeNull();
    expect(due('2025-11-22', paused)).toBe('2025-11-22');
  });
});
