import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bodiesProjection } from '../../src/bodies/bodies.projection.js';
import { bodies } from '../../src/bodies/bodies.queries.js';
import type { Page } from '../../src/graphql/connections.js';
import { namesOfOthers } from '../../src/naming/naming.queries.js';
import type { ProgrammeEvent } from '../../src/programmes/programme.events.js';
import { PROGRAMME, programmesProjection } from '../../src/programmes/programmes.projection.js';
import { programmes } from '../../src/programmes/programmes.queries.js';
import { dumpOf, on, rowsOf, type Told } from '../support/rows.js';
import { runs } from '../support/runs.js';

const wholePage: Page = { size: 50, backwards: false, from: null };

const pen = (day: string, event: ProgrammeEvent) => on(day, 'programme-pen', event);
const named = pen('2025-09-02', {
  type: 'ProgrammeNamed',
  data: { name: 'Pen picture profile project', aliases: ['Pen pictures'], kind: 'Project' },
});
const renamed = pen('2025-12-02', {
  type: 'ProgrammeRenamed',
  data: { name: 'Pen profile campaign', oldNameStaysAlias: true },
});
const alsoCalled = pen('2025-12-03', { type: 'AliasAdded', data: { alias: 'Meet your professional' } });
const charter = on('2025-10-01', 'programme-charter', {
  type: 'ProgrammeNamed',
  data: { name: 'Housing charter', aliases: [] },
});
const closed = on('2025-11-01', 'programme-charter', { type: 'ProgrammeClosed', data: {} });

const idsFound = (told: readonly Told[], text: string) =>
  programmes.list(rowsOf([programmesProjection], told), { text }, wholePage).nodes.map(({ id }) => id);

describe('a thing with names', () => {
  it('answers its name, since when it is called so, and its other names with the day each was first known', () => {
    expect(programmes.byId(rowsOf([programmesProjection], [named, renamed, alsoCalled]), 'pen')).toMatchObject({
      name: 'Pen profile campaign',
      namedOn: '2025-12-02',
      foundedOn: '2025-09-02',
      kind: 'Project',
      isClosed: false,
      aliases: [
        { name: 'Pen pictures', from: '2025-09-02' },
        { name: 'Pen picture profile project', from: '2025-09-02' },
        { name: 'Meet your professional', from: '2025-12-03' },
      ],
    });
  });

  it.each(['pen picture', 'PEN  profile', 'profile pen', 'meet your', 'Pictures'])(
    'is found under each of its names: %s',
    (text) => expect(idsFound([named, renamed, alsoCalled, charter], text)).toEqual(['pen']),
  );

  it('is not found by words of two different names, nor by signs that mean something to a database', () => {
    expect(idsFound([named, renamed, alsoCalled], 'pictures campaign')).toEqual([]);
    expect(idsFound([named, renamed, alsoCalled], '%')).toEqual([]);
  });

  it('is no longer found under a name that did not stay', () => {
    const dropped = { ...renamed, event: { ...renamed.event, data: { name: 'Profiles', oldNameStaysAlias: false } } };
    expect(idsFound([named, dropped], 'picture profile')).toEqual([]);
    expect(idsFound([named, dropped], 'pictures')).toEqual(['pen']);
  });

  it('is one again under a name it had before', () => {
    const back = pen('2025-12-04', {
      type: 'ProgrammeRenamed',
      data: { name: 'Pen picture profile project', oldNameStaysAlias: true },
    });
    expect(programmes.byId(rowsOf([programmesProjection], [named, renamed, back]), 'pen')).toMatchObject({
      name: 'Pen picture profile project',
      aliases: [
        { name: 'Pen pictures', from: '2025-09-02' },
        { name: 'Pen profile campaign', from: '2025-12-02' },
      ],
    });
  });

  it('is found by any of its names, however it is spelt', () => {
    const reader = rowsOf([programmesProjection], [named, renamed]);
    expect(programmes.byName(reader, ' pen PICTURES ')?.id).toBe('pen');
    expect(programmes.byName(reader, 'pen')).toBeNull();
  });

  it('is listed by name, and once closed only on request', () => {
    const reader = rowsOf([programmesProjection], [named, charter, closed]);
    const names = (includeClosed: boolean) =>
      programmes.list(reader, { includeClosed }, wholePage).nodes.map(({ name }) => name);
    expect(names(false)).toEqual(['Pen picture profile project']);
    expect(names(true)).toEqual(['Housing charter', 'Pen picture profile project']);
    expect(programmes.byId(reader, 'charter')).toMatchObject({ isClosed: true, closedOn: '2025-11-01' });
  });

  it('tells the rules every name that other things of its kind go by, closed ones included', () => {
    const reader = rowsOf([programmesProjection], [named, charter, closed]);
    expect(namesOfOthers(reader, PROGRAMME, 'pen')).toEqual(['Housing charter']);
    expect(namesOfOthers(reader, PROGRAMME, 'charter')).toHaveLength(2);
  });

  it('is gone without a trace when its founding was a mistake', () => {
    const reader = rowsOf(
      [bodiesProjection],
      [
        on('2025-09-02', 'body-board', {
          type: 'BodyEstablished',
          data: { name: 'Board', aliases: [], kind: 'BOARD' },
        }),
        on('2025-09-02', 'body-board', { type: 'EntryVoided', data: { entryId: 'founding', reason: 'A double.' } }),
      ].map((told, n) => (n === 0 ? { ...told, id: 'founding' } : told)),
    );
    expect(dumpOf(reader, ['bodies', 'body_names'])).toEqual({ bodies: [], body_names: [] });
  });
});

