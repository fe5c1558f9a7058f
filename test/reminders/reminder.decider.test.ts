import { describe, expect, it } from '@jest/globals';
import { RecordReminder } from '../../src/reminders/reminder.commands.js';
import { reminderDecider } from '../../src/reminders/reminder.decider.js';
import type { ReminderEvent } from '../../src/reminders/reminder.events.js';
import { rulesOf, stream, type Told } from '../support/decider.js';
import { sending } from '../support/senders.js';

const IDS = {
  commitmentId: '7d3ee8d8-0b26-4a0b-8b5b-0e0a5a4f7a11',
  meetingId: '0a5a4f7a-0b26-4a0b-8b5b-7d3ee8d80b26',
};
const { given } = rulesOf(reminderDecider, undefined);

const record = (data: object = {}) =>
  new RecordReminder(
    IDS.commitmentId,
    { ...IDS, dueOn: '2025-11-15', to: 'Housing', escalateAfter: 2, through: 'EMAIL', ...data },
    sending(),
  );
const sent = (data: object = {}): Told<ReminderEvent> => ({
  type: 'ReminderSent',
  data: { ...IDS, number: 1, dueOn: '2025-11-08', to: 'Housing', toGovernance: false, through: 'EMAIL', ...data },
});

describe('a reminder', () => {
  it('is recorded with whom it goes to and how', () =>
    given()
      .when(record())
      .then(sent({ dueOn: '2025-11-15' })));

  it('is recorded once for its day, and never for an earlier one', () => {
    given(sent({ dueOn: '2025-11-15' }))
      .when(record())
      .thenRefused('RULE', /2025-11-15 was sent already/);
    given(sent({ dueOn: '2025-11-22' }))
      .when(record())
      .thenRefused('RULE', /was sent already/);
  });

  it('goes to governance staff too from the number that was arranged on', () => {
    const second = sent({ number: 2, dueOn: '2025-11-15', toGovernance: true });
    given(sent()).when(record()).then(second);
    given(sent(), second)
      .when(record({ dueOn: '2025-11-22' }))
      .then(sent({ number: 3, dueOn: '2025-11-22', toGovernance: true }));
    given(sent())
      .when(record({ escalateAfter: null }))
      .then(sent({ number: 2, dueOn: '2025-11-15' }));
  });

  it('goes to governance staff alone where no lead gets it', () =>
    given()
      .when(record({ to: null }))
      .then(sent({ dueOn: '2025-11-15', to: 'Governance staff', toGovernance: true })));

  it('cannot be unsent, since it would fall due once more', () =>
    expect(reminderDecider.objection?.(stream<ReminderEvent>())).toMatch(/cannot be unsent/));
});
