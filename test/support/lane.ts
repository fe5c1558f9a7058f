import { derivedId } from '../../src/event-sourcing/identity.js';
import type { NewEvent } from '../../src/event-sourcing/messages.js';
import { newEvent } from './new-event.js';

/** The nth append to a stream, from 0, the same in every process that works it out. */
export interface NthAppend {
  readonly events: readonly NewEvent[];
  readonly expectedVersion: number;
}

const sizeOf = (n: number): number => (n % 3) + 1;

/** Appends of one, two and three events in turn. */
export const nthAppend = (stream: string, n: number): NthAppend => ({
  events: Array.from({ length: sizeOf(n) }, (_, index) =>
    newEvent({ id: derivedId(stream, String(n), String(index)), data: { n, index } }),
  ),
  expectedVersion: Array.from({ length: n }, (_, earlier) => sizeOf(earlier)).reduce((sum, size) => sum + size, 0),
});

/** The ids that a stream holds after its first `count` appends. */
export const idsAfter = (stream: string, count: number): string[] =>
  Array.from({ length: count }, (_, n) => nthAppend(stream, n).events.map(({ id }) => id)).flat();
