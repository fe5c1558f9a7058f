import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { neighbours } from '../../src/commitments/commitments.module.js';
import {
  commitments,
  type CommitmentFilter,
  type CommitmentOrder,
  type Reading,
} from '../../src/commitments/commitments.queries.js';
import type { Reader } from '../../src/event-sourcing/reader.js';
import { decodeCursor, type Page } from '../../src/graphql/connections.js';
import { projections } from '../../src/projections.js';
import { on, rowsOf, type Told } from '../support/rows.js';
import { runs } from '../support/runs.js';
import { statementsOf } from '../support/statements.js';
import { happened, health, housing, january, made, march, ongoing } from './commitment.examples.js';
import { histories, idOf, to } from './commitments.examples.js';

const [PLAN, STRAND, PACKS] = [idOf(101), idOf(102), idOf(103)];
const rated = (rating: string, assessor: string) => ({ type: 'RatingAssessed', data: { rating, assessor } }) as const;
const said = { type: 'ProgressReported', data: { summary: 'Half of it' } } as const;

/** Six commitments, each with something of its own. */
const told: readonly Told[] = [
  on('2025-09-01', `workstream-${STRAND}`, {
    type: 'WorkstreamEstablished',
    data: { name: 'Good homes', aliases: [] },
  }),
  to(
    1,
    '2025-09-02',
    made({ reference: 'S-02', title: 'Independence packs', target: january, planId: PLAN, lead: housing }),
  ),
  to(
    2,
    '2025-09-02',
    made({ reference: 'S-10', title: 'Local offer', wording: 'A hub in Crewe', workstreamId: STRAND, target: ongoing }),
  ),
  to(
    3,
    '2025-09-02',
    made({
      reference: 'S-02a',
      title: 'Peer-led packs',
      partOf: idOf(1),
      places: ['Crewe'],
      audiences: ['cared for children'],
    }),
  ),
  to(
    4,
    '2025-09-02',
    made({ title: 'Épée club', programmeId: PACKS, contributors: [health], initialState: 'PROPOSED' }),
  ),
  to(5, '2025-09-03', made({ reference: 'D-09', title: 'Housing charter', initialState: 'COMPLETED', target: march })),
  to(6, '2025-09-03', made({ reference: 'D-01', title: 'Survey', audiences: ['care leavers', 'cared for children'] })),
  to(1, '2025-10-01', rated('AMBER', 'BOARD')),
  to(1, '2025-10-02', rated('GREEN', 'LEAD')),
  to(6, '2025-10-05', { type: 'LeadAppointed', data: { lead: housing, from: '2026-02-01' } }),
  to(2, '2025-11-12', said),
  to(6, '2025-11-20', {
    type: 'CommitmentReworded',
    data: { title: 'Big survey', reason: 'Clearer', oldTitleStaysAlias: true },
  }),
  to(6, '2025-11-30', { type: 'CommitmentWithdrawn', data: happened.withdrawn.data }),
];

const all: Page = { size: 100, backwards: false, from: null };
const readingOf = (reader: Reader): Reading => ({ reader, neighbours, showsNames: true });
const numbers = (ids: readonly { readonly id: string }[]) => ids.map(({ id }) => Number(id.slice(-12)));

