import type { Day } from '../event-sourcing/days.js';
import type { Attribution } from '../event-sourcing/messages.js';
import { coversOn, leadOn, type Appointed } from '../naming/leads.js';
import { nameKey } from '../naming/naming.js';
import type { Authority, Party } from './commitment.events.js';

/** The same name, however it is spelt. */
export const isSameName = (a: string | null, b: string | null): boolean =>
  a !== null && b !== null && nameKey(a) === nameKey(b);

/** The same party, or the same vacancy. */
export const isSameParty = (a: Party | null, b: Party | null): boolean =>
  a === null || b === null ? a === b : isSameName(a.name, b.name) && a.kind === b.kind;

/** Who answers for the work on a day: the lead, and whoever covers for them. */
export const answeringOn = (appointments: readonly Appointed[], day: Day): readonly Party[] =>
  [leadOn(appointments, day), ...coversOn(appointments, day)].flatMap((one) => one?.lead ?? []);

/**
 * Is whoever decided also who reported, by the reporter's name, role or body? House rule: who signs off is not who
 * reported it complete, whoever types, and whether a team is entered as a body or as an officer.
 */
export const isReporter = ({ name }: Authority, { name: person, role, body }: Attribution): boolean =>
  [person, role, body].some((one) => isSameName(name, one));
