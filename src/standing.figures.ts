import { Injectable } from '@nestjs/common';
import { Lease } from './event-sourcing/lease.js';
import { Projector } from './event-sourcing/projector.js';
import { Reactions } from './event-sourcing/reactions.js';
import { Metrics } from './health/metrics.js';

/** How many events this copy cannot answer from yet, of those it knows of: handed over by the log, or told by the holder. */
export const eventsBehind = ({ lag, readModels }: Projector, { lastWord }: Lease): number =>
  Math.max(lag.events, (lastWord?.seq ?? 0) - readModels.seq);

/** How the spine stands, as figures that are read when they are asked for. */
@Injectable()
export class StandingFigures {
  constructor(metrics: Metrics, projector: Projector, reactions: Reactions, lease: Lease) {
    metrics.gauge('projection_events', 'Events that the read models know of.', () => projector.readModels.seq);
    metrics.gauge('projection_lag_events', 'Events known of and not readable yet.', () =>
      eventsBehind(projector, lease),
    );
    metrics.gauge(
      'projection_lag_seconds',
      'Seconds since the read models were last known to hold everything; 0 while they do.',
      () => projector.lag.seconds,
    );
    metrics.gauge(
      'rebuild_events',
      'Events that a rebuild under way has filled in; it ends at projection_events. 0: there is none.',
      () => projector.rebuilt ?? 0,
    );
    metrics.gauge('lease_held', 'Does this copy do the work of all? 1 on one copy.', () => (lease.tenure ? 1 : 0));
    metrics.gauges(
      'reaction_backlog_events',
      'Events that a reaction which runs here has not looked at yet.',
      'reaction',
      () => reactions.backlog,
    );
    metrics.gauge('reactions_failing', 'Reactions that cannot go on.', () => reactions.failures.length);
  }
}
