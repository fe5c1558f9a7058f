import type { Day } from '../event-sourcing/days.js';
import type { Decider } from '../event-sourcing/decider.js';
import { DomainError } from '../event-sourcing/errors.js';
import type { RecordReminder } from './reminder.commands.js';
import { GOVERNANCE, reminderWords, type ReminderEvent } from './reminder.events.js';

/** The reminders sent about a commitment in a cycle, as the rules see them. */
interface Sent {
  readonly number: number;
  /** The latest day that one fell due; `null` before the first. */
  readonly dueOn: Day | null;
}

/** A reminder is recorded once for the day it falls due, and never for an earlier day than one before it. */
export const reminderDecider: Decider<Sent, RecordReminder, ReminderEvent> = {
  category: 'reminder',
  initialState: { number: 0, dueOn: null },
  words: reminderWords,

  decide({ data }, sent) {
    const { commitmentId, meetingId, dueOn, to, escalateAfter, through } = data;
    if (sent.dueOn !== null && dueOn <= sent.dueOn) {
      throw new DomainError('RULE', `The reminder of ${dueOn} was sent already.`);
    }
    const number = sent.number + 1;
    const isEscalated = escalateAfter != null && number >= escalateAfter;
    const toGovernance = to == null || isEscalated;
    return [
      {
        type: 'ReminderSent',
        data: { commitmentId, meetingId, number, dueOn, to: to ?? GOVERNANCE, toGovernance, through },
      },
    ];
  },

  evolve: (_, { data: { number, dueOn } }) => ({ number, dueOn }),

  // If it no longer counted, it would fall due once more.
  objection: () => 'A reminder that was sent cannot be unsent, so its entry stays.',
};
