import type { Day } from '../event-sourcing/days.js';
import { latestRating, type CommitmentView, type CountsAs, type Period } from './commitments.view.js';

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
  const changed = Object.entries(now).filter(([one, value]) => before?.[one as keyof CountsAs] !== value);
  if (changed.length === 0) return periods;
  const last = periods.at(-1);
  const isSameDay = last?.[0] === day;
  const period: Period = [
    day,
    { ...(isSameDay ? last[1] : {}), ...(Object.fromEntries(changed) as Partial<CountsAs>) },
  ];
  return [...(isSameDay ? periods.slice(0, -1) : periods), period];
};
