import { asksProjection } from './asks/asks.projection.js';
import { bodiesProjection } from './bodies/bodies.projection.js';
import { commitmentsProjection } from './commitments/commitments.projection.js';
import { copiesProjection } from './copies/copies.projection.js';
import type { AnyProjection } from './event-sourcing/projection.js';
import { meetingsProjection } from './meetings/meetings.projection.js';
import { feedbackProjection } from './feedback/feedback.projection.js';
import { plansProjection } from './plans/plans.projection.js';
import { programmesProjection } from './programmes/programmes.projection.js';
import { cadencesProjection, remindersProjection } from './reminders/reminders.projection.js';
import { workstreamsProjection } from './workstreams/workstreams.projection.js';

/** How every kind of stream is read; the service and its background thread fill the same tables. */
export const projections: readonly AnyProjection[] = [
  commitmentsProjection,
  plansProjection,
  workstreamsProjection,
  programmesProjection,
  bodiesProjection,
  meetingsProjection,
  feedbackProjection,
  asksProjection,
  cadencesProjection,
  remindersProjection,
  copiesProjection,
];
