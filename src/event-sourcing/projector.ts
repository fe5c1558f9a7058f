import { EventEmitter, once } from 'node:events';
import { join } from 'node:path';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { EventBus } from '@nestjs/cqrs';
import { EventStore } from './event-store.js';
import { StoreFault } from './errors.js';
import { toEntry } from './folding.js';
import type { Position, Recorded } from './messages.js';
import { ProjectionFailure, wordFieldsOf, type AnyProjection, type Entry } from './projection.js';
import { makingOf, ReadModels } from './read-models.js';
import { Sealing } from './sealing.js';
import { TimeTravel, type PastBuilder } from './time-travel.js';

/** The injection token of the list of all projections. */
export const PROJECTIONS = Symbol('PROJECTIONS');
/** The injection token of the folder that holds the read models. */
export const READ_MODELS_FOLDER = Symbol('READ_MODELS_FOLDER');

/** What runs beside the request thread. */
export abstract class Background implements PastBuilder {
  abstract build: PastBuilder['build'];
  abstract cuts: PastBuilder['cuts'];
  /** Fills new read models beside the current ones. */
  abstract rebuild(): Promise<void>;
  abstract close(): Promise<void>;
}

/** How many events share a transaction when the read models catch up; small enough that requests are not kept waiting. */
const SLICE = 250;
/** How often the folder is looked at for read models another process has rebuilt, in milliseconds. */
const LOOK = 1_000;

/**
 * Feeds every event, in order and once, to every projection; then tells the EventBus what is new.
 *
 * A projection that fails stops everything behind it: `failure` names the event, nothing is skipped, and the next
 * start tries again.
 */
@Injectable()
export class Projector implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #stopping = new AbortController();
  readonly #moved = new EventEmitter().setMaxListeners(0);
  #restart = new AbortController();
  #readModels!: ReadModels;
  #timeTravel!: TimeTravel;
  #running: Promise<void> = Promise.resolve();
  #failure: Error | undefined;
  /** Rows of another making answer until their successors are ready, and take nothing in. */
  #isFrozen = false;
  #isCaughtUp = false;
  #looking: NodeJS.Timeout | undefined;

  constructor(
    private readonly store: EventStore,
    private readonly sealing: Sealing,
    private readonly background: Background,
    private readonly bus: EventBus,
    @Inject(PROJECTIONS) private readonly projections: readonly AnyProjection[],
    @Inject(READ_MODELS_FOLDER) private readonly folder: string,
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

  /** Has everything that was in the log at the start been read? */
  get isCaughtUp(): boolean {
    return this.#isCaughtUp && !this.#isFrozen;
  }

  async onApplicationBootstrap(): Promise<void> {
    this.#open();
    const head = await this.store.head();
    if (this.#readModels.position > head) {
      throw new StoreFault(
        'BEHIND',
        'The read models know of events that the log does not hold: the log has lost its end, or was replaced by an ' +
          'older copy. Put the right log back, or delete the read models to go on with what this log holds.',
      );
    }
    this.#isFrozen = this.#readModels.making.projections !== makingOf(this.projections).projections;
    if (this.#isFrozen)
      this.background.rebuild().then(
        () => this.#adopt(),
        (error: unknown) => this.#stop(error),
      );
    this.#running = this.#run().catch((error: unknown) => this.#stop(error));
    this.#looking = setInterval(() => void this.#look(), LOOK).unref();
    if (!this.#isFrozen) {
      await Promise.race([this.reached(head), this.#running]);
      this.#isCaughtUp = this.#failure === undefined;
    }
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.#looking);
    this.#stopping.abort();
    await this.#running;
    this.#timeTravel.close();
    await this.background.close();
    this.#readModels.close();
  }

  /** Resolves once everything up to `position` can be read; throws when the read models stand still before it. */
  async reached(position: Position, signal?: AbortSignal): Promise<void> {
    while (this.#readModels.position < position) {
      if (this.#failure) throw this.#failure;
      await once(this.#moved, 'moved', signal ? { signal } : {});
    }
  }

  #open(): void {
    this.#readModels = ReadModels.open(this.folder, this.projections);
    this.#timeTravel = new TimeTravel(join(this.folder, 'pasts'), this.#readModels, this.projections, this.background);
  }

  async #run(): Promise<void> {
    const words = wordFieldsOf(this.projections);
    while (!this.#stopping.signal.aborted) {
      const signal = AbortSignal.any([this.#stopping.signal, this.#restart.signal]);
      for await (const recorded of this.store.subscribe(this.#readModels.position, signal)) {
        const opened = await this.sealing.open(recorded, words);
        if (signal.aborted) break;
        if (this.#isFrozen) continue;
        for (let start = 0; start < opened.length; start += SLICE) {
          if (start > 0) await new Promise((resolve) => setImmediate(resolve));
          if (signal.aborted) break;
          this.#project(opened.slice(start, start + SLICE));
        }
      }
      if (this.#restart.signal.aborted) this.#restart = new AbortController();
    }
  }

  #project(events: readonly Recorded[]): void {
    const models = this.#readModels;
    const entries = events.map((event, index) => toEntry(event, models.seq + index + 1));
    try {
      models.project(entries);
    } catch (error) {
      if (!(error instanceof ProjectionFailure) || entries.length === 1) throw error;
      // Everything before the event at fault still becomes readable, and the failure names that event.
      for (const entry of entries) models.project([entry]);
    }
    this.#moved.emit('moved');
    if (this.#isCaughtUp) this.bus.publishAll(entries as Entry[]);
  }

  #stop(error: unknown): void {
    this.#failure = error instanceof Error ? error : new Error(String(error));
    this.#moved.emit('moved');
  }

  /** Rebuilt by another process, such as the command line: taken over as soon as it is seen. */
  async #look(): Promise<void> {
    if (!this.#isFrozen && ReadModels.hasNext(this.folder, this.projections)) await this.#adopt();
  }

  #adopting = false;

  /** Fills new read models beside the current ones, and takes them over. */
  async rebuild(): Promise<void> {
    await this.background.rebuild();
    await this.#adopt();
  }

  /** Brings finished read models up to date and puts them in the place of the current ones, between two requests. */
  async #adopt(): Promise<void> {
    if (this.#adopting || !ReadModels.hasNext(this.folder, this.projections)) return;
    this.#adopting = true;
    const next = ReadModels.openNext(this.folder, this.projections);
    try {
      const goal = this.#isFrozen ? await this.store.head() : this.#readModels.position;
      do await this.#catchUp(next);
      while (next.position < goal || (!this.#isFrozen && next.position < this.#readModels.position));
    } finally {
      next.close();
      this.#adopting = false;
    }
    // From here to the end nothing waits: no request sees the one closed and the other not yet open.
    this.#timeTravel.close();
    this.#readModels.close();
    this.#open();
    this.#isFrozen = false;
    this.#isCaughtUp = true;
    this.#restart.abort();
    this.#moved.emit('moved');
  }

  async #catchUp(next: ReadModels): Promise<void> {
    const words = wordFieldsOf(this.projections);
    for await (const recorded of this.store.readAll(next.position, SLICE)) {
      const opened = await this.sealing.open(recorded, words);
      next.project(opened.map((event, index) => toEntry(event, next.seq + index + 1)));
    }
  }
}
