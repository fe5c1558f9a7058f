import { describe, expect, it } from '@jest/globals';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Reader } from '../../src/event-sourcing/reader.js';
import type { CursorKey, Page } from '../../src/graphql/connections.js';
import { allOf, pageOfRows, type OrderedList } from '../../src/naming/paging.js';

interface Heard {
  readonly id: string;
  readonly day: string;
}

const db = new DatabaseSync(':memory:');
db.exec(`create table heard (seq integer primary key, id text, day text, theme text);
  insert into heard (id, day, theme) values ('d', '2026-01-09', 'housing'), ('b', '2026-01-05', 'housing'),
    ('a', '2026-01-05', 'health'), ('c', '2026-01-07', 'housing');`);
const reader = { prepare: (sql: string): StatementSync => db.prepare(sql) } as unknown as Reader;

const BY_DAY: OrderedList<Heard> = {
  ...{ table: 'heard', columns: 'id, day', order: ['day', 'id'], ...allOf({}) },
  answersOf: (rows) => rows as readonly Heard[],
  keyOf: ({ day, id }) => [day, id],
};
const BY_RECORDING: OrderedList<Heard> = {
  ...{ ...BY_DAY, order: ['day', 'seq'], keyOf: ({ id }) => [id] },
  placeOf: (id) => reader.prepare('select day, seq from heard where id = ?').get(id),
};

const ids = (list: OrderedList<Heard>, page: Partial<Page>): string =>
  pageOfRows(reader, list, { size: 9, backwards: false, from: null, ...page })
    .nodes.map(({ id }) => id)
    .join('');

describe('a page of an ordered list', () => {
  it.each<[string, Partial<OrderedList<Heard>>, Partial<Page>, string]>([
    ['the beginning', {}, { size: 2 }, 'ab'],
    ['what follows one of a day', {}, { from: ['2026-01-05', 'a'] }, 'bcd'],
    ['the end', {}, { size: 3, backwards: true }, 'bcd'],
    ['what comes before', {}, { backwards: true, from: ['2026-01-07', 'c'] }, 'ab'],
    ['the latest', { isDescending: true }, { size: 2 }, 'dc'],
    ['what is earlier', { isDescending: true }, { from: ['2026-01-07', 'c'] }, 'ba'],
    ['the earliest, the latest of them at the top', { isDescending: true }, { size: 3, backwards: true }, 'cba'],
  ])('is %s', (_, list, page, expected) => expect(ids({ ...BY_DAY, ...list }, page)).toBe(expected));

  it('follows what its cursor names, whatever place that has in this record', () => {
    expect(ids(BY_RECORDING, {})).toBe('bacd');
    expect(ids(BY_RECORDING, { from: ['b'] })).toBe('acd');
    expect(ids(BY_RECORDING, { backwards: true, from: ['c'] })).toBe('ba');
  });

  it('holds and counts what meets every condition given', () => {
    const chosen = allOf({
      theme: ['theme = :theme', 'housing'],
      until: ['day <= :until', null],
      since: ['?', undefined],
    });
    const page = pageOfRows(reader, { ...BY_DAY, ...chosen }, { size: 1, backwards: false, from: null });
    expect(page.nodes).toMatchObject([{ id: 'b' }]);
    expect(page.totalCount).toBe(3);
  });

  it.each<[CursorKey, OrderedList<Heard>]>([
    [['2026-01-05'], BY_DAY],
    [['2026-01-05', null], BY_DAY],
    [['2026-01-05', 3], BY_DAY],
    [['2026-01-05', 'a'], BY_RECORDING],
    [['unknown'], BY_RECORDING],
    [[7], BY_RECORDING],
  ])('refuses the cursor %j of another list', (from, list) => {
    expect(() => ids(list, { from })).toThrow('The cursor in "after" is of another list.');
    expect(() => ids(list, { from, backwards: true })).toThrow('The cursor in "before" is of another list.');
  });
});
