import type { WordFields } from '../event-sourcing/decider.js';
import type { DomainEvent } from '../event-sourcing/messages.js';
import type { AliasAdded, Names, Renaming } from '../naming/naming.js';

/** What can have happened to a body: a committee, a board, a group of young people. */
export type BodyEvent =
  | DomainEvent<'BodyEstablished', Names & { readonly kind: string }>
  | DomainEvent<'BodyRenamed', Renaming>
  | AliasAdded
  | DomainEvent<'BodyClosed'>;

/** No free text: names of bodies are public. */
export const bodyWords: WordFields<BodyEvent> = {
  BodyEstablished: [],
  BodyRenamed: [],
  AliasAdded: [],
  BodyClosed: [],
};

/** The one kind of body with a rule of its own; every other kind is the council's own word. */
export const YOUNG_PEOPLES_GROUP = 'YOUNG_PEOPLES_GROUP';

/**
 * May a body of this kind lead, sign off or be asked for an update? A young people's group never is: the council owes
 * them the answers. However the kind is spelt (`Young people's group`), it counts.
 */
export const isAnswerable = (kind: string): boolean => lettersOf(kind) !== lettersOf(YOUNG_PEOPLES_GROUP);

const lettersOf = (kind: string): string => kind.toUpperCase().replace(/[^A-Z]/g, '');
