import { plainToInstance } from 'class-transformer';
import { getMetadataStorage } from 'class-validator';
import {
  getNamedType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLInputObjectType,
  type GraphQLSchema,
} from 'graphql';
import { INPUT_FIELDS, mutationName, targetField, type Mutations } from '../../src/graphql/mutations.js';

/** Mutations that send a command for each of their items. */
const OF_SEVERAL = new Set(['submitUpdates']);

type Shape = new () => object;

/**
 * Where the contract and the commands do not say the same: a mutation without its command or the other way round, a
 * field that only one of them knows, one that may be left out on one side only. No lines: they agree.
 */
export const drift = (schema: GraphQLSchema, all: readonly Mutations[]): string[] => {
  const fields = schema.getMutationType()?.getFields() ?? {};
  const known = new Set<string>();
  const found = all.flatMap(({ thing, commands, newId = {}, names }) =>
    commands.flatMap((command) => {
      const name = mutationName(command, names);
      known.add(name);
      const field = fields[name];
      if (!field) return [`${name}: no such mutation in the contract`];
      const input = field.args.find((argument) => argument.name === 'input');
      const type = input && getNamedType(input.type);
      if (!input || !isInputObjectType(type) || !isNonNullType(input.type))
        return [`${name}: no "input" in the contract`];
      const own = newId[command.name] ? INPUT_FIELDS : [targetField(thing), ...INPUT_FIELDS];
      const missing = own
        .filter((each) => !type.getFields()[each])
        .map((each) => `${name}: no field ${each} in the contract`);
      return [...missing, ...between(type, command.shape, own, name)];
    }),
  );
  return [
    ...found,
    ...Object.keys(fields)
      .filter((name) => !known.has(name) && !OF_SEVERAL.has(name))
      .map((name) => `${name}: no command`),
  ];
};

const between = (type: GraphQLInputObjectType, shape: Shape, own: readonly string[], path: string): string[] => {
  const fields = type.getFields();
  const rules = rulesOf(shape);
  const unknown = Object.keys(fields).filter((name) => !own.includes(name) && !rules.has(name));
  return [
    ...unknown.map((name) => `${path}.${name}: the command does not know it`),
    ...[...rules].flatMap(([name, { optional, nested }]) => {
      const field = fields[name];
      if (!field) return [`${path}.${name}: the contract does not know it`];
      const found = isNonNullType(field.type) === optional ? [`${path}.${name}: only one side requires it`] : [];
      const inner = getNamedType(field.type);
      if (isInputObjectType(inner) !== (nested !== undefined))
        return [...found, `${path}.${name}: an object on one side only`];
      return isInputObjectType(inner) && nested
        ? [...found, ...between(inner, nested, [], `${path}.${name}${isListType(field.type) ? '[]' : ''}`)]
        : found;
    }),
  ];
};

const rulesOf = (shape: Shape): ReadonlyMap<string, { optional: boolean; nested: Shape | undefined }> => {
  const rules = new Map<string, { optional: boolean; nested: Shape | undefined }>();
  for (const { propertyName, type } of getMetadataStorage().getTargetValidationMetadatas(shape, '', false, false)) {
    const optional = type === 'conditionalValidation' || (rules.get(propertyName)?.optional ?? false);
    rules.set(propertyName, { optional, nested: nestedIn(shape, propertyName) });
  }
  return rules;
};

/** The class that a field's object becomes an instance of, as the handler would make it. */
const nestedIn = (shape: Shape, name: string): Shape | undefined => {
  const made = (plainToInstance(shape, { [name]: {} }) as Record<string, object>)[name]?.constructor as
    Shape | undefined;
  return made === Object ? undefined : made;
};
