import type { Day } from '../event-sourcing/days.js';
import type { Appointed } from '../naming/leads.js';
import type { Dimension } from './commitments.counts.projection.js';
import { latestRating, type CommitmentView } from './commitments.view.js';

/** What a commitment counts as in each dimension; empty text: nothing is stated. Who leads depends on the day. */
export interface CountsAs extends Readonly<Record<Exclude<Dimension, 'AUDIENCE' | 'LEAD'>, string>> {
  readonly AUDIENCE: readonly string[];
  readonly LEAD: readonly Appointed[];
}

/** From this day on, a commitment counts as something else than before in the dimensions named. */
export type Period = readonly [from: Day, changed: Partial<CountsAs>];

/** What it counts as now; `null`: it is not on record. */
export const countsAs = (view: CommitmentView): CountsAs | null =>
  view.made && {
    STATE: view.standing.state,
    RATING: latestRating(view)?.rating ?? '',
    WORKSTREAM: view.workstreamId ?? '',
    PROGRAMME: view.programmeId ?? '',
    PLAN: view.planId ?? '',
    AUDIENCE: view.audiences,
    LEAD: view.appointments,
  };

/** The periods after one more entry, which counts from this day; `before`: what the commitment counted as without it. */
export const withPeriod = (
  periods: readonly Period[],
  day: Day,
  before: CountsAs | null,
  now: CountsAs | null,
): readonly Period[] => {
  if (!now) return periods;
  // Values that stay are the very same ones: a fold assigns fields and changes no value inside one.
  const changed = Object.entries(now).filter(([one, value]) => before?.[one as Dimension] !== value);
  if (changed.length === 0) return periods;
  const last = periods.at(-1);
  const isSameDay = last?.[0] === day;
  const period: Period = [
    day,
    { ...(isSameDay ? last[1] : {}), ...(Object.fromEntries(changed) as Partial<CountsAs>) },
  ];
  return [...(isSameDay ? periods.slice(0, -1) : periods), period];
};
