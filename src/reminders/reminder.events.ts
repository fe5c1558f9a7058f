import type { Day } from '../event-sourcing/days.js';
import type { WordFields } from '../event-sourcing/decider.js';
import type { DomainEvent, Words } from '../event-sourcing/messages.js';

/** What reminders are arranged for; the stream is `cadence-⟨its id⟩`. */
export const SUBJECTS = ['PLAN', 'COMMITMENT'] as const;
/** One of `SUBJECTS`. */
export type Subject = (typeof SUBJECTS)[number];

/** What can have happened to the reminders of a plan or a commitment. */
export type CadenceEvent =
  | DomainEvent<
      'RemindersArranged',
      {
        readonly of: Subject;
        readonly everyDays: number;
        /** From this reminder of a cycle on, governance staff get it too; left out: never. */
        readonly escalateAfter?: number;
      }
    >
  | DomainEvent<
      'RemindersPaused',
      {
        readonly of: Subject;
        readonly reason: Words;
        /** The first day on which reminders go again; left out: until they are resumed. */
        readonly until?: Day;
      }
    >
  | DomainEvent<'RemindersResumed', { readonly of: Subject }>;

/** The free text of each event: sealed in the log. */
export const cadenceWords = {
  RemindersArranged: [],
  RemindersPaused: ['reason'],
  RemindersResumed: [],
} as const satisfies WordFields<CadenceEvent>;

/** The ways a reminder can go. */
export const CHANNELS = ['LOG', 'EMAIL', 'WEBHOOK'] as const;
/** One of `CHANNELS`. */
export type Channel = (typeof CHANNELS)[number];

/** Whom a reminder goes to that no lead gets. */
export const GOVERNANCE = 'Governance staff';

/** What can have happened to a commitment in a reporting cycle: the stream is `reminder-⟨uuid5 of the two⟩`. */
export type ReminderEvent = DomainEvent<
  'ReminderSent',
  {
    readonly commitmentId: string;
    readonly meetingId: string;
    /** How many there were in the cycle, this one included. */
    readonly number: number;
    /** The day it fell due by its cadence. */
    readonly dueOn: Day;
    /** The team or role that leads, or `GOVERNANCE`; never an address. */
    readonly to: string;
    readonly toGovernance: boolean;
    readonly through: Channel;
  }
>;

/** A reminder holds nobody's words. */
export const reminderWords = { ReminderSent: [] } as const satisfies WordFields<ReminderEvent>;
