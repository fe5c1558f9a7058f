import type { WordFields } from '../event-sourcing/decider.js';
import type { DomainEvent, Words } from '../event-sourcing/messages.js';

/**
 * What can have happened to a copy of the service that follows the log: the stream is `copy-⟨the id in its data folder⟩`.
 * Housekeeping of the service, and no word about anybody's work.
 */
export type CopyEvent =
  | DomainEvent<
      'CopyJoined',
      {
        /** The name of the machine it runs on, by which whoever runs the service knows it. */
        readonly name: string;
      }
    >
  | DomainEvent<'ErasureAcknowledged', { readonly entryId: string }>
  | DomainEvent<'CopyRetired', { readonly reason: Words }>;

/** The free text of each event: sealed in the log. */
export const copyWords = {
  CopyJoined: [],
  ErasureAcknowledged: [],
  CopyRetired: ['reason'],
} as const satisfies WordFields<CopyEvent>;
