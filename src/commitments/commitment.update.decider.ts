import { DomainError } from '../event-sourcing/errors.js';
import type { Decided } from '../event-sourcing/messages.js';
import type { SubmitUpdate } from './commitment.commands.js';
import { ReportCompletion } from './commitment.completion.commands.js';
import { decideCompletion } from './commitment.completion.decider.js';
import type { CommitmentEvent } from './commitment.events.js';
import {
  AssessRating,
  AttachEvidence,
  DeclareNothingToReport,
  RecordImpact,
  ReportProgress,
} from './commitment.progress.commands.js';
import { decideProgress } from './commitment.progress.decider.js';
import { refusedAs, type CommitmentFacts } from './commitment.rules.js';
import type { Commitment } from './commitment.state.js';
import { RequestTargetMove } from './commitment.target.commands.js';
import { decideTarget } from './commitment.target.decider.js';

/** One form, several entries: each part is decided by the rule of its own command, and one refusal refuses all. */
export const decideUpdate = (
  { id, data, sending }: SubmitUpdate,
  commitment: Commitment,
  facts: CommitmentFacts,
): readonly Decided<CommitmentEvent>[] => {
  const { progress, rating, impact, evidence, dateRequest, completion, nothingToReport } = data;
  if (dateRequest && completion) {
    throw new DomainError(
      'RULE',
      'What is reported complete needs no later date; send one or the other.',
      'dateRequest',
    );
  }
  const answers = [
    progress && part('progress', () => decideProgress(new ReportProgress(id, progress, sending), commitment)),
    rating && part('rating', () => decideProgress(new AssessRating(id, rating, sending), commitment)),
    impact && part('impact', () => decideProgress(new RecordImpact(id, impact, sending), commitment)),
    evidence && part('evidence', () => decideProgress(new AttachEvidence(id, evidence, sending), commitment)),
    dateRequest && part('dateRequest', () => decideTarget(new RequestTargetMove(id, dateRequest, sending), commitment)),
    completion &&
      part('completion', () => decideCompletion(new ReportCompletion(id, completion, sending), commitment, facts)),
  ];
  if (nothingToReport && answers.some((answer) => answer)) {
    throw new DomainError(
      'RULE',
      'Either there is something to report or nothing; send one or the other.',
      'nothingToReport',
    );
  }
  if (nothingToReport) {
    const declaration = new DeclareNothingToReport(id, nothingToReport, sending);
    return part('nothingToReport', () => decideProgress(declaration, commitment));
  }
  const events = answers.flatMap((answer) => answer ?? []);
  if (events.length === 0) {
    throw new DomainError(
      'INVALID',
      'An update says at least one thing: progress, a rating, an impact, evidence, a date request, completion, or that there is nothing to report.',
    );
  }
  return events;
};

/** When it happened is said of the whole update; everything else belongs to its part. */
const part = <T>(name: string, decide: () => T): T =>
  refusedAs((field) => (field?.startsWith('told.') ? field : field === undefined ? name : `${name}.${field}`), decide);
