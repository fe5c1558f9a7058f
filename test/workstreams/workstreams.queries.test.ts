import { describe, expect, it } from '@jest/globals';
import type { Party } from '../../src/naming/party.js';
import type { WorkstreamEvent } from '../../src/workstreams/workstream.events.js';
import { workstreamsProjection } from '../../src/workstreams/workstreams.projection.js';
import { workstreams } from '../../src/workstreams/workstreams.queries.js';
import { on, rowsOf } from '../support/rows.js';

const housing: Party = { name: 'Housing Options', kind: 'TEAM' };
const health: Party = { name: 'Health Trust', kind: 'PARTNER' };

const homes = (day: string, event: WorkstreamEvent) => on(day, 'workstream-homes', event);
const established = homes('2025-01-01', {
  type: 'WorkstreamEstablished',
  data: { name: 'Good homes for all', aliases: [] },
});
const appointed = (day: string, data: Extract<WorkstreamEvent, { type: 'WorkstreamLeadAppointed' }>['data']) =>
  homes(day, { type: 'WorkstreamLeadAppointed', data });

const history = [
  established,
  appointed('2025-02-01', { lead: housing }),
  appointed('2025-03-01', { lead: health, from: '2025-03-10', until: '2025-03-20', cover: true }),
  appointed('2025-06-01', { lead: null, from: '2025-07-01' }),
  appointed('2025-08-01', { lead: health, until: '2025-12-31' }),
];
const onDay = (day: string) => workstreams.byId(rowsOf([workstreamsProjection], history, day), 'homes');

describe('who leads a workstream', () => {
  it.each([
    ['2025-01-31', 'nobody before the first appointment', null],
    ['2025-02-01', 'the first lead, from the first day', 'Housing Options'],
    ['2025-06-30', 'the first lead, until the post falls vacant', 'Housing Options'],
    ['2025-12-31', 'the second lead, on the last day', 'Health Trust'],
    ['2026-01-01', 'nobody, once the last appointment is over', null],
  ])('is on %s %s', (day, _, name) => expect(onDay(day)?.lead?.lead?.name ?? null).toBe(name));

  it('is nobody while the post is vacant, which is on record with its first day', () =>
    expect(onDay('2025-07-15')?.lead).toEqual({ lead: null, from: '2025-07-01', until: null, cover: false }));

  it.each([
    ['2025-03-09', []],
    ['2025-03-10', ['Health Trust']],
    ['2025-03-20', ['Health Trust']],
    ['2025-03-21', []],
  ])('goes on answering while another covers: on %s covered by %j', (day, names) => {
    expect(onDay(day)?.covers.map(({ lead }) => lead?.name)).toEqual(names);
    expect(onDay(day)?.lead?.lead).toEqual(housing);
  });

  it('is the one recorded last where two were appointed from the same day', () => {
    const corrected = [
      established,
      appointed('2025-02-01', { lead: housing }),
      appointed('2025-02-01', { lead: health }),
    ];
    expect(workstreams.byId(rowsOf([workstreamsProjection], corrected), 'homes')?.lead?.lead).toEqual(health);
  });

  it('can be told for every appointment, in the order they were recorded', () =>
    expect(onDay('2025-12-02')?.appointments.map(({ lead, from }) => [lead?.name ?? null, from])).toEqual([
      ['Housing Options', '2025-02-01'],
      ['Health Trust', '2025-03-10'],
      [null, '2025-07-01'],
      ['Health Trust', '2025-08-01'],
    ]));
});

describe('the history of a workstream', () => {
  it('shows every change of name and lead as before and after', () => {
    const { db } = rowsOf(
      [workstreamsProjection],
      [
        ...history,
        homes('2025-11-01', { type: 'WorkstreamRenamed', data: { name: 'Homes', oldNameStaysAlias: true } }),
      ],
    );
    const changes = db
      .prepare('select changes from entries order by seq')
      .all()
      .map((row) => JSON.parse(row['changes'] as string) as unknown);
    expect(changes).toEqual([
      [{ field: 'name', from: null, to: 'Good homes for all' }],
      [{ field: 'lead', from: null, to: 'Housing Options, from 2025-02-01' }],
      [{ field: 'cover', from: null, to: 'Health Trust, from 2025-03-10 until 2025-03-20' }],
      [{ field: 'lead', from: 'Housing Options, from 2025-02-01', to: 'vacant, from 2025-07-01' }],
      [{ field: 'lead', from: 'vacant, from 2025-07-01', to: 'Health Trust, from 2025-08-01 until 2025-12-31' }],
      [
        { field: 'name', from: 'Good homes for all', to: 'Homes' },
        { field: 'aliases', from: null, to: 'Good homes for all' },
      ],
    ]);
  });
});
