import type { DomainEvent, Recorded } from './messages.js';

/** A recorded event of a union, told apart by its type: what `evolve` takes, so that `data` follows from `type`. */
export type Happened<E extends DomainEvent> = E extends DomainEvent ? Recorded<E> : never;
