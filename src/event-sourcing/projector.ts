import { EventEmitter, once } from 'node:events';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
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
import { destroyErased } from './erased-keys.js';
import { tellable } from './errors.js';
import { EventStore } from './event-store.js';
import { Hindrance, hindranceOf } from './hindrance.js';
import type { Position, Recorded } from './messages.js';
import { ProjectionFailure, type AnyProjection, type Entry } from './projection.js';
import { ReadModels } from './read-models.js';
import { leaveOtherStores } from './read-models.origin.js';
import { openReadModels } from './read-models.opening.js';
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
/** How long after a fault the log is followed again, in milliseconds. */
const BREATH = 1_000;

/** How far read models are behind the log. */
export interface Lag {
  /** Events handed over by the log and not yet readable: a slice at most, whatever else the log holds. */
  readonly events: number;
  /** Seconds since it was last known that everything was read; 0 while it is. */
  readonly seconds: number;
}

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
  #canAnswer = false;
  #isStopping = false;
  /** Since when it is not known that everything was read, by a clock that never goes back; `undefined`: it is known. */
  #behindSince: number | undefined = performance.now();
  /** Events that the log has handed over and nobody can read yet. */
  #waiting = 0;
  #rebuilt: number | undefined;
  #again: NodeJS.Timeout | undefined;
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

  /** Can anything be asked yet? Not before the end of the log was reached once, unless there are rows of before. */
  get canAnswer(): boolean {
    return this.#canAnswer;
  }

  /** How far the rows are behind what is known of the log. */
  get lag(): Lag {
    const seconds = this.#behindSince === undefined ? 0 : (performance.now() - this.#behindSince) / 1_000;
    return { events: this.#waiting, seconds };
  }

  /** How many events a rebuild under way has filled in; `undefined` while there is none. */
  get rebuilt(): number | undefined {
    return this.#rebuilt;
  }

  /** Has the end of the log been reached once? */
  get isCaughtUp(): boolean {
    return this.#isCaughtUp && !this.#isFrozen && this.#failure === undefined;
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
    this.#isFrozen = !isOurs;
    if (isOurs) this.#follow();
    else {
      this.#canAnswer = canAnswer;
      this.rebuild().catch((error: unknown) => this.#unfilled(error));
    }
    this.#looking = setInterval(() => this.#look(), LOOK).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    this.#isStopping = true;
    clearInterval(this.#looking);
    await this.#halt();
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
    while (!this.isCaughtUp && !this.#failure && !this.#isStopping) await once(this.#moved, 'moved');
    if (this.#failure) throw this.#failure;
    if (this.#isStopping) throw stopping();
  }

  /** Resolves once there is something to ask, or no hope for it. */
  async opened(): Promise<void> {
    while (!this.#canAnswer && !this.#failure && !this.#isStopping) await once(this.#moved, 'moved');
  }

  /** Resolves once more than `seq` events can be read and the rows follow the log; throws when aborted. */
  async grown(seq: number, signal: AbortSignal): Promise<void> {
    while (this.#readModels.seq <= seq || !this.isCaughtUp) await once(this.#moved, 'moved', { signal });
  }

  /**
   * Fills new read models beside the current ones, and takes them over. What is asked for during another rebuild begins
   * after it, and so sees everything its asker has done before.
   */
  rebuild(): Promise<void> {
    return this.#exchange(async () => {
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
    this.#isFrozen = true;
    this.rebuild().catch((error: unknown) => this.#unfilled(error));
    return true;
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
    if (this.#failure instanceof ProjectionFailure || this.#isStopping) return;
    this.#pausing = new AbortController();
    this.#following = this.#run(this.#pausing.signal).catch((error: unknown) => {
      const hindrance = hindranceOf(error) ?? error;
      // Said once, however often it is met.
      if (!(hindrance instanceof Hindrance && this.#failure?.message === hindrance.message)) this.#stop(hindrance);
      this.#again = setTimeout(() => this.#follow(), BREATH).unref();
    });
  }

  /** Rows that begin empty are then filled by the way of every day, which names the event at fault. */
  #unfilled(error: unknown): void {
    if (this.#readModels.seq > 0) return this.#stop(error);
    this.#isFrozen = false;
    this.#follow();
  }

  async #halt(): Promise<void> {
    this.#pausing.abort();
    await this.#following;
    clearTimeout(this.#again);
  }

  async #run(signal: AbortSignal): Promise<void> {
    for await (const { events, through, isAtEnd } of this.store.subscribe(this.#readModels.position, signal)) {
      if (events.length > 0 || !isAtEnd) this.#behindSince ??= performance.now();
      this.#waiting = events.length;
      const opened = await this.sealing.open(events);
      for (let start = 0; start === 0 || start < opened.length; start += SLICE) {
        if (start > 0) await nextTurn();
        if (signal.aborted) return;
        const part = opened.slice(start, start + SLICE);
        this.#project(part, start + SLICE < opened.length ? part.at(-1)?.position : through);
        this.#waiting -= part.length;
      }
      if (this.#failure) this.#resume();
      if (!isAtEnd) continue;
      if (!this.#isCaughtUp && (await this.#hadErasedWords(this.#readModels))) return;
      this.#atEnd();
    }
  }

  #atEnd(): void {
    this.#behindSince = undefined;
    if (this.#isCaughtUp) return;
    this.#isCaughtUp = this.#canAnswer = true;
    this.#moved.emit('moved');
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
    this.#behindSince ??= performance.now();
    // What is known up to there can still be asked.
    if (!this.#isFrozen) this.#canAnswer = true;
    this.#failure = error instanceof Error ? error : new Error(String(error));
    if (!this.#isStopping) this.#log.error(tellable(this.#failure), this.#failure);
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
      if (!this.#isCaughtUp && (await this.#hadErasedWords(next))) return next.discard();
      // The last of it with the current ones standing still, or under steady writing they would always be ahead.
      await this.#halt();
      const last = await this.#catchUp(next);
      const { position: known } = this.#readModels;
      this.#refuseFailed();
      // From here to the end nothing waits: no request sees the one closed and the other not yet open.
      this.#timeTravel.close();
      this.#take(ReadModels.exchange(this.#readModels, next, this.projections));
      this.#isFrozen = false;
      this.#isCaughtUp = this.#canAnswer = true;
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
