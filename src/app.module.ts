import { Global, Module, type DynamicModule } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { AsksModule } from './asks/asks.module.js';
import { AuditModule } from './audit/audit.module.js';
import { AuthModule } from './auth/auth.module.js';
import { BodiesModule } from './bodies/bodies.module.js';
import { ChangesModule } from './changes/changes.module.js';
import { CommitmentsModule } from './commitments/commitments.module.js';
import { Config, recordOf, type CompleteConfig } from './config.js';
import { CopiesModule } from './copies/copies.module.js';
import { ThisCopy } from './copies/copies.this-copy.js';
import { EventSourcingModule } from './event-sourcing/event-sourcing.module.js';
import { ExampleModule } from './example/example.module.js';
import { FeedbackModule } from './feedback/feedback.module.js';
import { GraphqlModule } from './graphql/graphql.module.js';
import { HealthModule } from './health/health.module.js';
import { HistoryModule } from './history/history.module.js';
import { ExportsModule } from './exports/exports.module.js';
import { meetingReactions, MeetingsModule } from './meetings/meetings.module.js';
import { NodesModule } from './nodes/nodes.module.js';
import { PapersModule } from './papers/papers.module.js';
import { PlansModule } from './plans/plans.module.js';
import { ProgrammesModule } from './programmes/programmes.module.js';
import { projections } from './projections.js';
import { RemindersModule } from './reminders/reminders.module.js';
import { StandingModule } from './standing.module.js';
import { ThreadsModule } from './threads/threads.module.js';
import { WorkstreamsModule } from './workstreams/workstreams.module.js';

/** What every module may ask for without importing it. */
@Global()
@Module({})
export class SettingsModule {
  static with(config: CompleteConfig): DynamicModule {
    return { module: SettingsModule, providers: [{ provide: Config, useValue: config }], exports: [Config] };
  }
}

/** Fills read models and pasts beside the request thread. */
const BACKGROUND = new URL('./background.worker.js', import.meta.url);

/** What happens next, once, beside what the spine does itself. */
const reactions = [...meetingReactions];

/** The service: its table of contents. */
@Module({})
export class AppModule {
  static with(config: CompleteConfig): DynamicModule {
    return {
      module: AppModule,
      imports: [
        // Ground floor
        SettingsModule.with(config),
        CqrsModule.forRoot(),
        AuthModule,
        GraphqlModule.with(),
        HealthModule,
        // Event sourcing
        EventSourcingModule.with({
          ...recordOf(config),
          timeZone: config.timeZone,
          projections,
          reactions,
          witness: ThisCopy,
          backgroundScript: BACKGROUND,
        }),
        StandingModule,
        // Features
        CommitmentsModule,
        PlansModule,
        WorkstreamsModule,
        ProgrammesModule,
        BodiesModule,
        MeetingsModule,
        FeedbackModule,
        AsksModule,
        ThreadsModule,
        RemindersModule,
        CopiesModule,
        HistoryModule,
        ChangesModule,
        AuditModule,
        NodesModule,
        ExportsModule,
        PapersModule,
        ExampleModule,
      ],
    };
  }
}
