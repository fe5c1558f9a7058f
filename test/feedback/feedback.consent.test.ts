import { describe, expect, it } from '@jest/globals';
import { ROLES, type Role } from '../../src/event-sourcing/messages.js';
import { given, NO_CONSENT, refusalTo, withdrawn, type Consents } from '../../src/feedback/feedback.consent.js';
import { USES, type MediaKind, type Use } from '../../src/feedback/feedback.events.js';

const TODAY = '2025-12-10';
const form = (uses: readonly Use[], until: string | null = null, mediaKinds: readonly MediaKind[] = ['TEXT']) => ({
  ...{ uses, until, mediaKinds, obtainedHow: 'signed form' },
});
const to = (uses: readonly Use[], until?: string | null, mediaKinds?: readonly MediaKind[]): Consents =>
  given(NO_CONSENT, form(uses, until, mediaKinds), '2025-09-01');
const reasons = (consents: Consents) => ROLES.map((role) => refusalTo([role], consents, TODAY));
const readersOf = (consents: Consents): readonly Role[] =>
  ROLES.filter((role) => refusalTo([role], consents, TODAY) === null);

describe('who may read words', () => {
  it.each([
    ['without consent', NO_CONSENT, []],
    ['internal', to(['INTERNAL']), ['lead', 'data-protection', 'auditor', 'importer']],
    ['before a committee', to(['COMMITTEE']), ['member']],
    ['both', to(['INTERNAL', 'COMMITTEE']), ['lead', 'member', 'data-protection', 'auditor', 'importer']],
    ['public', to(['PUBLIC']), ROLES],
  ] as const)('%s: participation and governance staff, and whom the consent covers', (_, consents, covered) => {
    const anyway: readonly Role[] = ['governance', 'participation'];
    expect(readersOf(consents)).toEqual(
      ROLES.filter((role) => anyway.includes(role) || covered.includes(role as never)),
    );
  });

  it('somebody with several roles, by any of them; somebody with none, by public consent', () => {
    expect(refusalTo(['dashboard', 'member'], to(['COMMITTEE']), TODAY)).toBeNull();
    expect(refusalTo([], to(['INTERNAL', 'COMMITTEE']), TODAY)).toBe('NO_CONSENT_RECORDED');
    expect(refusalTo([], to(['PUBLIC']), TODAY)).toBeNull();
  });

  it('up to the last day of a consent, and not on the day after', () => {
    expect(refusalTo(['member'], to(['COMMITTEE'], TODAY), TODAY)).toBeNull();
    expect(refusalTo(['member'], to(['COMMITTEE'], '2025-12-09'), TODAY)).toBe('CONSENT_EXPIRED');
    expect(refusalTo(['lead'], to(['COMMITTEE'], '2025-12-09'), TODAY)).toBe('NO_CONSENT_RECORDED');
  });

  it('only where the consent is to a use in writing', () =>
    expect(refusalTo(['dashboard'], to(['PUBLIC'], null, ['AUDIO', 'VIDEO']), TODAY)).toBe('NO_CONSENT_RECORDED'));

  it('nobody else any more once it is withdrawn', () => {
    const after = withdrawn(to(USES), USES, '2025-10-01');
    expect(new Set(reasons(after))).toEqual(new Set([null, 'CONSENT_WITHDRAWN']));
    expect(readersOf(after)).toEqual(['governance', 'participation']);
  });

  it('not the public either once a narrower use is withdrawn', () => {
    const after = withdrawn(to(['INTERNAL', 'PUBLIC']), ['COMMITTEE'], '2025-10-01');
    expect(refusalTo(['dashboard'], after, TODAY)).toBe('CONSENT_WITHDRAWN');
    expect(refusalTo(['member'], after, TODAY)).toBe('CONSENT_WITHDRAWN');
    expect(refusalTo(['lead'], after, TODAY)).toBeNull();
  });

  it('whom a later consent covers again', () => {
    const again = given(withdrawn(to(['COMMITTEE']), ['COMMITTEE'], '2025-10-01'), form(['COMMITTEE']), '2025-11-01');
    expect(refusalTo(['member'], again, TODAY)).toBeNull();
    expect(again.given.map(({ withdrawnOn }) => withdrawnOn)).toEqual(['2025-10-01', null]);
  });

  it('nobody by a consent that was given beside one that was withdrawn', () => {
    const twice = given(to(['COMMITTEE']), form(['COMMITTEE']), '2025-09-02');
    expect(refusalTo(['member'], withdrawn(twice, ['COMMITTEE'], '2025-10-01'), TODAY)).toBe('CONSENT_WITHDRAWN');
  });
});
