import type { WordFields } from '../event-sourcing/decider.js';
import type { DomainEvent, Words } from '../event-sourcing/messages.js';
import type { AliasAdded, Names, Renaming } from '../naming/naming.js';

/** What can have happened to a programme: a named, lasting thing that commitments belong to. */
export type ProgrammeEvent =
  | DomainEvent<'ProgrammeNamed', Names & { readonly kind?: string }>
  | DomainEvent<'ProgrammeRenamed', Renaming>
  | AliasAdded
  | DomainEvent<'ActivityReported', { readonly summary: Words }>
  | DomainEvent<'ProgrammeClosed'>;

/** Which fields are free text. */
export const programmeWords: WordFields<ProgrammeEvent> = {
  ProgrammeNamed: [],
  ProgrammeRenamed: [],
  AliasAdded: [],
  ActivityReported: ['summary'],
  ProgrammeClosed: [],
};
