import { Global, Module, type DynamicModule, type OnApplicationShutdown, type Type } from '@nestjs/common';
import { AskHandler } from './ask.js';
import { Background, BackgroundThread } from './background.js';
import { Clock, SystemClock } from './clock.js';
import { CommandHandling } from './command-handling.js';
import { Erasure, ErasureWitness } from './erasure.js';
import { EventStore } from './event-store.js';
import { KeyStore } from './key-store.js';
import { Lease } from './lease.js';
import { Measurements } from './measurements.js';
import type { AnyProjection } from './projection.js';
import { Projector, PROJECTIONS, READ_MODELS_FOLDER } from './projector.js';
import { Reactions, REACTIONS, type Reaction } from './reactions.js';
import { Reads, TIME_ZONE } from './reads.js';
import { Sealing } from './sealing.js';
import { openStores, SHARES_LOG, type Stores, type StoreSettings } from './stores.js';
import { TIME_TRAVEL, type TimeTravelSettings } from './time-travel.js';

/** What the spine is given by the house it stands in. */
export interface EventSourcingSettings extends StoreSettings {
  readonly projections: readonly AnyProjection[];
  /** Reactions beside the spine's own; each class is injectable. */
  readonly reactions?: readonly Type<Reaction>[];
  /** Is told when an erasure has reached this copy of the service; nobody is when left out. */
  readonly witness?: Type<ErasureWitness>;
  /** The script of the background thread. */
  readonly backgroundScript: URL;
  readonly clock?: Clock;
  /** The council's; `Europe/London` when left out. */
  readonly timeZone?: string;
  /** How much is kept to answer about the past; the usual when left out. */
  readonly timeTravel?: TimeTravelSettings;
  /** That of the stores when left out. */
  readonly lease?: Lease;
}

const STORES = Symbol('STORES');

/** Closes the record last of all, when everything that still appends has stopped. */
class Closing implements OnApplicationShutdown {
  constructor(private readonly stores: Stores) {}

  async onApplicationShutdown(): Promise<void> {
    await this.stores.store.close();
    await this.stores.keys.close();
  }
}

/** The spine: store, keys, projector, reads, reactions and command handling, for every feature. */
@Global()
@Module({})
export class EventSourcingModule {
  static with({
    projections,
    reactions = [],
    witness = ErasureWitness,
    backgroundScript,
    clock = new SystemClock(),
    timeZone = 'Europe/London',
    timeTravel,
    lease,
    ...settings
  }: EventSourcingSettings): DynamicModule {
    return {
      module: EventSourcingModule,
      providers: [
        { provide: Clock, useValue: clock },
        {
          provide: STORES,
          useFactory: (measurements?: Measurements) => openStores(settings, clock, measurements),
          inject: [{ token: Measurements, optional: true }],
        },
        { provide: EventStore, useFactory: ({ store }: Stores) => store, inject: [STORES] },
        { provide: KeyStore, useFactory: ({ keys }: Stores) => keys, inject: [STORES] },
        { provide: Sealing, useFactory: ({ sealing }: Stores) => sealing, inject: [STORES] },
        { provide: Background, useFactory: () => new BackgroundThread(backgroundScript, settings) },
        { provide: PROJECTIONS, useValue: projections },
        { provide: READ_MODELS_FOLDER, useValue: settings.dataDir },
        { provide: TIME_ZONE, useValue: timeZone },
        { provide: SHARES_LOG, useValue: settings.eventStore?.kind === 'eventstoredb' },
        { provide: TIME_TRAVEL, useValue: timeTravel },
        { provide: Closing, useFactory: (stores: Stores) => new Closing(stores), inject: [STORES] },
        { provide: Lease, useFactory: (stores: Stores) => lease ?? stores.lease, inject: [STORES] },
        Projector,
        Reads,
        AskHandler,
        CommandHandling,
        { provide: ErasureWitness, useClass: witness },
        Erasure,
        ...reactions,
        {
          provide: REACTIONS,
          useFactory: (...all: Reaction[]) => all,
          inject: [Erasure, ...reactions],
        },
        Reactions,
      ],
      exports: [
        PROJECTIONS,
        Background,
        Clock,
        EventStore,
        KeyStore,
        Lease,
        Sealing,
        Projector,
        Reads,
        CommandHandling,
        Reactions,
      ],
    };
  }
}
