import { EventEmitter, once } from 'node:events';
import { join } from 'node:path';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
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
import { numbered } from './entry-rows.js';
import { Hindrance, hindranceOf } from './hindrance.js';
import { destroyErased } from './erased-keys.js';
import { EventStore } from './event-store.js';
import type { Position, Recorded } from './messages.js';
import { ProjectionFailure, type AnyProjection, type Entry } from './projection.js';
import { ReadModels } from './read-models.js';
import { makingOf } from './read-models.files.js';
import { openAnswering } from './read-models.opening.js';
import { Sealing } from './sealing.js';
import { TIME_TRAVEL, TimeTravel, type TimeTravelSettings } from './time-travel.js';

/** The injection token of the list of all projections. */
export const PROJECTIONS = Symbol('PROJECTIONS');
/** The injection token of the folder that holds the read models. */
export const READ_MODELS_FOLDER = Symbol('READ_MODELS_FOLDER');

/** How many events share a transaction when the read models catch up; small enough that requests are not kept waiting. */
const SLICE = 250;
/** How often the folder is looked at for read models another process has rebuilt, in milliseconds. */
const LOOK = 1_000;
/** How long what stands in the way of the read models is waited for before they try again, in milliseconds. */
const BREATH = 1_000;

/**
 * Feeds every event, in order and once, to every projection; then tells the EventBus what is new.
 *
 * A projection that fails stops everything behind it: `failure` names the event, nothing is skipped, and the next
 * start tries again. What passes by waiting, such as a full disk, is a failure only until it has passed.
 */
