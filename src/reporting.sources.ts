import { heardCommitments } from './commitments/commitments.heard.queries.js';
import type { Sources } from './meetings/meetings.reporting.heard.js';
import { plans } from './plans/plans.queries.js';

/** What reporting cycles ask of commitments and plans; whatever goes on in something else is heard of there too. */
export const sources: Sources = {
  ...heardCommitments,
  successors: (reader, ids) => [...heardCommitments.successors(reader, ids), ...plans.successors(reader, ids)],
  predecessors: (reader, ids) =>
    [...heardCommitments.predecessors(reader, ids), ...plans.predecessors(reader, ids)].map(({ id }) => id),
};
