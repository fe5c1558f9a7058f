import type { WordFields } from '../event-sourcing/decider.js';
import type { DomainEvent, Words } from '../event-sourcing/messages.js';
import type { Authority } from '../naming/party.js';

/** What a new version of a plan can make of a commitment. */
export const MAPPING_OUTCOMES = ['KEPT', 'MERGED', 'SPLIT', 'DROPPED'] as const;
/** One of `MAPPING_OUTCOMES`. */
export type MappingOutcome = (typeof MAPPING_OUTCOMES)[number];

/** What becomes of one commitment in the new version. */
export interface Mapped {
  readonly commitmentId: string;
  readonly outcome: MappingOutcome;
  /** The commitments it goes on in; none where it is kept as it is, or dropped. */
  readonly successorIds: readonly string[];
}

/** What can have happened to a plan. */
export type PlanEvent =
  | DomainEvent<'PlanAdopted', { readonly title: Words; readonly version: string; readonly adoptedBy: Authority }>
  | DomainEvent<'PlanRefreshed', { readonly version: string; readonly mapping: readonly Mapped[] }>
  | DomainEvent<'PlanClosed'>;

/** Which fields are free text. */
export const planWords: WordFields<PlanEvent> = { PlanAdopted: ['title'], PlanRefreshed: [], PlanClosed: [] };
