import { Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Config, type CompleteConfig } from '../config.js';
import { Clock } from '../event-sourcing/clock.js';
import { Allowances } from './allowed.js';
import { MeResolver } from './me.resolver.js';
import { Tokens } from './tokens.js';

/** Who is asking. The doors themselves are guarded in `door.ts`, for all of the server at once. */
@Global()
@Module({
  imports: [DiscoveryModule],
  providers: [
    Allowances,
    {
      provide: Tokens,
      useFactory: (config: CompleteConfig, clock: Clock) => new Tokens(config, clock),
      inject: [Config, Clock],
    },
    MeResolver,
  ],
  exports: [Tokens],
})
export class AuthModule {}
