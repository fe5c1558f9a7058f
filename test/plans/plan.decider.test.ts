import { describe, expect, it } from '@jest/globals';
import { AdoptPlan, ClosePlan, planId, RefreshPlan } from '../../src/plans/plan.commands.js';
import { planDecider } from '../../src/plans/plan.decider.js';
import { rulesOf } from '../support/decider.js';
import { restsOnItsFounding } from '../support/objections.js';
import { happenedOn, sending } from '../support/senders.js';

const id = planId('Improvement Plan');
const { given } = rulesOf(planDecider, { openCommitments: [], knownCommitmentIds: new Set<string>() });
const adoptedBy = { kind: 'BODY', name: 'Children and Families Committee' } as const;
const adopted = { type: 'PlanAdopted', data: { title: 'Improvement Plan', version: '2024', adoptedBy } } as const;
const refreshed = { type: 'PlanRefreshed', data: { version: '2025', mapping: [] } } as const;
const closed = { type: 'PlanClosed', data: {} } as const;

const adopt = (data: Partial<AdoptPlan['data']> = {}, told = {}) =>
  new AdoptPlan(id, { ...adopted.data, ...data }, sending(told));
const refresh = (version: string, told = {}) => new RefreshPlan(id, { version, mapping: [] }, sending(told));
const close = (told = {}) => new ClosePlan(id, {}, sending(told));

describe('a plan', () => {
  restsOnItsFounding(planDecider, adopted, refreshed, closed);

  it('is adopted in its first version', () => given().when(adopt()).then(adopted));

  it('is adopted by a body of the record, written tidily', () =>
    given()
      .when(adopt({ title: ' Improvement Plan ', version: ' 2024 ', adoptedBy: { ...adoptedBy, bodyId: 'body-1' } }))
      .then({ ...adopted, data: { ...adopted.data, adoptedBy: { ...adoptedBy, bodyId: 'body-1' } } }));

  it('is not adopted twice', () =>
    given(adopted)
      .when(adopt({ version: '2025' }))
      .thenRefused('RULE', /There is already a plan of that title/, 'title'));

  it('is not adopted in the future', () =>
    given()
      .when(adopt({}, happenedOn('2026-01-01')))
      .thenRefused('INVALID', /2026-01-01.*2025-12-10/, 'told.occurredOn'));

  it('is refreshed as a new version', () => given(adopted).when(refresh(' 2025 ')).then(refreshed));

  it.each([
    ['its first version', '2024'],
    ['a version since, however spelt', 'Refresh  ONE'],
  ])('is not refreshed as %s', (_, version) =>
    given(adopted, { type: 'PlanRefreshed', data: { version: 'Refresh one', mapping: [] } })
      .when(refresh(version))
      .thenRefused('RULE', /already has a version/, 'version'),
  );

  it('is not refreshed before its last change', () =>
    given(adopted, { ...refreshed, statedOn: '2025-11-01' })
      .when(refresh('2026', happenedOn('2025-10-31')))
      .thenRefused('INVALID', /2025-10-31.*2025-11-01/, 'told.occurredOn'));

  it('is closed', () => given(adopted).when(close()).then(closed));

  it('is not closed before its last change', () =>
    given({ ...adopted, statedOn: '2025-11-01' })
      .when(close(happenedOn('2025-10-31')))
      .thenRefused('INVALID', /2025-10-31.*2025-11-01/, 'told.occurredOn'));

  it.each([
    ['refreshed', refresh('2026')],
    ['closed', close()],
  ])('is not %s before it is adopted, nor after it is closed', (_, command) => {
    given()
      .when(command)
      .thenRefused('NOT_FOUND', /There is no such plan/);
    given(adopted, closed)
      .when(command)
      .thenRefused('RULE', /is closed and takes no more changes/);
  });

  it('has the same id under every spelling of its title', () => {
    expect(planId('improvement  PLAN')).toBe(id);
    expect(planId('Sufficiency strategy')).not.toBe(id);
  });
});
