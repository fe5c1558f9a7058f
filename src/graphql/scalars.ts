import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { isDay } from '../event-sourcing/days.js';
import { ROLES } from '../event-sourcing/messages.js';

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

const dayFrom = (value: unknown): string => {
  if (isDay(value)) return value;
  throw new GraphQLError('A day must be a calendar day such as 2025-11-12.');
};

const instantFrom = (value: unknown): string => {
  if (typeof value === 'string' && INSTANT.test(value) && isDay(value.slice(0, 10))) {
    const instant = new Date(value);
    if (!Number.isNaN(instant.getTime())) return instant.toISOString();
  }
  throw new GraphQLError('An instant must be a date and time with its zone, such as 2025-12-02T10:15:00Z.');
};

/** A scalar that is text on both sides, checked on its way in. */
const textScalar = (name: string, read: (value: unknown) => string): GraphQLScalarType =>
  new GraphQLScalarType({
    name,
    serialize: (value) => value,
    parseValue: read,
    parseLiteral: (node) => read(node.kind === Kind.STRING ? node.value : undefined),
  });

/** The roles as GraphQL says them: `YOUNG_PERSON` is `young-person` inside. */
const roles = Object.fromEntries(ROLES.map((role) => [role.toUpperCase().replaceAll('-', '_'), role]));

/** What the types of `spine.graphql` and `auth.graphql` mean in code. */
export const SCALARS = { Day: textScalar('Day', dayFrom), Instant: textScalar('Instant', instantFrom), Role: roles };
