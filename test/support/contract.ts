import { fileURLToPath } from 'node:url';
import { GraphQLTypesLoader } from '@nestjs/graphql';
import { buildSchema, lexicographicSortSchema, printSchema, type GraphQLSchema } from 'graphql';

const SOURCES = fileURLToPath(new URL('../../src/**/*.graphql', import.meta.url));

/** Where the printed contract is committed, for clients and reviewers to read. */
export const PRINTED = new URL('../../../schema.graphql', import.meta.url);

/** The text of `.graphql` files, put together as the service does. */
export const merged = async (paths: readonly string[]): Promise<string> =>
  (await new GraphQLTypesLoader().mergeTypesByPaths([...paths])) ?? '';

/** The whole contract. */
export const contract = async (): Promise<GraphQLSchema> => buildSchema(await merged([SOURCES]));

/** The contract as text, in an order that no file's place changes. */
export const printed = async (): Promise<string> => `${printSchema(lexicographicSortSchema(await contract()))}\n`;