@Injectable()
export class Projector implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #log = new Logger(Projector.name);
  readonly #moved = new EventEmitter().setMaxListeners(0);
  #readModels!: ReadModels;
  #timeTravel!: TimeTravel;
  #pausing = new AbortController();
  #following: Promise<void> = Promise.resolve();
  #failure: Error | undefined;
  /** Rows of another making answer until their successors are ready, and take nothing in. */
  #isFrozen = false;
  #isCaughtUp = false;
  #isStopping = false;
  /** Rebuilds and exchanges, one after the other. */
  #exchanging: Promise<void> = Promise.resolve();
  #looking: NodeJS.Timeout | undefined;

  constructor(
    private readonly store: EventStore,
    private readonly sealing: Sealing,
    private readonly background: Background,
    private readonly bus: EventBus,
    @Inject(PROJECTIONS) private readonly projections: readonly AnyProjection[],
    @Inject(READ_MODELS_FOLDER) private readonly folder: string,
    @Optional() @Inject(TIME_TRAVEL) private readonly travel?: TimeTravelSettings,
  ) {}

  /** The rows as they stand now. */
  get readModels(): ReadModels {
    return this.#readModels;
  }

  get timeTravel(): TimeTravel {
    return this.#timeTravel;
  }

  /** Why the read models stand still; `undefined` while they move. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** Has the end of the log been reached once? */
  get isCaughtUp(): boolean {
    return this.#isCaughtUp && !this.#isFrozen && this.#failure === undefined;
  }

  async onApplicationBootstrap(): Promise<void> {
    const head = await this.store.head();
    this.#take(await openAnswering(this.store, this.sealing, this.folder, this.projections, head));
    this.#isFrozen = this.#readModels.making.projections !== makingOf(this.projections).projections;
    if (this.#isFrozen) this.rebuild().catch((error: unknown) => this.#stop(error));
    else {
      this.#follow();
      while (!this.#isCaughtUp && !this.#failure && !this.#isStopping) await once(this.#moved, 'moved');
    }
    await this.#endErasures();
    this.#looking = setInterval(() => this.#look(), LOOK).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    this.#isStopping = true;
    clearInterval(this.#looking);
    await this.#pause();
    this.#moved.emit('moved');
    await this.background.close();
    await this.#exchanging;
    this.#timeTravel.close();
    this.#readModels.close();
  }

  /** Resolves once everything up to `position` can be read; throws when the read models stand still before it. */
  async reached(position: Position, signal?: AbortSignal): Promise<void> {
    while (this.#readModels.position < position) {
      if (this.#failure) throw this.#failure;
      if (this.#isStopping) throw stopping();
      await once(this.#moved, 'moved', signal ? { signal } : {});
    }
  }

  /** Resolves once the rows follow the log, so that facts may be read from them; throws when they stand still. */
  async following(): Promise<void> {
    while (this.#isFrozen && !this.#failure && !this.#isStopping) await once(this.#moved, 'moved');
    if (this.#failure) throw this.#failure;
    if (this.#isStopping) throw stopping();
  }

  /**
   * Fills new read models beside the current ones, and takes them over. What is asked for during another rebuild begins
   * after it, and so sees everything its asker has done before.
   */
  rebuild(): Promise<void> {
    return this.#exchange(() => this.background.rebuild());
  }

  /** Before anybody may ask: with keys that were put back, read models may have taken in words that were erased. */
  async #endErasures(): Promise<void> {
    if (this.#failure || this.#isStopping) return;
    if (!(await destroyErased(this.#readModels.prepare, this.store, this.sealing))) return;
    this.#log.warn('Keys of erased words had come back, as with an older backup: they are destroyed again.');
    await this.rebuild();
  }

  #take(models: ReadModels): void {
    this.#readModels = models;
    this.#timeTravel = new TimeTravel(
      join(this.folder, 'pasts'),
      models,
      this.projections,
      this.background,
      this.travel,
    );
  }

  #follow(): void {
    if ((this.#failure && !(this.#failure instanceof Hindrance)) || this.#isStopping) return;
    this.#pausing = new AbortController();
    this.#following = this.#goOn(this.#pausing.signal).catch((error: unknown) => this.#stop(error));
  }

  /** Runs until it is paused; what passes by waiting is waited for. */
  async #goOn(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        return await this.#run(signal);
      } catch (error) {
        const hindrance = hindranceOf(error);
        if (!hindrance) throw error;
        // Said once, however often it is met.
        if (this.#failure?.message !== hindrance.message) this.#stop(hindrance);
        await sleep(BREATH, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  async #pause(): Promise<void> {
    this.#pausing.abort();
    await this.#following;
  }

  async #run(signal: AbortSignal): Promise<void> {
    for await (const { events, through, isAtEnd } of this.store.subscribe(this.#readModels.position, signal)) {
      const opened = await this.sealing.open(events);
      for (let start = 0; start === 0 || start < opened.length; start += SLICE) {
        if (start > 0) await nextTurn();
        if (signal.aborted) return;
        const part = opened.slice(start, start + SLICE);
        this.#project(part, start + SLICE < opened.length ? part.at(-1)?.position : through);
      }
      if (this.#failure instanceof Hindrance) this.#resume();
      if (isAtEnd && !this.#isCaughtUp) {
        this.#isCaughtUp = true;
        this.#moved.emit('moved');
      }
    }
  }

  #project(events: readonly Recorded[], through: Position | undefined): void {
    const models = this.#readModels;
    const entries = numbered(events, models.last);
    try {
      models.project(entries, through);
    } catch (error) {
      if (!(error instanceof ProjectionFailure) || entries.length === 1) throw error;
      // Everything before the event at fault still becomes readable, and the failure names that event.
      for (const entry of entries) {
        models.project([entry]);
        this.#tell([entry]);
      }
      return;
    }
    this.#tell(entries);
  }

  #tell(entries: readonly Entry[]): void {
    if (entries.some(({ type }) => type === 'WordsErased')) this.#timeTravel.forget();
    this.#moved.emit('moved');
    if (this.#isCaughtUp) this.bus.publishAll(entries as Entry[]);
  }

  #stop(error: unknown): void {
    this.#failure = error instanceof Error ? error : new Error(String(error));
    if (!this.#isStopping) this.#log.error(this.#failure.message, this.#failure);
    this.#moved.emit('moved');
  }

  #resume(): void {
    this.#failure = undefined;
    this.#log.warn('The read models go on.');
    this.#moved.emit('moved');
  }

  /**
   * What another process has rebuilt, such as the command line, is taken over as soon as it is seen; and pasts are kept
   * ready while nothing else is to be done.
   */
  #look(): void {
    if (this.isCaughtUp) this.#timeTravel.keepIntervals().catch((error: unknown) => this.#log.error(error));
    if (!ReadModels.hasNext(this.folder, this.projections)) return;
    this.#exchange(async () => undefined).catch((error: unknown) => this.#log.error(error));
  }

  #refuseFailed(): void {
    if (this.#failure) throw this.#failure;
  }

  #exchange(prepare: () => Promise<void>): Promise<void> {
    const done = this.#exchanging.then(async () => {
      await prepare();
      await this.#adopt();
    });
    this.#exchanging = done.catch(() => undefined);
    return done;
  }

  /** Brings finished read models up to date and puts them in the place of the current ones, between two requests. */
  async #adopt(): Promise<void> {
    if (this.#isStopping || this.#failure) return;
    const next = ReadModels.claimNext(this.folder, this.projections);
    if (!next) return;
    try {
      const rest = await this.#catchUp(next);
      // The last of it with the current ones standing still, or under steady writing they would always be ahead.
      await this.#pause();
      const last = await this.#catchUp(next);
      const { position: known } = this.#readModels;
      this.#refuseFailed();
      // From here to the end nothing waits: no request sees the one closed and the other not yet open.
      this.#timeTravel.close();
      this.#take(ReadModels.exchange(this.#readModels, next, this.projections));
      this.#isFrozen = false;
      this.#isCaughtUp = true;
      // A few are enough to wake those who follow the log.
      this.#tell([...rest, ...last].filter(({ position }) => position > known));
    } catch (error) {
      next.discard();
      throw error;
    } finally {
      if (!this.#isFrozen) this.#follow();
    }
  }

  /** Answers the last entries it projected. */
  async #catchUp(next: ReadModels): Promise<readonly Entry[]> {
    let last: readonly Entry[] = [];
    for await (const { events, through } of this.store.readAll(next.position, SLICE)) {
      const entries = numbered(await this.sealing.open(events), next.last);
      next.project(entries, through);
      if (entries.length > 0) last = entries;
    }
    return last;
  }
}

const stopping = (): Error => new Error('The service is stopping.');
