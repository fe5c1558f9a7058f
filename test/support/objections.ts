import { expect, it } from '@jest/globals';
import type { Decider } from '../../src/event-sourcing/decider.js';
import type { Command, DomainEvent } from '../../src/event-sourcing/messages.js';
import { stream, type Told } from './decider.js';

/** Everything rests on the first event of a stream; called inside the `describe` of its decider. */
export const restsOnItsFounding = <State, C extends Command, E extends DomainEvent, Facts>(
  decider: Decider<State, C, E, Facts>,
  founded: Told<E>,
  ...later: readonly Told<E>[]
): void => {
  it('lets its first entry be voided when nothing else stands', () => {
    expect(decider.objection?.(stream<E>())).toBeUndefined();
  });

  it('keeps its first entry while any other stands', () => {
    for (const event of later)
      expect(decider.objection?.(stream(event))).toMatch(/rests on this one; void those first/);
  });

  it('lets any later entry be voided', () => {
    for (const voided of later) {
      expect(decider.objection?.(stream(founded, ...later.filter((event) => event !== voided)))).toBeUndefined();
    }
  });
};
