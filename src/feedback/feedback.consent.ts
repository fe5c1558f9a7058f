import type { Day } from '../event-sourcing/days.js';
import type { Role } from '../event-sourcing/messages.js';
import type { MediaKind, Use } from './feedback.events.js';

/** One consent: to one use, as far as it was given. */
export interface Consent {
  readonly use: Use;
  readonly mediaKinds: readonly MediaKind[];
  readonly obtainedHow: string;
  readonly givenOn: Day;
  /** The last day of it; `null`: it has no end. */
  readonly until: Day | null;
  /** `null`: it stands. */
  readonly withdrawnOn: Day | null;
}

/** What became of the consents to one item, folded in the order of its life. Plain JSON. */
export interface Consents {
  /** The latest last; none is ever taken out. */
  readonly given: readonly Consent[];
  /** Uses that were withdrawn and not allowed again since. */
  readonly withdrawn: readonly Use[];
}

/** Nobody was asked yet. */
export const NO_CONSENT: Consents = { given: [], withdrawn: [] };

type Given = Pick<Consent, 'mediaKinds' | 'obtainedHow' | 'until'> & { readonly uses: readonly Use[] };

/** Consent was given on a day. */
export const given = ({ given, withdrawn }: Consents, { uses, ...terms }: Given, on: Day): Consents => ({
  given: [...given, ...uses.map((use) => ({ ...terms, use, givenOn: on, withdrawnOn: null }))],
  withdrawn: withdrawn.filter((use) => !uses.includes(use)),
});

/**
 * Consent was withdrawn on a day. With any use goes the public one, which covers the others: whoever no longer wants
 * their words before a committee does not want them on a website. House rule.
 */
export const withdrawn = ({ given, withdrawn }: Consents, uses: readonly Use[], on: Day): Consents => {
  const ended: readonly Use[] = [...new Set<Use>([...uses, 'PUBLIC'])];
  const wasGiven = (use: Use) => given.some((consent) => consent.use === use && consent.withdrawnOn === null);
  return {
    given: given.map((one) =>
      ended.includes(one.use) && one.withdrawnOn === null ? { ...one, withdrawnOn: on } : one,
    ),
    withdrawn: [...new Set([...withdrawn, ...uses, ...ended.filter(wasGiven)])],
  };
};

/** The uses whose consent covers a use: what is public may be read by anyone, and otherwise each use stands alone. */
export const COVERING: Readonly<Record<Use, readonly Use[]>> = {
  INTERNAL: ['INTERNAL', 'PUBLIC'],
  COMMITTEE: ['COMMITTEE', 'PUBLIC'],
  PUBLIC: ['PUBLIC'],
};

/** Read for their work what young people say, and need no consent for that. PRODUCT.md, "Young people's words". */
const READ_ANYWAY: readonly Role[] = ['participation', 'governance'];

/** The use that a role's reading is; of every other role, and of nobody in particular, it is public. */
const READING: Readonly<Partial<Record<Role, Use>>> = {
  lead: 'INTERNAL',
  auditor: 'INTERNAL',
  'data-protection': 'INTERNAL',
  importer: 'INTERNAL',
  member: 'COMMITTEE',
};

/** Why words that are there are not shown. */
export type NotAllowed = 'NO_CONSENT_RECORDED' | 'CONSENT_WITHDRAWN' | 'CONSENT_EXPIRED';

/** Do the consents allow a use in writing on a day? */
export const allows = ({ given }: Consents, use: Use, today: Day): boolean =>
  given.some((consent) => isForWords(consent, use) && consent.withdrawnOn === null && !isOver(consent, today));

const isForWords = ({ use, mediaKinds }: Consent, wanted: Use): boolean =>
  COVERING[wanted].includes(use) && mediaKinds.includes('TEXT');

const isOver = ({ until }: Consent, today: Day): boolean => until !== null && until < today;

/** Why somebody with these roles may not read the words today; `null`: they may. */
export const refusalTo = (roles: readonly Role[], consents: Consents, today: Day): NotAllowed | null => {
  if (roles.some((role) => READ_ANYWAY.includes(role))) return null;
  const uses = [...new Set([...roles.flatMap((role) => READING[role] ?? []), 'PUBLIC' as const])];
  if (uses.some((use) => allows(consents, use, today))) return null;
  const covering = uses.flatMap((use) => COVERING[use]);
  if (consents.withdrawn.some((use) => covering.includes(use))) return 'CONSENT_WITHDRAWN';
  const isExpired = uses.some((use) => consents.given.some((one) => isForWords(one, use) && isOver(one, today)));
  return isExpired ? 'CONSENT_EXPIRED' : 'NO_CONSENT_RECORDED';
};
