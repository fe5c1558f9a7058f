import { DomainError, type Refusal } from '../event-sourcing/errors.js';
import type { RefreshPlan } from './plan.commands.js';
import type { Mapped, MappingOutcome } from './plan.events.js';

/** What a refresh needs to know of the plan's commitments. */
export interface PlanFacts {
  /** Those of this plan that are still open; `reference` as the plan prints it, where it does. */
  readonly openCommitments: readonly { readonly id: string; readonly reference?: string | null }[];
  /** Those among the ids the mapping names as successors that are in the record, of whatever plan. */
  readonly knownCommitmentIds: ReadonlySet<string>;
}

type Entry = RefreshPlan['data']['mapping'][number];

/** How many commitments an outcome leads on to. */
const SUCCESSORS: Record<MappingOutcome, { least: number; most: number; sentence: string }> = {
  KEPT: {
    least: 0,
    most: 0,
    sentence: 'A commitment that is kept goes on as itself; name no successor, or say MERGED.',
  },
  MERGED: { least: 1, most: Infinity, sentence: 'Name the commitment that this one was merged into.' },
  SPLIT: {
    least: 2,
    most: Infinity,
    sentence: 'Name at least two different commitments that this one was split into.',
  },
  DROPPED: {
    least: 0,
    most: 0,
    sentence: 'A commitment that is dropped goes on in no other; name no successor, or say MERGED.',
  },
};

/**
 * The mapping of a refresh, once it accounts for every commitment still open in the plan: a promise that ends without
 * a word would be laundered. Throws `DomainError` INVALID that names every entry at fault.
 */
export const accountedFor = (mapping: readonly Entry[], facts: PlanFacts): readonly Mapped[] => {
  const mapped = mapping.map(withoutItself);
  const [first, ...others] = [...faultyEntries(mapped, facts), ...leftOut(mapped, facts)];
  if (first) throw DomainError.of([first, ...others]);
  return mapped;
};

/** A kept commitment may be written as its own successor; that says nothing more. */
const withoutItself = ({ commitmentId, outcome, successorIds }: Entry): Mapped => ({
  commitmentId,
  outcome,
  successorIds: (successorIds ?? []).filter((id) => outcome !== 'KEPT' || id !== commitmentId),
});

const faultyEntries = (mapped: readonly Mapped[], facts: PlanFacts): Refusal[] => {
  const open = new Set(facts.openCommitments.map(({ id }) => id));
  const ending = new Set(mapped.filter(({ outcome }) => outcome !== 'KEPT').map(({ commitmentId }) => commitmentId));
  const seen = new Set<string>();

  const faultOfCommitment = ({ commitmentId }: Mapped): string | undefined => {
    if (!open.has(commitmentId)) return 'This is not an open commitment of the plan; take it out.';
    if (seen.has(commitmentId)) return 'This commitment is in the mapping already; say once what becomes of it.';
    seen.add(commitmentId);
    return undefined;
  };

  const faultOfSuccessors = ({ commitmentId, outcome, successorIds }: Mapped): string | undefined => {
    const { least, most, sentence } = SUCCESSORS[outcome];
    const different = new Set(successorIds);
    if (different.size < least || different.size > most) return sentence;
    if (different.size < successorIds.length) return 'Name every successor once.';
    if (different.has(commitmentId)) return 'A commitment cannot be its own successor; say KEPT if it goes on.';
    for (const id of successorIds) {
      if (!facts.knownCommitmentIds.has(id)) return `There is no commitment ${id}; record the successor first.`;
      // Otherwise two promises could be merged into each other, or into one that is dropped, and nobody would owe either.
      if (ending.has(id)) return `The successor ${id} itself ends in this refresh; name one that goes on.`;
    }
    return undefined;
  };

  return mapped.flatMap((one, n) => {
    const faults = { commitmentId: faultOfCommitment(one), successorIds: faultOfSuccessors(one) };
    return Object.entries(faults).flatMap(([field, message]) =>
      message === undefined ? [] : [{ code: 'INVALID' as const, field: `mapping.${n}.${field}`, message }],
    );
  });
};

const leftOut = (mapped: readonly Mapped[], { openCommitments }: PlanFacts): Refusal[] => {
  const named = new Set(mapped.map(({ commitmentId }) => commitmentId));
  const left = openCommitments.filter(({ id }) => !named.has(id)).map(({ id, reference }) => reference ?? id);
  if (left.length === 0) return [];
  const more = left.length > 20 ? ` and ${left.length - 20} more` : '';
  return [
    { code: 'INVALID', field: 'mapping', message: `Say also what becomes of ${left.slice(0, 20).join(', ')}${more}.` },
  ];
};
