import type { Reading } from './commitments.batch.js';
import type { Tally } from './commitments.summary.js';

/** A line of a status summary as it is answered; what was not counted by, or is not stated, is `null`. */
export interface StatusCount {
  readonly state: string | null;
  readonly rating: string | null;
  readonly workstream: object | null;
  readonly programme: object | null;
  readonly plan: object | null;
  readonly audience: string | null;
  readonly lead: string | null;
  readonly count: number;
}

/** Tallies with the things that they name; one statement for each kind of thing. */
export const statusCounts = ({ reader, neighbours }: Reading, tallies: readonly Tally[]): readonly StatusCount[] => {
  const things = (kind: 'workstream' | 'programme' | 'plan', dimension: 'WORKSTREAM' | 'PROGRAMME' | 'PLAN') => {
    const ids = [...new Set(tallies.flatMap(({ values }) => values[dimension] || []))];
    return ids.length === 0
      ? new Map<string, object>()
      : new Map(neighbours.byIds(kind, reader, ids).map((one) => [one.id, one]));
  };
  const workstreams = things('workstream', 'WORKSTREAM');
  const programmes = things('programme', 'PROGRAMME');
  const plans = things('plan', 'PLAN');
  return tallies.map(({ values, count }) => ({
    state: values.STATE ?? null,
    rating: values.RATING || null,
    workstream: workstreams.get(values.WORKSTREAM ?? '') ?? null,
    programme: programmes.get(values.PROGRAMME ?? '') ?? null,
    plan: plans.get(values.PLAN ?? '') ?? null,
    audience: values.AUDIENCE || null,
    lead: values.LEAD || null,
    count,
  }));
};
