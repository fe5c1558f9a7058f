import { Command } from '../event-sourcing/messages.js';
import { IsId, IsLabel, IsLink, IsOneOf, IsPercent, IsWords, Optional } from '../event-sourcing/validation.js';
import { IMPACT_KINDS, type ImpactKind } from './commitment.events.js';
import { ReasonShape, REPORTS, type Maybe } from './commitment.shapes.commands.js';

class ReportProgressShape {
  @IsWords() summary!: string;
  @Optional() @IsPercent() percent?: Maybe<number>;
}

/** Say how the work goes; it changes nothing else. */
export class ReportProgress extends Command<ReportProgressShape> {
  static readonly shape = ReportProgressShape;
  static readonly allows = REPORTS;
  readonly type = 'ReportProgress';
}

class DeclareNothingToReportShape extends ReasonShape {
  /** The meeting whose reporting cycle asked. */
  @Optional() @IsId() meetingId?: Maybe<string>;
}

/** Say that there is nothing to report, and why: that is not silence. */
export class DeclareNothingToReport extends Command<DeclareNothingToReportShape> {
  static readonly shape = DeclareNothingToReportShape;
  static readonly allows = REPORTS;
  readonly type = 'DeclareNothingToReport';
}

class AssessRatingShape {
  @IsLabel() rating!: string;
  @Optional() @IsLabel() label?: Maybe<string>;
  @Optional() @IsLabel() scale?: Maybe<string>;
  /** Whose judgement it is: a lead's own is always `LEAD`, also when left out. */
  @Optional() @IsLabel() assessor?: Maybe<string>;
  /** Needed, except where a paper prints a rating without one. */
  @Optional() @IsWords() reason?: Maybe<string>;
}

/** Judge how the work stands, on the council's own scale; it never changes the state. */
export class AssessRating extends Command<AssessRatingShape> {
  static readonly shape = AssessRatingShape;
  static readonly allows = REPORTS;
  readonly type = 'AssessRating';
}

class RecordImpactShape {
  @IsWords() statement!: string;
  @IsOneOf(IMPACT_KINDS) expectedOrObserved!: ImpactKind;
  @Optional() @IsLabel() forWhom?: Maybe<string>;
}

/** Say what difference it makes or made to young people. */
export class RecordImpact extends Command<RecordImpactShape> {
  static readonly shape = RecordImpactShape;
  static readonly allows = REPORTS;
  readonly type = 'RecordImpact';
}

class AttachEvidenceShape {
  @IsLabel() kind!: string;
  @IsWords(300) title!: string;
  /** Either this or `file`. */
  @Optional() @IsLink() link?: Maybe<string>;
  @Optional() @IsLabel() file?: Maybe<string>;
  @Optional() @IsWords() altText?: Maybe<string>;
}

/** Add a record that something happened or changed. */
export class AttachEvidence extends Command<AttachEvidenceShape> {
  static readonly shape = AttachEvidenceShape;
  static readonly allows = REPORTS;
  readonly type = 'AttachEvidence';
}

class WithdrawEvidenceShape extends ReasonShape {
  @IsId() evidenceId!: string;
}

/** Take evidence back: a lead their own, governance staff any. */
export class WithdrawEvidence extends Command<WithdrawEvidenceShape> {
  static readonly shape = WithdrawEvidenceShape;
  static readonly allows = REPORTS;
  readonly type = 'WithdrawEvidence';
}

/** What may be reported about the work. */
export const progressCommands = [
  ReportProgress,
  DeclareNothingToReport,
  AssessRating,
  RecordImpact,
  AttachEvidence,
  WithdrawEvidence,
] as const;
/** One of `progressCommands`. */
export type ProgressCommand = InstanceType<(typeof progressCommands)[number]>;
