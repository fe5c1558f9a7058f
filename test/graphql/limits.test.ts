import { describe, expect, it } from '@jest/globals';
import { buildSchema, getOperationAST, parse, validate } from 'graphql';
import { OperationLimits } from '../../src/graphql/limits.js';

const schema = buildSchema(`
  interface Named { name: String, friends(first: Int, last: Int): Friends }
  type Child implements Named { name: String, friends(first: Int, last: Int): Friends, tags: [String!]!, toys: [Toy!]! }
  type Toy { name: String }
  type Friends { nodes: [Child!]!, edges: [Edge!]!, totalCount: Int }
  type Edge { node: Child! }
  union Thing = Child | Toy
  type Query { child: Child, children(first: Int = 5): Friends, things: [Thing!], named: Named }
`);

/** What an operation weighs: read off the sentences of limits that nothing passes. */
const weight = (query: string, variables: Record<string, unknown> = {}) => {
  const document = parse(query);
  expect(validate(schema, document)).toEqual([]);
  const limits = new OperationLimits(schema, { depth: 0, aliases: -1, cost: 0, page: -1 });
  const errors = limits.exceededBy(document, getOperationAST(document)!, variables);
  const asked = (limit: string) =>
    errors.filter(({ extensions }) => extensions['limit'] === limit).map(({ extensions }) => extensions['asked']);
  return { depth: asked('depth')[0], aliases: asked('aliases')[0], cost: asked('cost')[0], pages: asked('page') };
};

describe('what an operation weighs', () => {
  it.each<[string, number, number]>([
    ['{ child { name } }', 2, 2],
    ['{ child { name tags } }', 2, 3],
    ['{ child { toys { name } } }', 3, 1 + 1 + 10],
    ['{ children(first: 3) { nodes { name } } }', 3, 1 + 3 * 2],
    ['{ children(first: 3) { edges { node { name } } } }', 4, 1 + 3 * 3],
    ['{ children { totalCount } }', 2, 1 + 5],
    ['{ child { friends { totalCount } } }', 3, 2 + 20],
    ['{ child { friends(last: 2) { nodes { friends(first: 3) { nodes { name } } } } } }', 6, 2 + 2 * (1 + 1 + 3 * 2)],
    ['{ things { ... on Child { name } ... on Toy { name } __typename } }', 2, 1 + 10 * 3],
    ['{ named { friends(first: 7) { totalCount } } }', 3, 2 + 7],
    [
      '{ child { ...F } } fragment F on Child { friends(first: 4) { ...G } } fragment G on Friends { nodes { name } }',
      4,
      2 + 4 * 2,
    ],
  ])('%s', (query, depth, cost) => {
    expect(weight(query)).toMatchObject({ depth, cost });
  });

  it('counts pages in variables, their defaults, and the schema', () => {
    const query = 'query ($n: Int = 8) { children(first: $n) { totalCount } }';
    expect(weight(query, { n: 3 })).toMatchObject({ cost: 4, pages: [3] });
    expect(weight(query)).toMatchObject({ cost: 9, pages: [8] });
    expect(weight('query ($n: Int) { children(first: $n) { totalCount } }')).toMatchObject({ pages: [20] });
    expect(weight('{ children(first: -4) { totalCount } }').pages).toEqual([20]);
  });

  it('counts every alias, those in fragments too', () => {
    expect(weight('{ a: child { b: name } ...F } fragment F on Query { c: child { name } }').aliases).toBe(3);
  });

  it('does not take for ever over fragments that spread each other', () => {
    const fragments = Array.from(
      { length: 40 },
      (_, n) => `fragment F${n} on Child { friends { nodes { ...F${n + 1} } } }`,
    );
    const twice = fragments.map((fragment) => fragment.replace(/(\.\.\.F\d+)/, '$1 ...on Child { $1 }'));
    const query = `{ child { ...F0 } } ${twice.join(' ')} fragment F40 on Child { name }`;
    const began = performance.now();
    expect(weight(query).depth).toBe(82);
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  it('keeps its verdict per page size', () => {
    const document = parse('query ($n: Int) { children(first: $n) { totalCount } }');
    const limits = new OperationLimits(schema, { depth: 9, aliases: 9, cost: 99, page: 9 });
    const verdict = (n: number) => limits.exceededBy(document, getOperationAST(document)!, { n });
    expect(verdict(9)).toEqual([]);
    expect(verdict(9)).toBe(verdict(9));
    expect(verdict(10)).toHaveLength(1);
  });
});
