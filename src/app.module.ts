import { Global, Module, type DynamicModule } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import type { Logger } from 'pino';
import { AuthModule } from './auth/auth.module.js';
import { Config, type CompleteConfig } from './config.js';
import { GraphqlModule } from './graphql/graphql.module.js';
import { HealthModule } from './health/health.module.js';
import { loggingModule } from './logging.js';

/** What every module may ask for without importing it. */
@Global()
@Module({})
export class SettingsModule {
  static with(config: CompleteConfig): DynamicModule {
    return { module: SettingsModule, providers: [{ provide: Config, useValue: config }], exports: [Config] };
  }
}

/** The service: its table of contents. */
@Module({})
export class AppModule {
  static with(config: CompleteConfig, logger: Logger): DynamicModule {
    return {
      module: AppModule,
      imports: [
        // Ground floor
        SettingsModule.with(config),
        loggingModule(logger),
        CqrsModule.forRoot(),
        AuthModule,
        GraphqlModule.with(),
        HealthModule,
        // Event sourcing
        // Features
      ],
    };
  }
}
