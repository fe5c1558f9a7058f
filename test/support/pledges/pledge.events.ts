import type { WordFields } from '../../../src/event-sourcing/decider.js';
import type { DomainEvent, Words } from '../../../src/event-sourcing/messages.js';

/** What can happen to a pledge: a small stream of every kind of event, to try the spine with. */
export type PledgeEvent =
  | DomainEvent<'PledgeMade', { readonly title: Words; readonly wording?: Words; readonly weight: number }>
  | DomainEvent<'PledgeWorded', { readonly title?: Words; readonly wording?: Words; readonly reason?: Words }>
  | DomainEvent<'PledgeRated', { readonly assessor: string; readonly rating: string; readonly reason?: Words }>
  | DomainEvent<'PledgeReported', { readonly summary: Words; readonly percent?: number }>
  | DomainEvent<'PledgeHeld', { readonly reason: Words }>
  | DomainEvent<'PledgeResumed'>
  | DomainEvent<'PledgeClosed'>;

/** The free text of each. */
export const pledgeWords = {
  PledgeMade: ['title', 'wording'],
  PledgeWorded: ['title', 'wording', 'reason'],
  PledgeRated: ['reason'],
  PledgeReported: ['summary'],
  PledgeHeld: ['reason'],
  PledgeResumed: [],
  PledgeClosed: [],
} as const satisfies WordFields<PledgeEvent>;
