import type { DayRange } from '../event-sourcing/days.js';
import { DomainError } from '../event-sourcing/errors.js';
import type { Decided } from '../event-sourcing/messages.js';
import { ReportCompletion, type CompletionCommand, type SignOffCompletion } from './commitment.completion.commands.js';
import type { CommitmentEvent } from './commitment.events.js';
import { isReporter } from './commitment.people.js';
import { authority, change, refusedAs, stated, type CommitmentFacts } from './commitment.rules.js';
import type { Commitment } from './commitment.state.js';

/** Completion. House rule: reported complete is not signed off; that takes somebody else, and evidence or a waiver. */
export const decideCompletion = (
  command: CompletionCommand,
  commitment: Commitment,
  facts: CommitmentFacts,
): readonly Decided<CommitmentEvent>[] => {
  switch (command.type) {
    case 'ReportCompletion':
      return reported(command, commitment);
    case 'SignOffCompletion':
      return signedOff(command, commitment, facts);
    case 'RefuseCompletion': {
      const { decidedBy, reason } = command.data;
      return change(command, commitment, {
        type: 'CompletionRefused',
        data: { decidedBy: authority(decidedBy), reason },
      });
    }
  }
};

/** It happened on the day it was done, unless the sender says otherwise. */
const reported = (command: ReportCompletion, commitment: Commitment): readonly Decided<CommitmentEvent>[] => {
  const { whatWasDone } = command.data;
  const doneOn = doneOnOf(command);
  const data = { whatWasDone, ...stated({ doneOn }) };
  const { told } = command.sending;
  if (!doneOn || told?.occurredOn) return change(command, commitment, { type: 'CompletionReported', data });

  const asDone = new ReportCompletion(command.id, command.data, {
    ...command.sending,
    told: { ...told, occurredOn: doneOn },
  });
  return refusedAs(
    (field) => (field === 'told.occurredOn' ? 'doneOn' : field),
    () => change(asDone, commitment, { type: 'CompletionReported', data, occurredOn: doneOn }),
  );
};

const doneOnOf = ({ data, statedOn }: ReportCompletion): DayRange | undefined => {
  if (data.doneOn == null) return undefined;
  const { earliest, latest } = data.doneOn;
  const first = earliest ?? latest;
  if (first === null) throw new DomainError('INVALID', 'Give the day it was done, or leave it out.', 'doneOn');
  if (latest !== null && first > latest) {
    throw new DomainError('INVALID', `The first day, ${first}, lies after the last, ${latest}.`, 'doneOn');
  }
  if (first > statedOn) {
    throw new DomainError('INVALID', `What is stated on ${statedOn} cannot have been done on ${first}.`, 'doneOn');
  }
  return { earliest, latest };
};

const signedOff = (
  command: SignOffCompletion,
  commitment: Commitment,
  { openParts }: CommitmentFacts,
): readonly CommitmentEvent[] => {
  const decidedBy = authority(command.data.decidedBy);
  const { waiver } = command.data;
  const evidenceIds = [...new Set(command.data.evidenceIds ?? [])];
  const [event] = change(command, commitment, {
    type: 'CompletionSignedOff',
    data: { decidedBy, evidenceIds, ...stated({ waiver }) },
  });

  const { completedBy, evidence } = commitment;
  if (completedBy && isReporter(decidedBy, completedBy)) {
    throw new DomainError(
      'RULE',
      `${decidedBy.name} reported this commitment complete, so somebody else has to sign it off.`,
      'decidedBy',
    );
  }
  if (evidenceIds.some((id) => !evidence.has(id))) {
    throw new DomainError('INVALID', 'This commitment has no such evidence, or it was withdrawn.', 'evidenceIds');
  }
  if (evidenceIds.length === 0 && waiver == null) {
    throw new DomainError(
      'RULE',
      'A sign-off needs evidence, or a waiver that says why none was asked for.',
      'evidenceIds',
    );
  }
  if (openParts.length > 0) {
    throw new DomainError(
      'RULE',
      `Parts of this commitment are still open: ${openParts.join(', ')}. Close, withdraw or supersede them first.`,
    );
  }
  return [event];
};
