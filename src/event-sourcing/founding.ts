import type { DomainEvent, Recorded } from './messages.js';

/**
 * For a decider's `objection`: everything in a stream rests on the event it began with, so that one is voided only when
 * nothing else stands.
 */
export const withoutFounding = <E extends DomainEvent>(
  events: readonly Recorded<E>[],
  founding: E['type'],
): string | undefined =>
  events.length > 0 && events[0]?.type !== founding
    ? 'Every later entry in this history rests on this one; void those first, the newest first.'
    : undefined;
