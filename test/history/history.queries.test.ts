import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { EntryEvent } from '../../src/event-sourcing/entries.js';
import type { DomainEvent } from '../../src/event-sourcing/messages.js';
import type { Page } from '../../src/graphql/connections.js';
import { entriesById, historyOf, type HistoryFilter } from '../../src/history/history.queries.js';
import { projections } from '../../src/projections.js';
import { board, january, made, march } from '../commitments/commitment.examples.js';
import { idOf } from '../commitments/commitments.examples.js';
import { on, rowsOf, type Told } from '../support/rows.js';
import { runs } from '../support/runs.js';

const STREAM = `commitment-${idOf(1)}`;
const STRAND = idOf(102);

const happened = (id: string, day: string, event: DomainEvent | EntryEvent, statedOn = day): Told => ({
  ...on(day, STREAM, event, statedOn),
  id,
});

const told: readonly Told[] = [
  on('2025-09-01', `workstream-${STRAND}`, {
    type: 'WorkstreamEstablished',
    data: { name: 'Good homes', aliases: [] },
  }),
  happened('e1', '2025-09-02', made({ title: 'Launch the packs', workstreamId: STRAND, target: january })),
  happened(
    'e2',
    '2025-11-12',
    { type: 'ProgressReported', data: { summary: 'Half of it', percent: 50 } },
    '2025-12-02',
  ),
  happened('e3', '2025-12-03', {
    type: 'TargetMoved',
    data: { from: january, to: march, reason: 'Late', allowedBy: board },
  }),
  happened('e4', '2025-12-04', { type: 'ProgressReported', data: { summary: 'All of it', percent: 100 } }),
  // Recorded last, and first after the making by the day it counts from.
  happened('e5', '2025-10-01', { type: 'WorkStarted', data: {} }, '2025-12-05'),
  happened('e6', '2025-12-04', {
    type: 'EntryVoided',
    data: { entryId: 'e4', reason: 'Another promise', restatedBy: 'e9' },
  }),
  happened('e7', '2025-12-06', { type: 'WordsErased', data: { entryId: 'e2', requestRef: 'DP-7' } }),
  on('2025-10-01', `commitment-${idOf(2)}`, made()),
];

const all: Page = { size: 50, backwards: false, from: null };
const reading = (showsNames = true) => ({ reader: rowsOf(projections, told), showsNames });
const history = (filter: HistoryFilter = {}, page = all) => historyOf(reading(), STREAM, filter, page);
const ids = (nodes: readonly { readonly id: string }[]) => nodes.map(({ id }) => id);
const entry = (id: string, showsNames = true) => entriesById(reading(showsNames), [id])[0]!;

const ORDER = ['e1', 'e5', 'e2', 'e3', 'e4', 'e6', 'e7'];

describe('a history', () => {
  it('is in the order of the days on which things count, then of recording', () => {
    expect(ids(history().nodes)).toEqual(ORDER);
    expect(history().totalCount).toBe(7);
  });

  it.each<[string, HistoryFilter, string[]]>([
    ['from a day on', { since: '2025-12-03' }, ['e3', 'e4', 'e6', 'e7']],
    ['until a day', { until: '2025-11-12' }, ['e1', 'e5', 'e2']],
    ['between days', { since: '2025-10-01', until: '2025-12-03' }, ['e5', 'e2', 'e3']],
    ['of some types', { types: ['ProgressReported', 'TargetMoved'] }, ['e2', 'e3', 'e4']],
    ['of no type', { types: [] }, []],
  ])('is asked %s', (_, filter, wanted) => {
    expect([ids(history(filter).nodes), history(filter).totalCount]).toEqual([wanted, wanted.length]);
  });

  it('is the same page by page, forwards and backwards, whatever it is filtered by', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.boolean(),
        fc.constantFrom<HistoryFilter>({}, { since: '2025-11-12' }, { types: ['ProgressReported', 'EntryVoided'] }),
        (size, backwards, filter) => {
          const found = reading();
          const paged: string[] = [];
          let page: Page | null = { size, backwards, from: null };
          while (page) {
            const { nodes, pageInfo } = historyOf(found, STREAM, filter, page);
            if (backwards) paged.unshift(...ids(nodes));
            else paged.push(...ids(nodes));
            const more: boolean = backwards ? pageInfo.hasPreviousPage : pageInfo.hasNextPage;
            page = more ? { size, backwards, from: [backwards ? nodes[0]!.id : nodes.at(-1)!.id] } : null;
          }
          expect(paged).toEqual(ids(historyOf(found, STREAM, filter, all).nodes));
        },
      ),
      runs(12),
    );
  });

  it('has cursors that name entries, and refuses those of others', () => {
    const { edges } = history({}, { ...all, size: 1 });
    expect(JSON.parse(Buffer.from(edges[0]!.cursor, 'base64url').toString())).toEqual(['e1']);
    expect(() => history({}, { ...all, from: ['e99'] })).toThrow('names no entry of this history');
  });

  it('is kept of everything, not of commitments alone', () => {
    const { nodes } = historyOf(reading(), `workstream-${STRAND}`, {}, all);
    expect(nodes.map(({ type, thing, detail }) => [type, thing, detail])).toEqual([
      ['WorkstreamEstablished', 'WORKSTREAM', { __typename: 'WorkstreamEstablished', name: 'Good homes', aliases: [] }],
    ]);
  });
});

