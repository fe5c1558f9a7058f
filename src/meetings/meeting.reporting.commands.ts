import type { Day } from '../event-sourcing/days.js';
import { Command } from '../event-sourcing/messages.js';
import { IsDay, IsId, IsNested, IsOneOf, IsWords, Optional } from '../event-sourcing/validation.js';
import { GRADES, LIST_PLACES, type Grade, type ListPlace } from './meeting.events.js';

class OpenReportingShape {
  /** The paper deadline: from this day on the cycle can be closed. */
  @IsDay() closesOn!: Day;
}

/** The reporting cycle of a meeting begins: what is expected in it is fixed from the record as it stood on the day. */
export class OpenReporting extends Command<OpenReportingShape> {
  static readonly shape = OpenReportingShape;
  static readonly allows = ['governance', 'importer'] as const;
  readonly type = 'OpenReporting';
}

class CloseReportingShape {}

/** The reporting cycle of a meeting ends: its list is frozen, and what is said later is late. */
export class CloseReporting extends Command<CloseReportingShape> {
  static readonly shape = CloseReportingShape;
  static readonly allows = ['governance', 'importer'] as const;
  readonly type = 'CloseReporting';
}

class CorrectionShape {
  @IsId() commitmentId!: string;
  @IsOneOf(LIST_PLACES) place!: ListPlace;
  /** With `NO_UPDATE`, and only there. */
  @Optional() @IsOneOf(GRADES) grade?: Grade | null;
}

class CorrectReportingListShape {
  @IsNested(() => CorrectionShape, { each: true }) corrections!: CorrectionShape[];
  @IsWords() reason!: string;
}

/** The list of a cycle was wrong about some commitments; governance staff put it right and say why. */
export class CorrectReportingList extends Command<CorrectReportingListShape> {
  static readonly shape = CorrectReportingListShape;
  static readonly allows = ['governance'] as const;
  readonly type = 'CorrectReportingList';
}

/** What may be asked of the reporting cycle of a meeting. */
export const reportingCommands = [OpenReporting, CloseReporting, CorrectReportingList] as const;
/** One of `reportingCommands`. */
export type ReportingCommand = InstanceType<(typeof reportingCommands)[number]>;
