import { Command } from '../event-sourcing/messages.js';
import { DayRangeShape, IsIds, IsNested, IsWords, Optional } from '../event-sourcing/validation.js';
import { CARRIES_OUT, DecidedByShape, ReasonShape, REPORTS, type Maybe } from './commitment.shapes.commands.js';

class ReportCompletionShape {
  /** The day it was done, or the first and last it can have been; left out where the paper gives none. */
  @Optional() @IsNested(() => DayRangeShape) doneOn?: Maybe<DayRangeShape>;
  @IsWords() whatWasDone!: string;
}

/** Say that it is done; it then awaits sign-off. */
export class ReportCompletion extends Command<ReportCompletionShape> {
  static readonly shape = ReportCompletionShape;
  static readonly allows = REPORTS;
  readonly type = 'ReportCompletion';
}

class SignOffCompletionShape {
  @IsNested(() => DecidedByShape) decidedBy!: DecidedByShape;
  @Optional() @IsIds() evidenceIds?: Maybe<readonly string[]>;
  /** Why no evidence was asked for. */
  @Optional() @IsWords() waiver?: Maybe<string>;
}

/** Record that the right body or officer accepted the completion, on evidence or a stated waiver. */
export class SignOffCompletion extends Command<SignOffCompletionShape> {
  static readonly shape = SignOffCompletionShape;
  static readonly allows = CARRIES_OUT;
  readonly type = 'SignOffCompletion';
}

class RefuseCompletionShape extends ReasonShape {
  @IsNested(() => DecidedByShape) decidedBy!: DecidedByShape;
}

/** Record that the completion was not accepted: work goes on. */
export class RefuseCompletion extends Command<RefuseCompletionShape> {
  static readonly shape = RefuseCompletionShape;
  static readonly allows = CARRIES_OUT;
  readonly type = 'RefuseCompletion';
}

/** What may be asked about completion. */
export const completionCommands = [ReportCompletion, SignOffCompletion, RefuseCompletion] as const;
/** One of `completionCommands`. */
export type CompletionCommand = InstanceType<(typeof completionCommands)[number]>;