describe('an entry', () => {
  it('says what happened, when, and who said so', () => {
    const { type, thing, thingId, version, occurredOn, effectiveDay, statedOn, source, basis } = entry('e2');
    expect({ type, thing, thingId, version, occurredOn, effectiveDay, statedOn, source, basis }).toEqual({
      type: 'ProgressReported',
      thing: 'COMMITMENT',
      thingId: idOf(1),
      version: 2,
      occurredOn: { earliest: '2025-11-12', latest: '2025-11-12' },
      effectiveDay: '2025-11-12',
      statedOn: '2025-12-02',
      source: { paper: 'Progress paper', locator: 'line 42' },
      basis: 'STATED',
    });
  });

  it('says what it says beyond its type, and nothing where the type says all', () => {
    expect(entry('e3').detail).toMatchObject({ __typename: 'TargetMoved', previousTarget: january, target: march });
    expect([entry('e3').reason, entry('e5').detail, entry('e5').reason]).toEqual(['Late', null, null]);
  });

  it('says what it changed, with names and not ids', () => {
    expect(entry('e1').changes).toEqual([
      { field: 'title', from: null, to: 'Launch the packs' },
      { field: 'state', from: null, to: 'AGREED' },
      { field: 'target', from: null, to: 'January 2026' },
      { field: 'workstream', from: null, to: 'Good homes' },
    ]);
    // What was known late stands where it belongs: the state was changed by it.
    expect(entry('e5').changes).toEqual([{ field: 'state', from: 'AGREED', to: 'IN_PROGRESS' }]);
  });

  it('that was voided stays, says who took it back and why, and changed nothing', () => {
    const { isVoided, voidedBy, changes, detail } = entry('e4');
    expect([isVoided, changes, detail]).toMatchObject([true, [], { summary: 'All of it' }]);
    expect(voidedBy).toMatchObject({ entryId: 'e6', reason: 'Another promise', restatedBy: 'e9' });
    expect([entry('e1').isVoided, entry('e1').voidedBy]).toEqual([false, null]);
  });

  it('whose words were erased still shows that something was said', () => {
    const { isErased, detail, changes } = entry('e2');
    expect([isErased, detail]).toMatchObject([true, { summary: null, percent: 50 }]);
    expect(changes).toEqual([{ field: 'percent', from: null, to: '50%' }]);
    expect(entry('e1').isErased).toBe(false);
  });

  it('names people to those who may see names, and to nobody else', () => {
    expect([entry('e2').statedBy, entry('e2').recordedBy]).toEqual([
      { role: 'lead', body: 'Housing', name: 'Ama Mensah' },
      { role: 'importer', body: null, name: 'Loader' },
    ]);
    const hidden = entry('e4', false);
    expect([hidden.statedBy.name, hidden.recordedBy.name, hidden.voidedBy?.recordedBy.name]).toEqual([
      null,
      null,
      null,
    ]);
    expect(hidden.statedBy).toMatchObject({ role: 'lead', body: 'Housing' });
  });

  it('is found by its id, whatever it is about; unknown ids find nothing', () => {
    expect(ids(entriesById(reading(), ['e2', 'e99', 'e5']))).toEqual(expect.arrayContaining(['e2', 'e5']));
    expect(entriesById(reading(), ['e99'])).toEqual([]);
  });
});
