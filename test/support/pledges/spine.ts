import { Module, type DynamicModule, type INestApplicationContext, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CommandBus, CqrsModule } from '@nestjs/cqrs';
import { commandHandlers, entryHandlers } from '../../../src/event-sourcing/command-handlers.js';
import type { GatherFacts, Outcome } from '../../../src/event-sourcing/command-handling.js';
import { EventSourcingModule, type EventSourcingSettings } from '../../../src/event-sourcing/event-sourcing.module.js';
import { EventStore } from '../../../src/event-sourcing/event-store.js';
import { KeyStore } from '../../../src/event-sourcing/key-store.js';
import type { Command } from '../../../src/event-sourcing/messages.js';
import { Projector } from '../../../src/event-sourcing/projector.js';
import { Reactions } from '../../../src/event-sourcing/reactions.js';
import { Reads } from '../../../src/event-sourcing/reads.js';
import { Sealing } from '../../../src/event-sourcing/sealing.js';
import { StandingClock } from '../clock.js';
import { pledgeCommands, type PledgeCommand } from './pledge.commands.js';
import { pledgeDecider, type PledgeFacts } from './pledge.decider.js';
import { pledgesProjection } from './pledges.projection.js';

const gather: GatherFacts<PledgeCommand, PledgeFacts> = (reader, command) => {
  const { title } = command.data as { title?: string };
  const row = reader.prepare('select count(*) as found from pledges where title = ?').get(title ?? null);
  return { ofThatTitle: (row as { found: number }).found };
};

@Module({})
class SpineModule {
  static with(settings: EventSourcingSettings, providers: readonly Type[]): DynamicModule {
    return {
      module: SpineModule,
      imports: [CqrsModule.forRoot(), EventSourcingModule.with(settings)],
      providers: [
        ...commandHandlers(pledgeDecider, pledgeCommands, gather),
        ...entryHandlers([pledgeDecider]),
        ...providers,
      ],
    };
  }
}

/** The whole spine around one small feature, as the service composes it. */
export interface Spine {
  readonly app: INestApplicationContext;
  readonly clock: StandingClock;
  readonly store: EventStore;
  readonly keys: KeyStore;
  readonly sealing: Sealing;
  readonly projector: Projector;
  readonly reads: Reads;
  readonly reactions: Reactions;
  send(command: Command): Promise<Outcome>;
  close(): Promise<void>;
}

/** The key that wraps the keys of tests. */
export const MASTER_KEY = Buffer.alloc(32, 7);

/** The script of the background thread, compiled. */
export const PLEDGES_WORKER = new URL('./pledges.worker.js', import.meta.url);

/** Starts the spine on a folder. */
export const openSpine = async (
  dataDir: string,
  settings: Partial<EventSourcingSettings> & { readonly clock?: StandingClock } = {},
  providers: readonly Type[] = [],
): Promise<Spine> => {
  const clock = settings.clock ?? new StandingClock();
  const app = await NestFactory.createApplicationContext(
    SpineModule.with(
      {
        dataDir,
        masterKey: MASTER_KEY,
        projections: [pledgesProjection],
        backgroundScript: PLEDGES_WORKER,
        ...settings,
        clock,
      },
      providers,
    ),
    { logger: false },
  );
  await app.get(Projector).opened();
  const bus = app.get(CommandBus);
  return {
    app,
    clock,
    store: app.get(EventStore),
    keys: app.get(KeyStore),
    sealing: app.get(Sealing),
    projector: app.get(Projector),
    reads: app.get(Reads),
    reactions: app.get(Reactions),
    send: (command) => bus.execute(command),
    close: () => app.close(),
  };
};
