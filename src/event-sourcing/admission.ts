import type { Decider } from './decider.js';
import { DomainError } from './errors.js';
import type { Command, CommandClass, Recorded, Role } from './messages.js';
import { StatementShape, validated } from './validation.js';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the handler passes state and facts through and reads neither
export type AnyDecider = Decider<any, any, any, any>;

/** Whom somebody may turn to, in words; a role that nobody meets has none. */
const PEOPLE: Readonly<Partial<Record<Role, string>>> = {
  lead: 'workstream leads',
  governance: 'governance staff',
  participation: 'participation workers',
  'data-protection': 'data protection officers',
};
const ANDS = new Intl.ListFormat('en-GB', { type: 'conjunction' });

/** The sentence for somebody who has none of the roles that may. */
export const refusedTo = (allows: readonly Role[]): string => {
  const people = allows.flatMap((role) => PEOPLE[role] ?? []);
  return people.length === 0
    ? 'Only the tracker itself can do this.'
    : `Only ${ANDS.format(people)} can do this; please ask ${people.length === 1 ? 'them' : 'one of them'}.`;
};

/** The command with its data as its shape reads them. Throws `DomainError`: INVALID when it has another, FORBIDDEN. */
export const admitted = <C extends Command>(
  given: C,
  { shape, allows, prototype }: CommandClass & { readonly prototype: unknown },
): C => {
  const told = given.sending.told && validated(StatementShape, given.sending.told, 'told');
  const data = validated(shape, given.data);
  const sending = { ...given.sending, told };
  const command = Object.assign(Object.create(prototype as object) as C, given, { data, sending });
  if (!command.sender.roles.some((role) => allows.includes(role))) {
    throw new DomainError('FORBIDDEN', refusedTo(allows));
  }
  if (command.statedOn > command.sender.today) {
    throw new DomainError(
      'INVALID',
      `${command.statedOn} has not come yet: nothing can have been stated on it.`,
      'told.statedOn',
    );
  }
  return command;
};

const NOT_THEIRS =
  'Your team neither leads this nor contributes to it, and it is in none of your workstreams; please ask its lead, or governance staff.';

/** A lead acts on what concerns their team or workstream; any other role that is allowed acts on everything. */
export const refuseForeignLead = (
  command: Command,
  { allows }: CommandClass,
  decider: AnyDecider,
  state: unknown,
): void => {
  const entitled = command.sender.roles.filter((role) => allows.includes(role));
  if (entitled.some((role) => role !== 'lead') || !decider.concerns) return;
  // Whoever mistypes an id is told that there is no such thing, which the rules know better.
  if (state === decider.initialState) return;
  if (!decider.concerns(state, command.sender)) {
    throw new DomainError('FORBIDDEN', NOT_THEIRS);
  }
};

/** Throws `DomainError` CONFLICT that says what changed since the version the caller had seen. */
export const refuseIfChanged = ({ sending: { expectedVersion } }: Command, history: readonly Recorded[]): void => {
  if (expectedVersion === undefined || expectedVersion === history.length) return;
  const since = history.slice(expectedVersion);
  throw new DomainError(
    'CONFLICT',
    since.length === 0
      ? `The record holds ${history.length} entries, fewer than the version ${expectedVersion} you named.`
      : `This has changed since you read it: ${since.map(({ type }) => type).join(', ')}. Read it again, then decide.`,
    'expectedVersion',
    since.map(({ id, type, version, recordedAt }) => ({ id, type, version, recordedAt })),
  );
};
