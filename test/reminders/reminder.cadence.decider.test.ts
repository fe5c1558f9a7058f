import { describe, expect, it } from '@jest/globals';
import type { Statement } from '../../src/event-sourcing/messages.js';
import { cadenceDecider } from '../../src/reminders/reminder.cadence.decider.js';
import { ArrangeReminders, PauseReminders, ResumeReminders } from '../../src/reminders/reminder.commands.js';
import type { CadenceEvent } from '../../src/reminders/reminder.events.js';
import { rulesOf, stream, type Told } from '../support/decider.js';
import { happenedOn, sending, TODAY } from '../support/senders.js';

const ID = '7d3ee8d8-0b26-4a0b-8b5b-0e0a5a4f7a11';
const PLAN = { planId: ID };
const PROMISE = { commitmentId: ID };
const { given } = rulesOf(cadenceDecider, { isKnown: true });

const arrange = (data: object = { everyDays: 7 }, of: object = PLAN, told?: Statement) =>
  new ArrangeReminders(ID, { ...of, ...data } as never, sending(told));
const pause = (data: object = {}, of: object = PLAN, told?: Statement) =>
  new PauseReminders(ID, { ...of, reason: 'Holidays', ...data }, sending(told));
const resume = (of: object = PLAN, told?: Statement) => new ResumeReminders(ID, of, sending(told));

const arranged = (data: object = {}): Told<CadenceEvent> => ({
  type: 'RemindersArranged',
  data: { of: 'PLAN', everyDays: 7, ...data },
});
const paused = (data: object = {}): Told<CadenceEvent> => ({
  type: 'RemindersPaused',
  data: { of: 'PLAN', reason: 'Holidays', ...data },
});
const resumed: Told<CadenceEvent> = { type: 'RemindersResumed', data: { of: 'PLAN' } };

describe('reminders', () => {
  it('are arranged for a plan or for a commitment', () => {
    given()
      .when(arrange())
      .then({ type: 'RemindersArranged', data: { of: 'PLAN', everyDays: 7 } });
    given()
      .when(arrange({ everyDays: 14, escalateAfter: 2 }, PROMISE))
      .then({ type: 'RemindersArranged', data: { of: 'COMMITMENT', everyDays: 14, escalateAfter: 2 } });
  });

  it('are arranged anew, but not in the same way', () => {
    given(arranged())
      .when(arrange({ everyDays: 7, escalateAfter: 3 }))
      .then({ type: 'RemindersArranged', data: { of: 'PLAN', everyDays: 7, escalateAfter: 3 } });
    given(arranged())
      .when(arrange())
      .thenRefused('RULE', /in just this way already/);
  });

  it('are for one of the two, which is on record', () => {
    given()
      .when(arrange({ everyDays: 7 }, {}))
      .thenRefused('INVALID', /which plan or for which commitment/, 'planId');
    given()
      .when(arrange({ everyDays: 7 }, { ...PLAN, ...PROMISE }))
      .thenRefused('INVALID', /one of the two/, 'planId');
    given()
      .knowing({ isKnown: false })
      .when(arrange())
      .thenRefused('NOT_FOUND', /no such plan/, 'planId');
    given()
      .knowing({ isKnown: false })
      .when(pause({}, PROMISE))
      .thenRefused('NOT_FOUND', /no such commitment/, 'commitmentId');
  });

  it('are paused with a reason, with or without an end', () => {
    given(arranged())
      .when(pause())
      .then({ type: 'RemindersPaused', data: { of: 'PLAN', reason: 'Holidays' } });
    given(arranged())
      .when(pause({ until: '2025-12-20' }))
      .then({ type: 'RemindersPaused', data: { of: 'PLAN', reason: 'Holidays', until: '2025-12-20' } });
    given(arranged())
      .when(pause({ until: TODAY }))
      .thenRefused('INVALID', /cannot end on 2025-12-10/, 'until');
  });

  it('can be paused for one commitment of a plan, but not for a plan that has none', () => {
    given()
      .when(pause({}, PROMISE))
      .then({ type: 'RemindersPaused', data: { of: 'COMMITMENT', reason: 'Holidays' } });
    given()
      .when(pause())
      .thenRefused('RULE', /nothing to pause/);
  });

  it('are paused and resumed in turns; a pause that is over is none', () => {
    given(arranged(), paused())
      .when(pause())
      .thenRefused('RULE', /paused already/);
    given(arranged(), paused())
      .when(resume())
      .then({ type: 'RemindersResumed', data: { of: 'PLAN' } });
    given(arranged(), paused(), resumed)
      .when(resume())
      .thenRefused('RULE', /not paused/);
    given(arranged(), paused({ until: TODAY }))
      .when(resume())
      .thenRefused('RULE', /not paused/);
    given(arranged(), paused({ until: TODAY }))
      .when(pause())
      .then({ type: 'RemindersPaused', data: { of: 'PLAN', reason: 'Holidays' } });
  });

  it('are told in the order of days', () => {
    const told = happenedOn('2025-08-01');
    given(arranged())
      .when(arrange({ everyDays: 9 }, PLAN, told))
      .thenRefused('INVALID', /before the last change/);
    given(arranged())
      .when(pause({}, PLAN, told))
      .thenRefused('INVALID', /before the last change/);
  });

  it('keep a pause that a resumption rests on', () => {
    const objection = cadenceDecider.objection?.bind(cadenceDecider);
    expect(objection?.(stream(arranged(), resumed))).toMatch(/relies on this one: the resumption/);
    expect(objection?.(stream(paused(), resumed))).toBeUndefined();
    expect(objection?.(stream(arranged(), paused()))).toBeUndefined();
    expect(objection?.(stream<CadenceEvent>())).toBeUndefined();
  });
});
