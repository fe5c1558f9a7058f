import { describe, expect, it } from '@jest/globals';
import { DomainError } from '../../src/event-sourcing/errors.js';
import { Connection, decodeCursor, encodeCursor, pageOf, type PageArgs } from '../../src/graphql/connections.js';

const MOST = 100;
const refusal = (args: PageArgs) => {
  try {
    pageOf(args, MOST);
  } catch (error) {
    if (error instanceof DomainError) return error.refusals[0];
    throw error;
  }
  return undefined;
};

describe('a page', () => {
  it('is the first twenty when nobody says', () => {
    expect(pageOf({}, MOST)).toEqual({ size: 20, backwards: false, from: null });
    expect(pageOf({ first: null, after: null }, 10)).toEqual({ size: 10, backwards: false, from: null });
  });

  it('reads on after a cursor, or back before one', () => {
    const cursor = encodeCursor(['2025-12-02', null, 7]);
    expect(cursor).toMatch(/^[\w-]+$/);
    expect(pageOf({ first: 5, after: cursor }, MOST)).toEqual({
      size: 5,
      backwards: false,
      from: ['2025-12-02', null, 7],
    });
    expect(pageOf({ last: 0, before: cursor }, MOST)).toMatchObject({ size: 0, backwards: true });
    expect(pageOf({ before: cursor }, MOST)).toMatchObject({ size: 20, backwards: true });
  });

  it.each<[PageArgs, string, string]>([
    [{ first: 1, last: 1 }, 'last', 'Ask for "first" or for "last", not for both.'],
    [{ first: 1, before: 'x' }, 'before', '"before" goes with "last"; with "first" send "after".'],
    [{ last: 1, after: 'x' }, 'after', '"after" goes with "first"; with "last" send "before".'],
    [{ after: 'x', before: 'x' }, 'before', 'Send "after" or "before", not both.'],
    [{ first: -1 }, 'first', '"first" must be 0 or more; it is -1.'],
    [{ last: 101 }, 'last', '"last" may be at most 100; it is 101.'],
    [{ first: 1, after: 'nonsense' }, 'after', 'The cursor in "after" is not one that this service gave out.'],
    [
      { last: 1, before: encodeCursor([]).slice(0, 1) },
      'before',
      'The cursor in "before" is not one that this service gave out.',
    ],
  ])('of %j is refused', (args, field, message) => {
    expect(refusal(args)).toEqual({ code: 'INVALID', field, message });
  });

  it('takes only cursors that hold plain values', () => {
    for (const value of [{}, [[1]], [{ a: 1 }], 'text']) {
      const cursor = Buffer.from(JSON.stringify(value)).toString('base64url');
      expect(() => decodeCursor(cursor, 'after')).toThrow('is not one that this service gave out');
    }
  });
});

describe('a connection', () => {
  const of = (args: PageArgs, rows: number[], count = () => 9) =>
    new Connection(
      rows.map((id) => ({ id })),
      pageOf(args, MOST),
      ({ id }) => [id],
      count,
    );

  it('leaves out the extra row, which says that there is more', () => {
    const page = of({ first: 2 }, [1, 2, 3]);
    expect(page.nodes).toEqual([{ id: 1 }, { id: 2 }]);
    expect(page.edges).toEqual([
      { node: { id: 1 }, cursor: encodeCursor([1]) },
      { node: { id: 2 }, cursor: encodeCursor([2]) },
    ]);
    expect(page.pageInfo).toEqual({
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: encodeCursor([1]),
      endCursor: encodeCursor([2]),
    });
    expect(of({ first: 2, after: encodeCursor([1]) }, [2, 3]).pageInfo).toMatchObject({
      hasNextPage: false,
      hasPreviousPage: true,
    });
  });

  it('read backwards is shown in the order of the list', () => {
    const page = of({ last: 2 }, [9, 8, 7]);
    expect(page.nodes).toEqual([{ id: 8 }, { id: 9 }]);
    expect(page.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
  });

  it('counts only when asked, and may be empty', () => {
    const page = of({}, [], () => {
      throw new Error('nobody asked');
    });
    expect(page.nodes).toEqual([]);
    expect(page.pageInfo).toEqual({ hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null });
    expect(() => page.totalCount).toThrow('nobody asked');
    expect(of({}, []).totalCount).toBe(9);
  });
});
