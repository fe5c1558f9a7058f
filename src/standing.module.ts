import { Global, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { turnAwayUntil } from './auth/door.js';
import { Config } from './config.js';
import { tellable } from './event-sourcing/errors.js';
import { Projector } from './event-sourcing/projector.js';
import { Reactions } from './event-sourcing/reactions.js';
import { ReadPosition } from './graphql/answer-cache.js';
import { ReadinessChecks, type ReadinessCheck } from './health/readiness.js';
import { StandingFigures } from './standing.figures.js';

const checksOf = (projector: Projector, reactions: Reactions, maxLag: number): readonly ReadinessCheck[] => [
  {
    name: 'read models',
    check: () =>
      (projector.failure && tellable(projector.failure)) ??
      (projector.isCaughtUp ? undefined : 'The read models are being filled; what was asked before is still answered.'),
  },
  {
    name: 'lag',
    check: () => {
      const { seconds } = projector.lag;
      if (seconds <= maxLag) return undefined;
      return `For ${Math.round(seconds)} seconds this copy has not known that it has read the whole log.`;
    },
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
      useFactory: (projector: Projector, reactions: Reactions, { maxLag }: Config): ReadinessChecks => ({
        checks: checksOf(projector, reactions, maxLag),
      }),
      inject: [Projector, Reactions, Config],
    },
    StandingFigures,
  ],
  exports: [ReadPosition, ReadinessChecks],
})
export class StandingModule implements OnModuleInit {
  constructor(
    private readonly projector: Projector,
    private readonly host: HttpAdapterHost,
  ) {}

  onModuleInit(): void {
    turnAwayUntil(this.host.httpAdapter.getInstance<FastifyInstance>(), () => this.projector.canAnswer);
  }
}
