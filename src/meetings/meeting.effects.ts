import { isUnsaid, readTarget } from '../commitments/commitment.commands.js';
import type { Day } from '../event-sourcing/days.js';
import { DomainError, type Refusal } from '../event-sourcing/errors.js';
import type { RecordDecision } from './meeting.decisions.commands.js';
import type { DecisionEffect, EffectKind } from './meeting.events.js';

type Asked = NonNullable<RecordDecision['data']['effects']>[number];

/** What goes with one kind of effect only. */
const GOES_WITH = {
  target: 'ALLOW_TARGET_MOVE',
  evidenceIds: 'SIGN_OFF',
  successorIds: 'SUPERSEDE',
  youngPeopleTold: 'WITHDRAW',
} as const satisfies Record<string, EffectKind>;

/** What is done to the commitment only for reasons that can be shown. */
const NEEDS_REASONS: ReadonlySet<EffectKind> = new Set([
  'WITHDRAW',
  'REFUSE_TARGET_MOVE',
  'REFUSE_COMPLETION',
  'REOPEN',
]);

/** The effects as they are recorded. Throws `DomainError` INVALID that names every one at fault. */
export const effectsOf = (
  asked: readonly Asked[],
  { hasReasons, statedOn }: { readonly hasReasons: boolean; readonly statedOn: Day },
): readonly DecisionEffect[] => {
  const seen = new Set<string>();
  const [first, ...others] = asked.flatMap((effect, n) => {
    const key = `${effect.kind} ${effect.commitmentId}`;
    const fault = seen.has(key)
      ? { field: 'kind', message: 'This effect on this commitment is named already; name it once.' }
      : faultOf(effect, hasReasons);
    seen.add(key);
    return fault ? [{ code: 'INVALID' as const, message: fault.message, field: `effects.${n}.${fault.field}` }] : [];
  });
  if (first) throw DomainError.of([first, ...others]);
  return asked.map((effect, n) => recordedAs(effect, n, statedOn));
};

const faultOf = (effect: Asked, hasReasons: boolean): (Pick<Refusal, 'message'> & { field: string }) | undefined => {
  const { kind, commitmentId, evidenceIds, successorIds } = effect;
  for (const [field, of] of Object.entries(GOES_WITH)) {
    const value = effect[field as keyof typeof GOES_WITH];
    const isSaid = value != null && !(Array.isArray(value) && value.length === 0);
    if (isSaid && of !== kind) return { field, message: `This goes with ${of} only; leave it out of ${kind}.` };
  }
  if (NEEDS_REASONS.has(kind) && !hasReasons) {
    return { field: 'kind', message: `${kind} needs a reason that can be shown; give the reasons of the decision.` };
  }
  if (kind === 'SIGN_OFF' && !hasReasons && (evidenceIds ?? []).length === 0) {
    return {
      field: 'evidenceIds',
      message: 'A sign-off needs evidence, or reasons of the decision that say why none was asked for.',
    };
  }
  if (kind !== 'SUPERSEDE') return undefined;
  if ((successorIds ?? []).length === 0) {
    return { field: 'successorIds', message: 'Name at least one commitment that replaces this one.' };
  }
  return successorIds?.includes(commitmentId)
    ? { field: 'successorIds', message: 'A commitment cannot replace itself.' }
    : undefined;
};

const recordedAs = ({ kind, commitmentId, ...more }: Asked, n: number, statedOn: Day): DecisionEffect => {
  const target = more.target && readTarget(more.target, statedOn);
  if (target && isUnsaid(target)) {
    const message = 'Say what the new date is, or leave it out to allow the one that was asked for.';
    throw new DomainError('INVALID', message, `effects.${n}.target`);
  }
  const { evidenceIds, successorIds, youngPeopleTold } = more;
  return {
    kind,
    commitmentId,
    ...(target ? { target } : {}),
    ...(evidenceIds?.length ? { evidenceIds: [...new Set(evidenceIds)] } : {}),
    ...(successorIds?.length ? { successorIds: [...new Set(successorIds)] } : {}),
    ...(youngPeopleTold == null ? {} : { youngPeopleTold }),
  };
};
