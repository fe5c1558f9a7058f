import { withoutFounding } from '../event-sourcing/founding.js';
import type { Happened } from '../event-sourcing/happened.js';
import { dayOf } from '../event-sourcing/lifecycle-days.js';
import type { CommitmentEvent } from './commitment.events.js';
import { isLifecycleEvent, transition } from './commitment.lifecycle.js';
import { isSameName } from './commitment.people.js';
import { endedOn, evolve, TRACKS, type Commitment } from './commitment.state.js';

/** May these entries stand without one that is about to be voided? Names the first that relied on it. */
export const objection = (events: readonly Happened<CommitmentEvent>[]): string | undefined => {
  const founding = withoutFounding<CommitmentEvent>(events, 'CommitmentMade');
  if (founding !== undefined) return founding;
  let commitment: Commitment | null = null;
  for (const event of events) {
    if (commitment && !stands(commitment, event)) {
      return `A later entry relies on this one: ${inWords[event.type] ?? 'a fact'} of ${dayOf(event)}; void that first.`;
    }
    commitment = evolve(commitment, event);
  }
  return undefined;
};

/** Does what came before still bear this event? */
const stands = (commitment: Commitment, event: Happened<CommitmentEvent>): boolean => {
  const { standing, evidence, requested, wasDated, contributors } = commitment;
  if (isLifecycleEvent(event.type) && !transition(standing, event.type)) return false;
  switch (event.type) {
    case 'CompletionSignedOff':
      return event.data.evidenceIds.every((id) => evidence.has(id));
    case 'EvidenceWithdrawn':
      return evidence.has(event.data.evidenceId);
    case 'TargetSet':
      return !wasDated;
    case 'TargetMoved':
    case 'TargetRestated':
      return wasDated;
    case 'TargetMoveRefused':
      return requested !== null;
    case 'ContributorsChanged':
      return event.data.removed.every(({ name }) => contributors.some((one) => isSameName(one.name, name)));
    default: {
      const lastDay = endedOn(commitment);
      return TRACKS[event.type] !== null || lastDay === null || dayOf(event) <= lastDay;
    }
  }
};

const inWords: Partial<Record<CommitmentEvent['type'], string>> = {
  CommitmentAgreed: 'the agreement',
  WorkStarted: 'the start of work',
  CommitmentHeld: 'the hold',
  CommitmentResumed: 'the resumption',
  CompletionReported: 'the report of completion',
  CompletionSignedOff: 'the sign-off',
  CompletionRefused: 'the refusal of completion',
  CommitmentReopened: 'the reopening',
  CommitmentWithdrawn: 'the withdrawal',
  CommitmentSuperseded: 'the supersession',
  EvidenceWithdrawn: 'the withdrawal of evidence',
  TargetSet: 'the setting of the target',
  TargetMoved: 'the move of the target',
  TargetRestated: 'the restated target',
  TargetMoveRefused: 'the refusal to move the target',
  ContributorsChanged: 'the change of contributors',
};
