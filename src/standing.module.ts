import { Global, Module } from '@nestjs/common';
import { Projector } from './event-sourcing/projector.js';
import { Reactions } from './event-sourcing/reactions.js';
import { ReadPosition } from './graphql/answer-cache.js';
import { ReadinessChecks, type ReadinessCheck } from './health/readiness.js';

const checksOf = (projector: Projector, reactions: Reactions): readonly ReadinessCheck[] => [
  {
    name: 'read models',
    check: () =>
      projector.failure?.message ??
      (projector.isCaughtUp ? undefined : 'The read models are being filled; what was asked before is still answered.'),
  },
  { name: 'reactions', check: () => (reactions.failures.length === 0 ? undefined : reactions.failures.join(' ')) },
];

/** Tells the doors how the spine stands: what its answers are made of, and whether it is well. */
@Global()
@Module({
  providers: [
    {
      provide: ReadPosition,
      useFactory: (projector: Projector): ReadPosition => ({
        now: () => (projector.isCaughtUp ? projector.readModels.position : undefined),
      }),
      inject: [Projector],
    },
    {
      provide: ReadinessChecks,
      useFactory: (projector: Projector, reactions: Reactions): ReadinessChecks => ({
        checks: checksOf(projector, reactions),
      }),
      inject: [Projector, Reactions],
    },
  ],
  exports: [ReadPosition, ReadinessChecks],
})
export class StandingModule {}
