import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Page } from '../../src/graphql/connections.js';
import type { PlanEvent } from '../../src/plans/plan.events.js';
import { plansProjection } from '../../src/plans/plans.projection.js';
import { plans } from '../../src/plans/plans.queries.js';
import { dumpOf, on, rowsOf, type Told } from '../support/rows.js';
import { runs } from '../support/runs.js';

const wholePage: Page = { size: 50, backwards: false, from: null };
const plan = (day: string, event: PlanEvent, id = 'plan-improvement') => on(day, id, event);
const committee = { kind: 'BODY', name: 'Children and Families Committee' } as const;

const adopted = plan('2024-06-01', {
  type: 'PlanAdopted',
  data: { title: 'Improvement Plan', version: '2024', adoptedBy: committee },
});
const refreshed = plan('2025-06-01', {
  type: 'PlanRefreshed',
  data: {
    version: '2025',
    mapping: [
      { commitmentId: 'c-kept', outcome: 'KEPT', successorIds: [] },
      { commitmentId: 'c-split', outcome: 'SPLIT', successorIds: ['c-second', 'c-first'] },
      { commitmentId: 'c-merged', outcome: 'MERGED', successorIds: ['c-first'] },
      { commitmentId: 'c-dropped', outcome: 'DROPPED', successorIds: [] },
    ],
  },
});
const again = plan('2025-12-01', {
  type: 'PlanRefreshed',
  data: { version: '2026', mapping: [{ commitmentId: 'c-first', outcome: 'MERGED', successorIds: ['c-kept'] }] },
});
const other = plan(
  '2025-01-01',
  { type: 'PlanAdopted', data: { title: 'Annual plan', version: '1', adoptedBy: committee } },
  'plan-annual',
);
const history = [adopted, refreshed, again];
/** Without what it was read together with. */
const alone = <T extends { together: unknown }>({ together: _, ...rest }: T) => rest;
const readerOf = (told: readonly Told[]) => rowsOf([plansProjection], told);

describe('a plan', () => {
  it('answers its title, the version in force and when it was adopted and refreshed', () => {
    expect(plans.byId(readerOf(history), 'improvement')).toMatchObject({
      title: 'Improvement Plan',
      currentVersion: '2026',
      adoptedOn: '2024-06-01',
      refreshedOn: '2025-12-01',
      isClosed: false,
      version: 3,
      stream: 'plan-improvement',
    });
    expect(plans.byId(readerOf([adopted]), 'improvement')).toMatchObject({ currentVersion: '2024', refreshedOn: null });
  });

  it('answers every version with what it made of each commitment, as the refresh put it', () => {
    const versions = plans.versions(readerOf(history), 'improvement');
    expect(versions.map((version) => ({ ...version, mapping: version.mapping.map(alone) }))).toEqual([
      { version: '2024', adoptedOn: '2024-06-01', adoptedBy: committee, mapping: [] },
      {
        version: '2025',
        adoptedOn: '2025-06-01',
        adoptedBy: null,
        mapping: refreshed.event.type === 'PlanRefreshed' && refreshed.event.data.mapping,
      },
      {
        version: '2026',
        adoptedOn: '2025-12-01',
        adoptedBy: null,
        mapping: [{ commitmentId: 'c-first', outcome: 'MERGED', successorIds: ['c-kept'] }],
      },
    ]);
  });

  it('is found by its title, however it is spelt, and by words of it', () => {
    const reader = readerOf([...history, other]);
    expect(plans.byName(reader, 'IMPROVEMENT  plan')?.id).toBe('improvement');
    expect(plans.list(reader, { text: 'plan improve' }, wholePage).nodes.map(({ id }) => id)).toEqual(['improvement']);
  });

  it('is listed by title, and once closed only on request', () => {
    const closed = plan('2025-12-02', { type: 'PlanClosed', data: {} }, 'plan-annual');
    const reader = readerOf([...history, other, closed]);
    const titles = (includeClosed: boolean) =>
      plans.list(reader, { includeClosed }, wholePage).nodes.map(({ title }) => title);
    expect(titles(false)).toEqual(['Improvement Plan']);
    expect(titles(true)).toEqual(['Annual plan', 'Improvement Plan']);
  });

  it('stays when its title was erased, without the title', () => {
    const erased = on('2025-12-02', 'plan-improvement', {
      type: 'WordsErased',
      data: { entryId: 'adoption', requestRef: 'DPO 7' },
    });
    const reader = readerOf([{ ...adopted, id: 'adoption' }, refreshed, erased]);
    expect(plans.byId(reader, 'improvement')).toMatchObject({ title: null, currentVersion: '2025' });
  });

  it('forgets a refresh that was a mistake, and what followed from it', () => {
    const voided = plan('2025-06-01', {
      type: 'EntryVoided',
      data: { entryId: 'refresh', reason: 'Not adopted after all.' },
    } as unknown as PlanEvent);
    const reader = readerOf([adopted, { ...refreshed, id: 'refresh' }, voided]);
    expect(plans.byId(reader, 'improvement')).toMatchObject({ currentVersion: '2024', refreshedOn: null });
    expect(plans.refreshed(reader, ['c-split'])).toEqual([]);
  });
});

describe('what a refresh makes of a commitment', () => {
  it('is read together with all it names, so that those are looked up at once', () => {
    const [version] = plans.versions(readerOf([adopted, refreshed]), 'improvement').slice(1);
    const together = new Set(version?.mapping.map((mapped) => mapped.together));
    expect([...together].map(({ ids }) => [...new Set(ids)].sort())).toEqual([
      ['c-dropped', 'c-first', 'c-kept', 'c-merged', 'c-second', 'c-split'],
    ]);
  });

  it('names its successors, in order, with the plan, the version and the day', () =>
    expect(plans.refreshed(readerOf(history), ['c-split', 'c-first', 'c-unknown']).map(alone)).toEqual([
      {
        commitmentId: 'c-split',
        planId: 'improvement',
        version: '2025',
        refreshedOn: '2025-06-01',
        outcome: 'SPLIT',
        successorIds: ['c-second', 'c-first'],
      },
      {
        commitmentId: 'c-first',
        planId: 'improvement',
        version: '2026',
        refreshedOn: '2025-12-01',
        outcome: 'MERGED',
        successorIds: ['c-kept'],
      },
    ]));

  it('names nobody where it is kept or dropped', () =>
    expect(
      plans
        .refreshed(readerOf(history), ['c-kept', 'c-dropped'])
        .map(({ outcome, successorIds }) => [outcome, successorIds]),
    ).toEqual([
      ['KEPT', []],
      ['DROPPED', []],
    ]));
});

describe('the rows of plans', () => {
  const tables = ['plans', 'plan_versions', 'plan_mappings'];

  it('are the same in whatever order the entries were recorded', () => {
    const told = [...history, other];
    const expected = dumpOf(readerOf(told), tables);
    fc.assert(
      fc.property(fc.shuffledSubarray(told, { minLength: told.length }), (shuffled) => {
        expect(dumpOf(readerOf(shuffled), tables)).toEqual(expected);
      }),
      runs(20),
    );
  });
});
