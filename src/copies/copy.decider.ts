import type { Day } from '../event-sourcing/days.js';
import type { Decider } from '../event-sourcing/decider.js';
import { DomainError } from '../event-sourcing/errors.js';
import type { Happened } from '../event-sourcing/happened.js';
import { dayOf, refuseOutOfOrder } from '../event-sourcing/lifecycle-days.js';
import type { CopyCommand } from './copy.commands.js';
import { copyWords, type CopyEvent } from './copy.events.js';

/** A copy of the service as the rules see it; `null` before it was heard of. */
interface Copy {
  readonly isRetired: boolean;
  /** The entries whose erasure it has acknowledged. */
  readonly acknowledged: readonly string[];
  readonly lastDay: Day;
}

/** A copy joins and acknowledges by itself, each once; a copy that is heard of again was not gone after all. */
export const copyDecider: Decider<Copy | null, CopyCommand, CopyEvent> = {
  category: 'copy',
  initialState: null,
  words: copyWords,

  decide(command, copy) {
    const isOnRecord = copy !== null && !copy.isRetired;
    switch (command.type) {
      case 'JoinCopy':
        return isOnRecord ? [] : [joined(command.data)];
      case 'AcknowledgeErasure': {
        const { entryId } = command.data;
        if (copy?.acknowledged.includes(entryId)) return [];
        const acknowledged = { type: 'ErasureAcknowledged', data: { entryId } } as const;
        return isOnRecord ? [acknowledged] : [joined(command.data), acknowledged];
      }
      case 'RetireCopy':
        if (copy === null) throw new DomainError('NOT_FOUND', 'There is no such copy of the service.', 'copyId');
        refuseOutOfOrder(command, copy.lastDay);
        if (copy.isRetired) throw new DomainError('RULE', 'This copy of the service was retired already.');
        return [{ type: 'CopyRetired', data: { reason: command.data.reason } }];
    }
  },

  evolve(before, event: Happened<CopyEvent>) {
    const copy = { isRetired: false, acknowledged: [], ...before, lastDay: dayOf(event) };
    switch (event.type) {
      case 'CopyJoined':
        return { ...copy, isRetired: false };
      case 'ErasureAcknowledged':
        return { ...copy, acknowledged: [...copy.acknowledged, event.data.entryId] };
      case 'CopyRetired':
        return { ...copy, isRetired: true };
    }
  },

  // The answer to "is it gone everywhere?" rests on every one of them.
  objection: () => 'What is on record of a copy of the service stays; a copy that was retired too early joins again.',
};

const joined = ({ name }: { readonly name: string }): CopyEvent => ({ type: 'CopyJoined', data: { name } });
