import { nameKey } from '../naming/naming.js';
import { COMMITMENT_STATES } from './commitment.events.js';
import { countedAs } from './commitments.counts.projection.js';
import { FIRST_DAY, LAST_DAY, leadPeriods, type LeadPeriod } from './commitments.leads.view.js';
import { latestRating, type CommitmentView } from './commitments.view.js';

/** After every word; what has no value sorts there. */
const AFTER_ALL = '~';
/** Longer runs of digits are no numbers that anyone counts with. */
const LONGEST_NUMBER = 9;

/** What a commitment is found and ordered by: the columns of `commitments` that seldom change. */
export type Row = Readonly<Record<string, string | number | null>>;

/** What was last saved of a commitment, as JSON, to be compared: most entries change nothing of it. */
export interface Saved {
  /** All that the rest is made of. */
  readonly basis: string;
  readonly tags: string;
  readonly counted: string;
  /** Title, wording and aliases. */
  readonly searched: string;
}

/** One of several values, as it is found and as it was written; it holds on the days between, both included. */
export type Tag = readonly [kind: string, value: string, name: string, from: string, until: string];

/** A name as it is found by, whatever its spelling. */
export const tagValue = nameKey;

/** The kind of the tag that holds what an assessor judged last. */
export const ratingTag = (assessor: string): string => `RATING ${nameKey(assessor)}`;

/** A reference as text that sorts as people count: S-02 before S-10. */
export const referenceKey = (reference: string): string =>
  nameKey(reference).replace(/\d+/g, (digits) => digits.padStart(LONGEST_NUMBER, '0'));

/** The kind of the tag that holds for which meeting there is nothing to report, from the day that was stated on. */
export const NOTHING_TO_REPORT = 'NOTHING_TO_REPORT';

/** Who stands in for the lead, and when. */
const coversOf = ({ appointments }: CommitmentView): readonly LeadPeriod[] =>
  appointments.flatMap(({ cover, lead, from, until }) =>
    cover && lead ? [{ name: lead.name, from, until: until ?? LAST_DAY }] : [],
  );

/** The row of a commitment. */
export const rowOf = (view: CommitmentView): Row => {
  const { id, reference, title, standing, target } = view;
  const titleKey = title === null ? AFTER_ALL : nameKey(title);
  return {
    id,
    // In every order the id comes last, so that no two stand in the same place.
    place: `${reference === null ? `${AFTER_ALL} ${titleKey}` : referenceKey(reference)} ${id}`,
    reference_key: reference === null ? null : nameKey(reference),
    title_key: titleKey,
    state: standing.state,
    state_order: COMMITMENT_STATES.indexOf(standing.state),
    plan_id: view.planId,
    programme_id: view.programmeId,
    workstream_id: view.workstreamId,
    part_of: view.partOfId,
    starts_on: target?.earliest ?? null,
    due_on: target?.latest ?? null,
    date_entries: view.dateEntries,
    rating: latestRating(view)?.rating ?? null,
    is_first_seen_complete: view.firstSeenComplete ? 1 : 0,
  };
};

/** All that rows, tags and counters are made of; where it is the same, they are. */
export const basisOf = (view: CommitmentView): string => {
  const { reference, title, wording, aliases, audiences, contributors, places, target } = view;
  const { planId, programmeId, workstreamId, partOfId, carriedForwardIntoIds, supersededByIds } = view;
  return JSON.stringify([
    ...[reference, title, wording, aliases, audiences, contributors, places, target, view.firstSeenComplete],
    view.dateEntries,
    ...[planId, programmeId, workstreamId, partOfId, carriedForwardIntoIds, supersededByIds, view.standing.state],
    leadPeriods(view),
    view.ratings.map(({ assessor, rating }) => [assessor, rating]),
    ...[coversOf(view), view.nothingSaid],
  ]);
};

/** Each once, whatever its spelling. */
export const differentAudiences = (audiences: readonly string[]): readonly string[] => [
  ...new Map(audiences.map((audience) => [tagValue(audience), audience])).values(),
];

/** What is to be kept of a commitment beside its view. */
export const savedOf = (view: CommitmentView, basis: string): Saved => {
  const leads = leadPeriods(view);
  const tags = new Map<string, Tag>();
  const tag = (kind: string, value: string, name = value, from = FIRST_DAY, until = LAST_DAY) =>
    tags.set([kind, value, from].join('\n'), [kind, value, name, from, until]);
  const audiences = differentAudiences(view.audiences);
  for (const audience of audiences) tag('AUDIENCE', tagValue(audience), audience);
  for (const { name } of view.contributors) tag('CONTRIBUTOR', tagValue(name), name);
  for (const place of view.places) tag('PLACE', tagValue(place), place);
  for (const { name, from, until } of leads) tag('LEAD', tagValue(name), name, from, until);
  for (const { name, from, until } of coversOf(view)) tag('COVER', tagValue(name), name, from, until);
  for (const { meetingId, statedOn } of view.nothingSaid) tag(NOTHING_TO_REPORT, meetingId ?? '', '', statedOn);
  for (const { assessor, rating } of view.ratings) tag(ratingTag(assessor), rating);
  for (const id of view.carriedForwardIntoIds) tag('CARRIED_INTO', id);
  for (const id of view.supersededByIds) tag('SUPERSEDED_BY', id);
  return {
    basis,
    tags: JSON.stringify([...tags.values()]),
    counted: JSON.stringify(countedAs(view, audiences, leads)),
    searched: JSON.stringify([view.title ?? '', view.wording ?? '', view.aliases.join('\n')]),
  };
};
