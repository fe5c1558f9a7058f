import type { AnyProjection } from '../../../src/event-sourcing/projection.js';
import { pledgesProjection } from './pledges.projection.js';

const { PledgeReported: report } = pledgesProjection.apply;

/** The projection of pledges that cannot take a report of these words. */
export const stumbling = (words: string): AnyProjection => ({
  ...pledgesProjection,
  apply: {
    ...pledgesProjection.apply,
    PledgeReported: (...[view, entry]: Parameters<typeof report>) => {
      if (entry.data.summary === words) throw new Error('it stumbles');
      report(view, entry);
    },
  },
});

/** The projection of pledges with a table more. */
export const wider: AnyProjection = {
  ...pledgesProjection,
  tables: `${pledgesProjection.tables} create table more (id text);`,
};
