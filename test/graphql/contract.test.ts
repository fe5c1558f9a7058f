import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { isEnumType, isInputObjectType, isInterfaceType, isObjectType, type GraphQLNamedType } from 'graphql';
import { contract, PRINTED, printed } from '../support/contract.js';

/** A type's parts, each with the path a reader would look for. */
const partsOf = (type: GraphQLNamedType): { path: string; description?: string | null | undefined }[] => {
  const { name } = type;
  if (isEnumType(type)) {
    return type.getValues().map((value) => ({ path: `${name}.${value.name}`, description: value.description }));
  }
  if (isInputObjectType(type)) {
    return Object.values(type.getFields()).map((field) => ({
      path: `${name}.${field.name}`,
      description: field.description,
    }));
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).flatMap((field) => [
    { path: `${name}.${field.name}`, description: field.description },
    ...field.args.map((argument) => ({
      path: `${name}.${field.name}(${argument.name})`,
      description: argument.description,
    })),
  ]);
};

describe('the contract', () => {
  it('is committed as it is printed; after a change on purpose run: npm run schema', async () => {
    expect(await readFile(PRINTED, 'utf8')).toBe(await printed());
  });

  it('says of every type, field, argument and value what it is', async () => {
    const types = Object.values((await contract()).getTypeMap()).filter(({ name }) => !name.startsWith('__'));
    const parts = types.flatMap((type) => [{ path: type.name, description: type.description }, ...partsOf(type)]);
    expect(parts.filter(({ description }) => !description?.trim()).map(({ path }) => path)).toEqual([]);
    expect(parts.length).toBeGreaterThan(20);
  });
});
