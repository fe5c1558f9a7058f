import { Global, Module } from '@nestjs/common';
import { Config, type CompleteConfig } from '../config.js';
import { Clock, SystemClock } from '../event-sourcing/clock.js';
import { MeResolver } from './me.resolver.js';
import { Tokens } from './tokens.js';

/** Who is asking: tokens and the clock. The doors themselves are guarded in `http.ts`. */
@Global()
@Module({
  providers: [
    { provide: Clock, useClass: SystemClock },
    {
      provide: Tokens,
      useFactory: (config: CompleteConfig, clock: Clock) => new Tokens(config, clock),
      inject: [Config, Clock],
    },
    MeResolver,
  ],
  exports: [Clock, Tokens],
})
export class AuthModule {}
