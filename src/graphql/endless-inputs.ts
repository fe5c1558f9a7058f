import { getNamedType, isInputObjectType, Kind, type GraphQLNamedType, type GraphQLSchema } from 'graphql';
import type { OperationDefinitionNode, TypeNode } from 'graphql';

/**
 * Names of the input types that can hold themselves, at whatever depth. The compiler of queries writes code for every
 * level of a variable: for one of these it would write until its stack is full, and hold up everybody for seconds.
 */
export const endlessInputs = (schema: GraphQLSchema): ReadonlySet<string> =>
  new Set(
    Object.values(schema.getTypeMap())
      .filter((type) => isEndless(type, []))
      .map(({ name }) => name),
  );

const isEndless = (type: GraphQLNamedType, within: readonly string[]): boolean =>
  isInputObjectType(type) &&
  (within.includes(type.name) ||
    Object.values(type.getFields()).some((field) => isEndless(getNamedType(field.type), [...within, type.name])));

/** Names of the types of an operation's variables. */
export const variableTypes = ({ variableDefinitions = [] }: OperationDefinitionNode): readonly string[] =>
  variableDefinitions.map(({ type }) => nameOf(type));

const nameOf = (type: TypeNode): string => (type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type));
