import { setImmediate as nextTurn } from 'node:timers/promises';
import { numbered } from './entry-rows.js';
import type { EventStore } from './event-store.js';
import { hindranceOf } from './hindrance.js';
import type { Position, Recorded } from './messages.js';
import { ProjectionFailure, type Entry } from './projection.js';
import type { ProjectorState } from './projector.state.js';
import type { ReadModels } from './read-models.js';
import type { Sealing } from './sealing.js';

/** How many events share a transaction when the read models catch up; small enough that requests are not kept waiting. */
export const SLICE = 250;
/** How long after a fault the log is followed again, in milliseconds. */
const BREATH = 1_000;

/** Whoever is told of what following brings. */
export interface Follower {
  /** These can be read from now on. */
  tell(entries: readonly Entry[]): void;
  /** Is something to be done first, before anybody may ask these read models, which have read the whole log? */
  isHeldUp(models: ReadModels): Promise<boolean>;
}

/** Takes into the read models what the log brings, slice by slice, and goes on by itself after what passes by waiting. */
export class Following {
  #pausing = new AbortController();
  #following: Promise<void> = Promise.resolve();
  #again: NodeJS.Timeout | undefined;

  constructor(
    private readonly store: EventStore,
    private readonly sealing: Sealing,
    private readonly state: ProjectorState,
    private readonly follower: Follower,
  ) {}

  /** Follows on from where the read models stand, unless an event cannot be taken in. */
  start(): void {
    const { state } = this;
    if (state.failure instanceof ProjectionFailure || state.isStopping) return;
    this.#pausing = new AbortController();
    this.#following = this.#run(this.#pausing.signal).catch((error: unknown) => {
      const hindrance = hindranceOf(error) ?? error;
      // Said once, however often it is met.
      if (!(hindrance instanceof Error && state.failure?.message === hindrance.message)) state.stop(hindrance);
      this.#again = setTimeout(() => this.start(), BREATH).unref();
    });
  }

  /** Resolves once the read models stand still, until `start`. */
  async halt(): Promise<void> {
    this.#pausing.abort();
    await this.#following;
    clearTimeout(this.#again);
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { state, follower } = this;
    for await (const { events, through, isAtEnd } of this.store.subscribe(state.readModels.position, signal)) {
      state.received(events.length, isAtEnd);
      const opened = await this.sealing.open(events);
      for (let start = 0; start === 0 || start < opened.length; start += SLICE) {
        if (start > 0) await nextTurn();
        if (signal.aborted) return;
        const part = opened.slice(start, start + SLICE);
        this.#project(part, start + SLICE < opened.length ? part.at(-1)?.position : through);
        state.projected(part.length);
      }
      state.resume();
      if (!isAtEnd) continue;
      if (!state.hasReachedEnd && (await follower.isHeldUp(state.readModels))) return;
      state.atEnd();
    }
  }

  #project(events: readonly Recorded[], through: Position | undefined): void {
    const models = this.state.readModels;
    const entries = numbered(events, models.last);
    try {
      models.project(entries, through);
    } catch (error) {
      if (!(error instanceof ProjectionFailure) || entries.length === 1) throw error;
      // Everything before the event at fault still becomes readable, and the failure names that event.
      for (const entry of entries) {
        models.project([entry]);
        this.follower.tell([entry]);
      }
      return;
    }
    this.follower.tell(entries);
  }
}
