import { describe, expect, it } from '@jest/globals';
import { validated } from '../../src/event-sourcing/validation.js';
import { planId, RefreshPlan } from '../../src/plans/plan.commands.js';
import { planDecider } from '../../src/plans/plan.decider.js';
import type { Mapped, MappingOutcome } from '../../src/plans/plan.events.js';
import { rulesOf } from '../support/decider.js';
import { sending } from '../support/senders.js';

const { given } = rulesOf(planDecider, {
  openCommitments: [{ id: 'packs', reference: 'S-01' }, { id: 'offer', reference: 'S-03' }, { id: 'survey' }],
  knownCommitmentIds: new Set(['packs', 'offer', 'survey', 'hubs', 'videos']),
});
const adopted = {
  type: 'PlanAdopted',
  data: { title: 'Improvement Plan', version: '2024', adoptedBy: { kind: 'OFFICER', name: 'Director' } },
} as const;

const mapped = (commitmentId: string, outcome: MappingOutcome, ...successorIds: string[]): Mapped => ({
  commitmentId,
  outcome,
  successorIds,
});
const refresh = (...mapping: Mapped[]) => {
  const command = new RefreshPlan(
    planId('Improvement Plan'),
    { version: '2025', mapping: mapping as never },
    sending(),
  );
  return given(adopted).when(command);
};
const refreshed = (...mapping: Mapped[]) => ({ type: 'PlanRefreshed', data: { version: '2025', mapping } }) as const;
const [packs, offer, survey] = [mapped('packs', 'KEPT'), mapped('offer', 'KEPT'), mapped('survey', 'KEPT')];

describe('the mapping of a refreshed plan', () => {
  it('says of every open commitment what becomes of it', () => {
    const mapping = [mapped('packs', 'SPLIT', 'hubs', 'videos'), mapped('offer', 'MERGED', 'survey'), survey];
    refresh(...mapping).then(refreshed(...mapping));
    refresh(packs, offer, mapped('survey', 'DROPPED')).then(refreshed(packs, offer, mapped('survey', 'DROPPED')));
  });

  it('may say that a kept commitment goes on as itself, or leave successors out', () => {
    refresh(mapped('packs', 'KEPT', 'packs'), offer, survey).then(refreshed(packs, offer, survey));
    refresh({ commitmentId: 'packs', outcome: 'KEPT' } as Mapped, offer, survey).then(refreshed(packs, offer, survey));
  });

  it('leaves no open commitment out, and names those it left out as the plan prints them', () =>
    refresh(offer).thenRefused('INVALID', /Say also what becomes of S-01, survey\./, 'mapping'));

  it('names the first twenty of many that it left out', () => {
    const openCommitments = Array.from({ length: 23 }, (_, n) => ({ id: `c${n}`, reference: `R-${n}` }));
    given(adopted)
      .knowing({ openCommitments })
      .when(new RefreshPlan(planId('Improvement Plan'), { version: '2025', mapping: [] }, sending()))
      .thenRefused('INVALID', /R-0, .*R-19 and 3 more/, 'mapping');
  });

  it('names no commitment twice', () =>
    refresh(packs, offer, survey, mapped('packs', 'DROPPED')).thenRefused(
      'INVALID',
      /in the mapping already/,
      'mapping.3.commitmentId',
    ));

  it('names no commitment that is not open in this plan', () =>
    refresh(packs, offer, survey, mapped('hubs', 'KEPT')).thenRefused(
      'INVALID',
      /not an open commitment of the plan/,
      'mapping.3.commitmentId',
    ));

  it.each<[string, Mapped, RegExp]>([
    ['a kept commitment goes on as another', mapped('packs', 'KEPT', 'hubs'), /goes on as itself/],
    ['a kept commitment goes on as itself and another', mapped('packs', 'KEPT', 'packs', 'hubs'), /goes on as itself/],
    ['a merged commitment goes nowhere', mapped('packs', 'MERGED'), /Name the commitment/],
    ['a split commitment goes into one', mapped('packs', 'SPLIT', 'hubs'), /at least two different/],
    [
      'a split commitment goes into the same one twice',
      mapped('packs', 'SPLIT', 'hubs', 'hubs'),
      /at least two different/,
    ],
    ['a dropped commitment has a successor', mapped('packs', 'DROPPED', 'hubs'), /goes on in no other/],
    ['a successor is named twice', mapped('packs', 'MERGED', 'hubs', 'hubs'), /every successor once/],
    ['a successor is the commitment itself', mapped('packs', 'MERGED', 'packs'), /cannot be its own successor/],
    ['nobody knows the successor', mapped('packs', 'SPLIT', 'hubs', 'songs'), /no commitment songs/],
  ])('is refused where %s', (_, entry, message) =>
    refresh(offer, entry, survey).thenRefused('INVALID', message, 'mapping.1.successorIds'),
  );

  it('lets no promise vanish into one that is dropped, or two into each other', () => {
    refresh(mapped('packs', 'MERGED', 'offer'), mapped('offer', 'DROPPED'), survey).thenRefused(
      'INVALID',
      /offer itself ends in this refresh/,
      'mapping.0.successorIds',
    );
    refresh(mapped('packs', 'MERGED', 'offer'), mapped('offer', 'MERGED', 'packs'), survey).thenRefused(
      'INVALID',
      /packs itself ends in this refresh/,
      'mapping.1.successorIds',
    );
  });

  it('is refused with everything that is wrong at once', () => {
    const refused = refresh(mapped('packs', 'MERGED'), mapped('hubs', 'SPLIT'));
    refused.thenRefused('INVALID', /Name the commitment/, 'mapping.0.successorIds');
    refused.thenRefused('INVALID', /not an open commitment/, 'mapping.1.commitmentId');
    refused.thenRefused('INVALID', /at least two/, 'mapping.1.successorIds');
    refused.thenRefused('INVALID', /S-03, survey/, 'mapping');
  });

  it('has the shape of a list of commitments with outcomes', () => {
    expect(() => validated(RefreshPlan.shape, { version: '2025', mapping: 'all kept' })).toThrow(/must be a list/);
    expect(() => validated(RefreshPlan.shape, { version: '2025', mapping: [{ outcome: 'KEPT' }] })).toThrow(
      /Commitment id must be an id/,
    );
  });
});