describe('a list of commitments', () => {
  let reader: Reader;
  // Each test has a folder of its own, gone after it.
  const open = (today = '2026-02-10') => (reader = rowsOf(projections, told, today));
  const found = (filter: CommitmentFilter, today?: string) => {
    open(today);
    return numbers(commitments.list(readingOf(reader), { filter }, all).nodes);
  };

  it.each<[string, CommitmentFilter, number[]]>([
    ['nothing in particular', {}, [6, 5, 1, 3, 2, 4]],
    ['their ids', { id: [idOf(2), idOf(99)] }, [2]],
    ['references, however they are spelt', { reference: ['s-02A'] }, [3]],
    ['no value of an empty list', { state: [] }, []],
    ['states', { state: ['PROPOSED', 'WITHDRAWN'] }, [6, 4]],
    ['the rating given last', { rating: { in: ['GREEN'] } }, [1]],
    ['a rating that is no longer the last', { rating: { in: ['AMBER'] } }, []],
    ['the last rating of one assessor', { rating: { in: ['AMBER'], assessor: 'board' } }, [1]],
    ['an audience', { audience: ['Cared for  children'] }, [6, 3]],
    ['a plan', { plan: [PLAN] }, [1]],
    ['a workstream', { workstream: [STRAND] }, [2]],
    ['a programme', { programme: [PACKS] }, [4]],
    ['the whole they are part of', { partOf: [idOf(1)] }, [3]],
    ['standing by themselves', { topLevel: true }, [6, 5, 1, 2, 4]],
    ['being parts', { topLevel: false }, [3]],
    ['a lead', { lead: ['HOUSING'] }, [6, 1]],
    ['a contributor', { contributor: ['health partners'] }, [4]],
    ['a place', { place: ['crewe'] }, [3]],
    ['no lead', { noLead: true }, [5, 3, 2, 4]],
    ['some lead', { noLead: false }, [6, 1]],
    ['nothing stated in some dimension', { without: ['RATING', 'PLAN', 'WORKSTREAM', 'PROGRAMME', 'LEAD'] }, [5, 3]],
    ['an audience that is stated', { without: ['AUDIENCE'] }, []],
    ['being overdue', { overdue: true }, [1]],
    ['not being overdue', { overdue: false }, [6, 5, 3, 2, 4]],
    ['being due soon', { dueSoon: true }, []],
    ['being due between days', { dueBetween: { from: '2026-01-31', to: '2026-03-31' } }, [5, 1]],
    ['being due from a day', { dueBetween: { from: '2026-02-01' } }, [5]],
    ['naming no day', { undated: true }, [6, 3, 2, 4]],
    ['awaiting sign-off', { awaitingSignOff: true }, [5]],
    ['having been first seen complete', { firstSeenComplete: true }, [5]],
    ['no update received', { noUpdate: true }, [5, 3, 4]],
    ['words of the title', { text: 'pack' }, [1, 3]],
    ['words of the wording, each begun', { text: 'cre HUB' }, [2]],
    ['an old title still in use', { text: 'survey' }, [6]],
    ['words without their accents', { text: 'epee' }, [4]],
    ['joined words', { text: 'peer-led' }, [3]],
    ['words that mean something to a search engine', { text: 'packs OR charter' }, []],
    ['signs only', { text: '"*(' }, []],
    ['a blank search', { text: '  ' }, [6, 5, 1, 3, 2, 4]],
    ['two things at once', { state: ['AGREED'], audience: ['care leavers'] }, [1, 2]],
    ['any of several things', { or: [{ plan: [PLAN] }, { text: 'offer' }] }, [1, 2]],
    ['all of several things', { and: [{ text: 'pack' }, { topLevel: true }] }, [1]],
    ['not being so, where nothing is stated either', { not: { plan: [PLAN] } }, [6, 5, 3, 2, 4]],
    ['none of several things', { not: { or: [{ plan: [PLAN] }, { not: { topLevel: true } }] } }, [6, 5, 2, 4]],
  ])('holds those found by %s', (_, filter, wanted) => expect(found(filter)).toEqual(wanted));

  it('is read on a day: what is due, and who leads, follows from it', () => {
    expect(found({ dueSoon: true }, '2026-01-15')).toEqual([1]);
    expect(found({ overdue: true }, '2026-01-31')).toEqual([]);
    expect(found({ lead: ['Housing'] }, '2026-01-15')).toEqual([1]);
  });

  it('refuses a filter that nobody would write by hand', () => {
    open();
    const deep = Array.from({ length: 20 }).reduce<CommitmentFilter>((not) => ({ not }), {});
    const wide = { or: Array.from({ length: 200 }, () => ({ overdue: true })) };
    for (const filter of [deep, wide]) {
      expect(() => commitments.list(readingOf(reader), { filter }, all)).toThrow('at most 100 conditions');
    }
  });

  it('counts what is on every page only when it is asked', () => {
    open();
    const page = commitments.list(readingOf(reader), { filter: { topLevel: true } }, { ...all, size: 2 });
    expect([page.nodes.length, page.totalCount]).toEqual([2, 5]);
    expect(commitments.list(readingOf(reader), {}, all).totalCount).toBe(6);
  });

  it('finds one by its reference, also where another plan uses the same', () => {
    reader = rowsOf(projections, [...told, to(7, '2025-12-01', made({ reference: 'S-02', planId: idOf(104) }))]);
    const ids = (planId?: string) => numbers(commitments.byReference(readingOf(reader), 's-02', planId)).sort();
    expect([ids(), ids(PLAN), ids(idOf(105))]).toEqual([[1, 7], [1], []]);
  });
});