describe('a page of things with names', () => {
  const letters = ['a', 'b', 'c', 'd', 'e'];
  const reader = () =>
    rowsOf(
      [bodiesProjection],
      letters.map((letter) =>
        on('2025-09-02', `body-${letter}`, {
          type: 'BodyEstablished',
          data: { name: `Board ${letter}`, aliases: [], kind: letter === 'c' ? 'Young people’s group' : 'BOARD' },
        }),
      ),
    );
  const idsOf = (page: Page) => bodies.list(reader(), {}, page).nodes.map(({ id }) => id);

  it('goes on behind a cursor, and back before one', () => {
    expect(idsOf({ size: 2, backwards: false, from: null })).toEqual(['a', 'b']);
    expect(idsOf({ size: 2, backwards: false, from: ['board b', 'b'] })).toEqual(['c', 'd']);
    expect(idsOf({ size: 2, backwards: true, from: null })).toEqual(['d', 'e']);
    expect(idsOf({ size: 2, backwards: true, from: ['board d', 'd'] })).toEqual(['b', 'c']);
  });

  it('counts all that the filter lets through', () => {
    expect(bodies.list(reader(), { text: 'board' }, { size: 1, backwards: false, from: null }).totalCount).toBe(5);
    expect(bodies.list(reader(), { text: 'board e' }, wholePage).totalCount).toBe(1);
  });

  it('refuses a cursor of another list', () => {
    expect(() => idsOf({ size: 2, backwards: false, from: ['c'] })).toThrow(
      'The cursor in "after" is of another list.',
    );
  });

  it('says of every body whether it answers for anything', () => {
    const answerable = bodies.list(reader(), {}, wholePage).nodes.map(({ isAnswerable }) => isAnswerable);
    expect(answerable).toEqual([true, true, false, true, true]);
  });
});

describe('the rows of things with names', () => {
  const life: readonly Told[] = [
    named,
    pen('2025-09-20', { type: 'ActivityReported', data: { summary: 'A first draft.' } }),
    charter,
    pen('2025-10-20', { type: 'AliasAdded', data: { alias: 'Profiles' } }),
    closed,
    pen('2025-11-12', { type: 'ActivityReported', data: { summary: 'A workshop.' } }),
    renamed,
    alsoCalled,
  ].map((told, n) => ({ ...told, id: `entry-${n}` }));
  const tables = ['programmes', 'programme_names'];

  it('are the same in whatever order the entries were recorded', () => {
    const expected = dumpOf(rowsOf([programmesProjection], life), tables);
    fc.assert(
      fc.property(fc.shuffledSubarray([...life], { minLength: life.length }), (told) => {
        expect(dumpOf(rowsOf([programmesProjection], told), tables)).toEqual(expected);
      }),
      runs(30),
    );
  });
});
