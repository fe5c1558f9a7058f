import { derivedId } from '../event-sourcing/identity.js';
import { Command, type CommandClass } from '../event-sourcing/messages.js';
import { IsNested, Optional } from '../event-sourcing/validation.js';
import { nameKey } from '../naming/naming.js';
import { completionCommands, ReportCompletion } from './commitment.completion.commands.js';
import { lifecycleCommands } from './commitment.lifecycle.commands.js';
import {
  AssessRating,
  AttachEvidence,
  DeclareNothingToReport,
  progressCommands,
  RecordImpact,
  ReportProgress,
} from './commitment.progress.commands.js';
import { REPORTS, type Maybe } from './commitment.shapes.commands.js';
import { RequestTargetMove, targetCommands } from './commitment.target.commands.js';
import { termsCommands } from './commitment.terms.commands.js';

// Other features ask by this file alone, and need not know how the rules are sliced.
export * from './commitment.completion.commands.js';
export * from './commitment.lifecycle.commands.js';
export * from './commitment.progress.commands.js';
export * from './commitment.target.commands.js';
export * from './commitment.terms.commands.js';
// A decision that allows another date reads it as the commitment will.
export { TargetShape } from './commitment.shapes.commands.js';
export { isUnsaid, readTarget } from './commitment.target.reading.js';

class SubmitUpdateShape {
  @Optional() @IsNested(() => ReportProgress.shape) progress?: Maybe<ReportProgress['data']>;
  @Optional() @IsNested(() => AssessRating.shape) rating?: Maybe<AssessRating['data']>;
  @Optional() @IsNested(() => RecordImpact.shape) impact?: Maybe<RecordImpact['data']>;
  @Optional() @IsNested(() => AttachEvidence.shape) evidence?: Maybe<AttachEvidence['data']>;
  @Optional() @IsNested(() => RequestTargetMove.shape) dateRequest?: Maybe<RequestTargetMove['data']>;
  @Optional() @IsNested(() => ReportCompletion.shape) completion?: Maybe<ReportCompletion['data']>;
  @Optional() @IsNested(() => DeclareNothingToReport.shape) nothingToReport?: Maybe<DeclareNothingToReport['data']>;
}

/** Say several things at once, as a form does: each becomes its own entry, and all are recorded or none. */
export class SubmitUpdate extends Command<SubmitUpdateShape> {
  static readonly shape = SubmitUpdateShape;
  static readonly allows = REPORTS;
  readonly type = 'SubmitUpdate';
}

/** Everything that may be asked of a commitment. */
export const commitmentCommands = [
  ...termsCommands,
  ...lifecycleCommands,
  ...targetCommands,
  ...progressCommands,
  ...completionCommands,
  SubmitUpdate,
] as const satisfies readonly CommandClass[];
/** One of `commitmentCommands`. */
export type CommitmentCommand = InstanceType<(typeof commitmentCommands)[number]>;

/**
 * The id of a new commitment: derived from its plan and reference where it has one, so that the same row of the same
 * plan is never made twice; otherwise from the command, so that a repeated command makes nothing new. Letter case and
 * spacing of a reference do not count.
 */
export const commitmentId = (
  { planId, reference }: { readonly planId?: Maybe<string>; readonly reference?: Maybe<string> },
  commandId: string,
): string =>
  reference != null && reference.trim() !== ''
    ? derivedId('commitment', planId ?? '', nameKey(reference))
    : derivedId('commitment', commandId);