describe('what is read off a commitment on a day', () => {
  const FLAGS = ['overdue', 'dueSoon', 'undated', 'awaitingSignOff', 'noLead', 'firstSeenComplete'] as const;

  it('is what the filter of the same name finds it by', () => {
    const days = fc.constantFrom('2025-12-10', '2026-01-20', '2026-03-20', '2027-06-01');
    fc.assert(
      fc.property(histories, days, (told, today) => {
        const reading = readingOf(rowsOf(projections, told, today));
        const found = (filter: CommitmentFilter) => numbers(commitments.list(reading, { filter }, all).nodes);
        const { nodes } = commitments.list(reading, {}, all);
        for (const flag of FLAGS) {
          expect(found({ [flag]: true })).toEqual(numbers(nodes.filter((node) => node[flag])));
          expect(found({ [flag]: false })).toEqual(numbers(nodes.filter((node) => !node[flag])));
        }
        for (const lead of ['Housing', 'Health']) {
          expect(found({ lead: [lead] })).toEqual(numbers(nodes.filter((node) => node.lead?.lead?.name === lead)));
        }
      }),
      runs(30),
    );
  });

  it('follows from what was stated: moves, days moved, the first date, another date in a paper', () => {
    const target = { ...january, asWritten: 'Spring', latest: '2026-03-31' };
    const moved = [
      ...told,
      to(1, '2025-12-01', { type: 'TargetMoved', data: { ...happened.moved.data, to: march } }),
      to(1, '2025-12-02', { type: 'TargetRestated', data: { target } }),
      to(1, '2025-12-03', happened.moveRequested),
    ];
    const [one] = commitments.byIds(readingOf(rowsOf(projections, moved, '2026-02-10')), [idOf(1)]);
    expect(one).toMatchObject({ moves: 1, daysMoved: 59, firstTarget: january, target: march, daysOpen: 161 });
    expect([one!.restatedTarget?.target, one!.targetRequest?.reason]).toEqual([target, 'The printer is late']);
    expect(one!.ratings.map((rating) => [rating?.assessor, rating?.rating])).toEqual([
      ['BOARD', 'AMBER'],
      ['LEAD', 'GREEN'],
    ]);
    expect([one!.rating?.rating, one!.parts.map(({ title }) => title)]).toEqual(['GREEN', ['Peer-led packs']]);
  });

  it('names what it was carried forward into or replaced by, and these name it', () => {
    const linked = [
      ...told,
      to(1, '2025-12-01', { type: 'CommitmentCarriedForward', data: { intoId: idOf(6) } }),
      to(3, '2025-12-01', { type: 'CommitmentCarriedForward', data: { intoId: idOf(6) } }),
      to(2, '2025-12-01', { type: 'CommitmentSuperseded', data: { successorIds: [idOf(4), idOf(99)] } }),
    ];
    const { nodes } = commitments.list(readingOf(rowsOf(projections, linked)), {}, all);
    const of = (n: number) => nodes.find(({ id }) => id === idOf(n))!;
    expect(numbers(of(1).carriedForwardInto)).toEqual([6]);
    expect(numbers(of(6).carriedForwardFrom)).toEqual([1, 3]);
    // What is not on record cannot be shown.
    expect([numbers(of(2).supersededBy), numbers(of(4).supersedes), of(5).supersedes]).toEqual([[4], [2], []]);
  });
});

const ORDERS = (['REFERENCE', 'TARGET', 'UPDATED', 'TITLE', 'STATE'] as const).flatMap((field) =>
  (['ASC', 'DESC'] as const).map((direction): CommitmentOrder => ({ field, direction })),
);

