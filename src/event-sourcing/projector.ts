import { join } from 'node:path';
import {
  Inject,
  Injectable,
  Logger,
  Optional,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { EventBus } from '@nestjs/cqrs';
import { Background } from './background.js';
import { destroyErased } from './erased-keys.js';
import { EventStore } from './event-store.js';
import type { Position } from './messages.js';
import type { AnyProjection, Entry } from './projection.js';
import { Exchanging } from './projector.exchanging.js';
import { Following, type Follower } from './projector.following.js';
import { ProjectorState, type Lag } from './projector.state.js';
import { ReadModels } from './read-models.js';
import { leaveOtherStores } from './read-models.origin.js';
import { openReadModels } from './read-models.opening.js';
import { Sealing } from './sealing.js';
import { TIME_TRAVEL, TimeTravel, type TimeTravelSettings } from './time-travel.js';

/** The injection token of the list of all projections. */
export const PROJECTIONS = Symbol('PROJECTIONS');
/** The injection token of the folder that holds the read models. */
export const READ_MODELS_FOLDER = Symbol('READ_MODELS_FOLDER');

/** How often the folder is looked at for read models another process has rebuilt, in milliseconds. */
const LOOK = 1_000;

/**
 * Feeds every event, in order and once, to every projection; then tells the EventBus what is new.
 *
 * A projection that fails stops everything behind it: `failure` names the event, nothing is skipped, and the next
 * start tries again. What passes by waiting, such as a full disk, is a failure only until it has passed.
 */
@Injectable()
export class Projector implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #log = new Logger(Projector.name);
  readonly #state = new ProjectorState();
  readonly #following: Following;
  readonly #exchanging: Exchanging;
  #timeTravel!: TimeTravel;
  #rebuilt: number | undefined;
  #looking: NodeJS.Timeout | undefined;

  constructor(
    private readonly store: EventStore,
    private readonly sealing: Sealing,
    private readonly background: Background,
    private readonly bus: EventBus,
    @Inject(PROJECTIONS) private readonly projections: readonly AnyProjection[],
    @Inject(READ_MODELS_FOLDER) private readonly folder: string,
    @Optional() @Inject(TIME_TRAVEL) private readonly travel?: TimeTravelSettings,
  ) {
    const follower: Follower = {
      tell: (entries) => this.#tell(entries),
      isHeldUp: (models) => this.#hadErasedWords(models),
    };
    this.#following = new Following(store, sealing, this.#state, follower);
    this.#exchanging = new Exchanging(store, sealing, this.#state, this.#following, {
      ...follower,
      claim: () => ReadModels.claimNext(folder, projections),
      put: (next) => {
        this.#timeTravel.close();
        this.#take(ReadModels.exchange(this.readModels, next, projections));
      },
    });
  }

  /** The rows as they stand now. */
  get readModels(): ReadModels {
    return this.#state.readModels;
  }

  get timeTravel(): TimeTravel {
    return this.#timeTravel;
  }

  /** Why the read models stand still; `undefined` while they move. */
  get failure(): Error | undefined {
    return this.#state.failure;
  }

  /** Can anything be asked yet? Not before the end of the log was reached once, unless there are rows of before. */
  get canAnswer(): boolean {
    return this.#state.canAnswer;
  }

  /** How far the rows are behind what is known of the log. */
  get lag(): Lag {
    return this.#state.lag;
  }

  /** How many events a rebuild under way has filled in; `undefined` while there is none. */
  get rebuilt(): number | undefined {
    return this.#rebuilt;
  }

  /** Has the end of the log been reached once? */
  get isCaughtUp(): boolean {
    return this.#state.isCaughtUp;
  }

  /**
   * Opens the rows and begins to follow. Where there is much to read first it does not wait for that, so that the
   * service can already say how it is.
   */
  async onApplicationBootstrap(): Promise<void> {
    await leaveOtherStores(this.store, this.folder);
    const { models, canAnswer, isOurs } = openReadModels(this.folder, this.projections, await this.store.head());
    try {
      await this.sealing.refuseBehind(models.newestKey);
    } catch (error) {
      models.close();
      throw error;
    }
    this.#take(models);
    this.#state.isFrozen = !isOurs;
    if (isOurs) this.#following.start();
    else {
      this.#state.canAnswer = canAnswer;
      this.rebuild().catch((error: unknown) => this.#unfilled(error));
    }
    this.#looking = setInterval(() => this.#look(), LOOK).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    this.#state.isStopping = true;
    clearInterval(this.#looking);
    await this.#following.halt();
    this.#state.moved();
    await this.background.close();
    await this.#exchanging.idle;
    this.#timeTravel.close();
    this.readModels.close();
  }

  /** Resolves once everything up to `position` can be read; throws when the read models stand still before it. */
  reached(position: Position, signal?: AbortSignal): Promise<void> {
    return this.#state.reached(position, signal);
  }

  /** Resolves once the rows follow the log, so that facts may be read from them; throws when they stand still. */
  following(): Promise<void> {
    return this.#state.following();
  }

  /** Resolves once there is something to ask, or no hope for it. */
  opened(): Promise<void> {
    return this.#state.opened();
  }

  /** Resolves once more than `seq` events can be read and the rows follow the log; throws when aborted. */
  grown(seq: number, signal: AbortSignal): Promise<void> {
    return this.#state.grown(seq, signal);
  }

  /**
   * Fills new read models beside the current ones, and takes them over. What is asked for during another rebuild begins
   * after it, and so sees everything its asker has done before.
   */
  rebuild(): Promise<void> {
    return this.#exchanging.after(async () => {
      this.#rebuilt = 0;
      try {
        await this.background.rebuild((events) => (this.#rebuilt = events));
      } finally {
        this.#rebuilt = undefined;
      }
    });
  }

  /**
   * Keys that were put back may have brought erased words back too: they are destroyed again before anybody may ask, and
   * rows that took words in are filled anew.
   */
  async #hadErasedWords({ prepare }: ReadModels): Promise<boolean> {
    if (!(await destroyErased(prepare, this.store, this.sealing))) return false;
    this.#log.warn('Keys of erased words had come back, as with an older backup: they are destroyed again.');
    this.#state.isFrozen = true;
    this.rebuild().catch((error: unknown) => this.#unfilled(error));
    return true;
  }

  #take(models: ReadModels): void {
    this.#state.readModels = models;
    this.#timeTravel = new TimeTravel(
      join(this.folder, 'pasts'),
      models,
      this.projections,
      this.background,
      this.travel,
    );
  }

  /** Rows that begin empty are then filled by the way of every day, which names the event at fault. */
  #unfilled(error: unknown): void {
    if (this.readModels.seq > 0) return this.#state.stop(error);
    this.#state.isFrozen = false;
    this.#following.start();
  }

  #tell(entries: readonly Entry[]): void {
    if (entries.some(({ type }) => type === 'WordsErased')) this.#timeTravel.forget();
    this.#state.moved();
    if (this.#state.hasReachedEnd) this.bus.publishAll(entries as Entry[]);
  }

  /**
   * What another process has rebuilt, such as the command line, is taken over as soon as it is seen; and pasts are kept
   * ready while nothing else is to be done.
   */
  #look(): void {
    if (this.isCaughtUp) this.#timeTravel.keepIntervals().catch((error: unknown) => this.#log.error(error));
    if (!ReadModels.hasNext(this.folder, this.projections)) return;
    this.#exchanging.after(async () => undefined).catch((error: unknown) => this.#log.error(error));
  }
}
