import type { GraphqlRequest } from './engine.js';

/** A request that is not GraphQL, or not in a form this service reads. */
export interface FormRefused {
  readonly refused: string;
  readonly status: number;
}

/** Says no to the form of a request. */
export const formRefused = (refused: string, status = 400): FormRefused => ({ refused, status });

/** The request in a JSON body. */
export const requestOf = (body: string): GraphqlRequest | FormRefused => {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return formRefused(body === '' ? 'The request has no body.' : 'The body of the request is not JSON.');
  }
  if (Array.isArray(value)) return formRefused('Send one operation at a time: batches are not answered.');
  if (!isMap(value)) return formRefused('The body of the request must be a JSON object.');
  return requestIn(value);
};

/** The request in the parameters of an address, where maps are JSON text. */
export const requestAt = (parameters: Readonly<Record<string, unknown>>): GraphqlRequest | FormRefused =>
  requestIn({
    ...parameters,
    variables: parsed(parameters['variables']),
    extensions: parsed(parameters['extensions']),
  });

const requestIn = ({ query, variables, operationName, extensions }: Readonly<Record<string, unknown>>) => {
  if (query === undefined || query === null || query === '') {
    return formRefused('The parameter "query" is missing: it holds the GraphQL document.');
  }
  if (typeof query !== 'string') return formRefused('The parameter "query" must be text.');
  if (operationName != null && typeof operationName !== 'string') {
    return formRefused('The parameter "operationName" must be text.');
  }
  if (variables != null && !isMap(variables)) return formRefused('The parameter "variables" must be a JSON object.');
  if (extensions != null && !isMap(extensions)) return formRefused('The parameter "extensions" must be a JSON object.');
  return { query, variables: variables ?? {}, ...(operationName ? { operationName } : {}) };
};

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What is not JSON stays as it is, to be refused for not being a map. */
const parsed = (text: unknown): unknown => {
  if (typeof text !== 'string') return text;
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};
