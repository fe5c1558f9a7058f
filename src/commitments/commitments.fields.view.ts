import type { CommitmentView } from './commitments.view.js';
import { targetText } from './target-date.js';

/** Who was appointed last, and for how long. */
const appointmentText = ({ appointments }: CommitmentView, isCover: boolean): string | null => {
  const last = appointments.findLast(({ cover }) => cover === isCover);
  if (!last) return null;
  const until = last.until === null ? '' : ` until ${last.until}`;
  return `${last.lead?.name ?? 'vacant'}, from ${last.from}${until}`;
};

const listText = (texts: readonly string[]): string | null => (texts.length === 0 ? null : texts.join(', '));

/** The fields whose before and after the history shows. `plan`, `programme`, `workstream` and `partOf` hold ids. */
export const commitmentFields = {
  title: ({ title }: CommitmentView) => title,
  wording: ({ wording }: CommitmentView) => wording,
  scope: ({ scope }: CommitmentView) => scope,
  state: ({ made, standing }: CommitmentView) => (made ? standing.state : null),
  target: ({ target }: CommitmentView) => targetText(target),
  requestedTarget: ({ targetRequest }: CommitmentView) => targetText(targetRequest?.target ?? null),
  reviewOn: ({ reviewOn }: CommitmentView) => reviewOn,
  percent: ({ percent }: CommitmentView) => (percent === null ? null : `${percent}%`),
  rating: ({ ratings }: CommitmentView) =>
    ratings.length === 0
      ? null
      : ratings.map(({ assessor, label, rating }) => `${assessor}: ${label ?? rating}`).join('; '),
  lead: (view: CommitmentView) => appointmentText(view, false),
  cover: (view: CommitmentView) => appointmentText(view, true),
  contributors: ({ contributors }: CommitmentView) => listText(contributors.map(({ name }) => name)),
  plan: ({ planId }: CommitmentView) => planId,
  programme: ({ programmeId }: CommitmentView) => programmeId,
  workstream: ({ workstreamId }: CommitmentView) => workstreamId,
  partOf: ({ partOfId }: CommitmentView) => partOfId,
} as const;
