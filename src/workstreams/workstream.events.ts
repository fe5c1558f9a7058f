import type { WordFields } from '../event-sourcing/decider.js';
import type { DomainEvent } from '../event-sourcing/messages.js';
import type { Appointment } from '../naming/appointment.js';
import type { AliasAdded, Names, Renaming } from '../naming/naming.js';

/** What can have happened to a workstream. */
export type WorkstreamEvent =
  | DomainEvent<'WorkstreamEstablished', Names>
  | DomainEvent<'WorkstreamRenamed', Renaming>
  | AliasAdded
  | DomainEvent<'WorkstreamLeadAppointed', Appointment>
  | DomainEvent<'WorkstreamClosed'>;

/** No free text: names of workstreams, teams and roles are public. */
export const workstreamWords: WordFields<WorkstreamEvent> = {
  WorkstreamEstablished: [],
  WorkstreamRenamed: [],
  AliasAdded: [],
  WorkstreamLeadAppointed: [],
  WorkstreamClosed: [],
};