describe('the order of commitments', () => {
  it.each<[CommitmentOrder, number[]]>([
    [{ field: 'REFERENCE', direction: 'ASC' }, [6, 5, 1, 3, 2, 4]],
    [{ field: 'REFERENCE', direction: 'DESC' }, [4, 2, 3, 1, 5, 6]],
    [{ field: 'TARGET', direction: 'ASC' }, [1, 5, 6, 3, 2, 4]],
    [{ field: 'TARGET', direction: 'DESC' }, [5, 1, 4, 2, 3, 6]],
    [{ field: 'UPDATED', direction: 'ASC' }, [5, 3, 4, 1, 2, 6]],
    [{ field: 'TITLE', direction: 'ASC' }, [6, 5, 1, 2, 3, 4]],
    [{ field: 'STATE', direction: 'ASC' }, [4, 1, 3, 2, 5, 6]],
  ])('is %j', (orderBy, wanted) => {
    const reader = rowsOf(projections, told);
    expect(numbers(commitments.list(readingOf(reader), { orderBy }, all).nodes)).toEqual(wanted);
  });

  it('is the same page by page, forwards and backwards', () => {
    const reading = readingOf(rowsOf(projections, told));
    fc.assert(
      fc.property(
        fc.constantFrom(...ORDERS),
        fc.integer({ min: 1, max: 4 }),
        fc.boolean(),
        (orderBy, size, backwards) => {
          const whole = numbers(commitments.list(reading, { orderBy }, all).nodes);
          const paged: number[] = [];
          let page: Page | null = { size, backwards, from: null };
          while (page) {
            const { nodes, edges, pageInfo } = commitments.list(reading, { orderBy }, page);
            if (backwards) paged.unshift(...numbers(nodes));
            else paged.push(...numbers(nodes));
            const more: boolean = backwards ? pageInfo.hasPreviousPage : pageInfo.hasNextPage;
            const cursor = backwards ? edges[0]?.cursor : edges.at(-1)?.cursor;
            page = more && cursor ? { size, backwards, from: decodeCursor(cursor, 'after') } : null;
          }
          expect(paged).toEqual(whole);
        },
      ),
    );
  });

  it('knows a part whose whole is not on record as standing by itself', () => {
    const orphan = to(7, '2025-09-04', made({ reference: 'X-7', partOf: idOf(99) }));
    const reading = readingOf(rowsOf(projections, [...told, orphan]));
    const filter = { and: [{ topLevel: true }, { reference: ['X-7', 'S-02a'] }] };
    const { nodes } = commitments.list(reading, { filter }, all);
    expect(nodes.map(({ reference, partOf }) => [reference, partOf])).toEqual([['X-7', null]]);
  });

  it('refuses the cursor of another order', () => {
    const reading = readingOf(rowsOf(projections, told));
    const from = ['TITLE', 'ASC', 'x', 'y'];
    const list = () => commitments.list(reading, {}, { ...all, from });
    expect(list).toThrow('another order');
  });
});

describe('a page of commitments', () => {
  it('is read with three statements, and two more the first time its views are', async () => {
    const many = Array.from({ length: 60 }, (_, n) =>
      to(n + 10, '2025-09-04', made({ reference: `X-${n}`, partOf: idOf(1 + (n % 3)), workstreamId: STRAND })),
    );
    const reading = readingOf(rowsOf(projections, [...told, ...many]));
    const statements = (size: number) =>
      statementsOf(async () => {
        const { nodes } = commitments.list(reading, { filter: { topLevel: false } }, { ...all, size });
        for (const { partOf, workstream, latestUpdate } of nodes) void [partOf?.title, workstream, latestUpdate];
      });
    expect((await statements(50)).filter((sql) => sql.startsWith('select view'))).toHaveLength(2);
    expect(await statements(50)).toHaveLength(3);
    expect(await statements(5)).toHaveLength(3);
  });
});

describe('a summary of commitments', () => {
  let reader: Reader;
  const summary = (groupBy: Parameters<typeof commitments.summary>[1], filter?: CommitmentFilter) => {
    reader = rowsOf(projections, told, '2026-02-10');
    return commitments.summary(reader, groupBy, filter).map(({ values, count }) => [...Object.values(values), count]);
  };

  it('counts by one thing, two or more, states in the order of life, what is not stated last', () => {
    expect(summary(['STATE'])).toEqual([
      ['PROPOSED', 1],
      ['AGREED', 3],
      ['COMPLETED', 1],
      ['WITHDRAWN', 1],
    ]);
    expect(summary(['LEAD', 'STATE'])).toEqual([
      ['PROPOSED', '', 1],
      ['AGREED', 'Housing', 1],
      ['AGREED', '', 2],
      ['COMPLETED', '', 1],
      ['WITHDRAWN', 'Housing', 1],
    ]);
    expect(summary(['AUDIENCE', 'RATING', 'PLAN'])).toEqual([
      ['GREEN', PLAN, 'care leavers', 1],
      ['', '', 'care leavers', 4],
      ['', '', 'cared for children', 2],
    ]);
  });

  it('counts by nothing at all, and only what a filter lets through', () => {
    expect(summary([])).toEqual([[6]]);
    expect(summary([], { text: 'packs' })).toEqual([[2]]);
    expect(summary(['STATE'], { audience: ['cared for children'] })).toEqual([
      ['AGREED', 1],
      ['WITHDRAWN', 1],
    ]);
  });
});
