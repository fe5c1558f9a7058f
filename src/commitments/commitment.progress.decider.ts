import { DomainError } from '../event-sourcing/errors.js';
import { derivedId } from '../event-sourcing/identity.js';
import { refuseFuture } from '../event-sourcing/lifecycle-days.js';
import type { Decided } from '../event-sourcing/messages.js';
import type { CommitmentEvent } from './commitment.events.js';
import type { AssessRating, ProgressCommand, WithdrawEvidence } from './commitment.progress.commands.js';
import { fact, stated } from './commitment.rules.js';
import type { Commitment } from './commitment.state.js';

/** Facts about the work. House rule: they change nothing but the record of progress, and may be back-dated. */
export const decideProgress = (
  command: ProgressCommand,
  commitment: Commitment,
): readonly Decided<CommitmentEvent>[] => {
  switch (command.type) {
    case 'ReportProgress': {
      const { summary, percent } = command.data;
      return fact(command, commitment, { type: 'ProgressReported', data: { summary, ...stated({ percent }) } });
    }
    case 'DeclareNothingToReport': {
      const { meetingId, reason } = command.data;
      return fact(command, commitment, { type: 'NothingToReportDeclared', data: { reason, ...stated({ meetingId }) } });
    }
    case 'AssessRating': {
      const { rating, label, scale, reason } = command.data;
      const assessor = assessorOf(command);
      if (reason == null && !command.sending.told?.source) {
        throw new DomainError(
          'INVALID',
          'Say why: a rating comes with its reason, unless a paper gives none.',
          'reason',
        );
      }
      return fact(command, commitment, {
        type: 'RatingAssessed',
        data: { rating, assessor, ...stated({ label, scale, reason }) },
      });
    }
    case 'RecordImpact': {
      const { statement, expectedOrObserved, forWhom } = command.data;
      return fact(command, commitment, {
        type: 'ImpactRecorded',
        data: { statement, expectedOrObserved, ...stated({ forWhom }) },
      });
    }
    case 'AttachEvidence': {
      const { kind, title, link, file, altText } = command.data;
      if ((link == null) === (file == null)) {
        throw new DomainError('INVALID', 'Evidence is either a link or a file: give one of them.', 'link');
      }
      const evidenceId = derivedId(command.sending.commandId, 'evidence');
      return fact(command, commitment, {
        type: 'EvidenceAttached',
        data: { evidenceId, kind, title, ...stated({ link, file, altText }) },
      });
    }
    case 'WithdrawEvidence':
      return withdrawn(command, commitment);
  }
};

/** A lead judges for themselves; what a board or anybody else judged is recorded by governance staff or from a paper. */
const assessorOf = ({ data, sender }: AssessRating): string => {
  const assessor = data.assessor?.trim() ?? 'LEAD';
  const speaksForOthers = sender.roles.includes('governance') || sender.roles.includes('importer');
  if (speaksForOthers && data.assessor == null) {
    throw new DomainError('INVALID', 'Say whose judgement this is, such as LEAD or BOARD.', 'assessor');
  }
  if (!speaksForOthers && assessor !== 'LEAD') {
    throw new DomainError(
      'FORBIDDEN',
      'You can record your own judgement as a lead; governance staff record those of others.',
      'assessor',
    );
  }
  return assessor;
};

/** Allowed in every state: evidence that must not be shown, such as a picture without consent, goes at once. */
const withdrawn = (command: WithdrawEvidence, { evidence }: Commitment): readonly [CommitmentEvent] => {
  const { data, sender } = command;
  const { evidenceId, reason } = data;
  const day = refuseFuture(command);
  const attached = evidence.get(evidenceId);
  if (!attached) {
    throw new DomainError('RULE', 'This commitment has no such evidence, or it was withdrawn already.', 'evidenceId');
  }
  // In the order of days it would be withdrawn first and attached afterwards, and so would stay.
  if (day < attached.on) {
    throw new DomainError(
      'INVALID',
      `This evidence was attached on ${attached.on}; it cannot be withdrawn before that, on ${day}.`,
      'told.occurredOn',
    );
  }
  if (attached.by !== sender.id && !sender.roles.includes('governance')) {
    throw new DomainError(
      'FORBIDDEN',
      'You can withdraw only evidence that you attached yourself; governance staff can withdraw the rest.',
    );
  }
  return [{ type: 'EvidenceWithdrawn', data: { evidenceId, reason } }];
};
