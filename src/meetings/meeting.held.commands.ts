import type { Day } from '../event-sourcing/days.js';
import { derivedId } from '../event-sourcing/identity.js';
import { Command, type Role } from '../event-sourcing/messages.js';
import { IsDay, IsId, IsLabel, IsLabels, IsWords, Optional } from '../event-sourcing/validation.js';
import { nameKey } from '../naming/naming.js';

/** Who may record what happens in and around meetings. */
export const MINUTES = ['governance', 'importer'] as const satisfies readonly Role[];

class ScheduleMeetingShape {
  @IsId() bodyId!: string;
  /** The day of the meeting; ahead of today or long ago. */
  @IsDay() on!: Day;
  @Optional() @IsLabel() place?: string | null | undefined;
}

/** The id of the meeting of a body on a day: however often it is asked for, it exists once. */
export const meetingId = (bodyId: string, on: Day): string => derivedId('meeting', bodyId, on);

/** A body meets on a day. Its id is `meetingId(bodyId, on)`. */
export class ScheduleMeeting extends Command<ScheduleMeetingShape> {
  static readonly shape = ScheduleMeetingShape;
  static readonly allows = MINUTES;
  readonly type = 'ScheduleMeeting';
}

class ReceivePaperShape {
  @IsWords(300) title!: string;
  /** As entries cite it in their source. */
  @Optional() @IsWords(300) citedAs?: string | null | undefined;
  /** Names of roles, bodies or groups; never of people. */
  @Optional() @IsLabels() presentedBy?: readonly string[] | null | undefined;
}

/** The id of a paper of a meeting, by how it is cited or else by its title; spelling does not count. */
export const paperId = (
  meeting: string,
  { title, citedAs }: { readonly title: string; readonly citedAs?: string | null | undefined },
): string => derivedId('paper', meeting, nameKey(citedAs ?? title));

/** A paper was put before a meeting. Its id is `paperId`. */
export class ReceivePaper extends Command<ReceivePaperShape> {
  static readonly shape = ReceivePaperShape;
  static readonly allows = MINUTES;
  readonly type = 'ReceivePaper';
}

class ConfirmMinutesShape {
  /** The later meeting of the same body that confirmed them. */
  @IsId() byMeetingId!: string;
}

/** A later meeting confirmed the minutes of this one as a true record. */
export class ConfirmMinutes extends Command<ConfirmMinutesShape> {
  static readonly shape = ConfirmMinutesShape;
  static readonly allows = MINUTES;
  readonly type = 'ConfirmMinutes';
}

/** What may be asked about a meeting itself and its papers. */
export const heldCommands = [ScheduleMeeting, ReceivePaper, ConfirmMinutes] as const;
/** One of `heldCommands`. */
export type HeldCommand = InstanceType<(typeof heldCommands)[number]>;
