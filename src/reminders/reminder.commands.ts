import type { Day } from '../event-sourcing/days.js';
import { derivedId } from '../event-sourcing/identity.js';
import { Command, type CommandClass } from '../event-sourcing/messages.js';
import { IsCount, IsDay, IsId, IsLabel, IsOneOf, IsWords, Optional } from '../event-sourcing/validation.js';
import { CHANNELS, type Channel } from './reminder.events.js';

/** The plan or the commitment that is meant: one of the two. */
class SubjectShape {
  @Optional() @IsId() planId?: string | null;
  @Optional() @IsId() commitmentId?: string | null;
}

class ArrangeRemindersShape extends SubjectShape {
  @IsCount(1, 366) everyDays!: number;
  /** From which reminder of a cycle on governance staff get it too; left out: never. */
  @Optional() @IsCount(1, 100) escalateAfter?: number | null;
}

class PauseRemindersShape extends SubjectShape {
  @IsWords() reason!: string;
  /** The first day on which reminders go again; left out: until they are resumed. */
  @Optional() @IsDay() until?: Day | null;
}

/** Leads are to be reminded every so many days of a reporting cycle while no word was received. */
export class ArrangeReminders extends Command<ArrangeRemindersShape> {
  static readonly shape = ArrangeRemindersShape;
  static readonly allows = ['governance'] as const;
  readonly type = 'ArrangeReminders';
}

/** No reminders are to go for a time. A lead who wants none has a better word: that there is nothing to report. */
export class PauseReminders extends Command<PauseRemindersShape> {
  static readonly shape = PauseRemindersShape;
  static readonly allows = ['governance'] as const;
  readonly type = 'PauseReminders';
}

/** Reminders are to go again. */
export class ResumeReminders extends Command<SubjectShape> {
  static readonly shape = SubjectShape;
  static readonly allows = ['governance'] as const;
  readonly type = 'ResumeReminders';
}

/** Everything that may be asked of the cadence of reminders. */
export const cadenceCommands = [
  ArrangeReminders,
  PauseReminders,
  ResumeReminders,
] as const satisfies readonly CommandClass[];
/** One of `cadenceCommands`. */
export type CadenceCommand = InstanceType<(typeof cadenceCommands)[number]>;

/** The id of the cadence of a plan or commitment: its own. */
export const cadenceId = ({ planId, commitmentId }: SubjectShape): string => commitmentId ?? planId ?? '';

class RecordReminderShape {
  @IsId() commitmentId!: string;
  @IsId() meetingId!: string;
  @IsDay() dueOn!: Day;
  /** The team or role that leads and can be reached; left out: nobody is, and governance staff get it. */
  @Optional() @IsLabel() to?: string | null;
  @Optional() @IsCount(1, 100) escalateAfter?: number | null;
  @IsOneOf(CHANNELS) through!: Channel;
}

/** A reminder is about to go: whoever records it first is the one who sends it. */
export class RecordReminder extends Command<RecordReminderShape> {
  static readonly shape = RecordReminderShape;
  static readonly allows = ['system'] as const;
  readonly type = 'RecordReminder';
}

/** The id of what a commitment was reminded of in the cycle of a meeting. */
export const reminderId = (commitmentId: string, meetingId: string): string =>
  derivedId('reminder', commitmentId, meetingId);
