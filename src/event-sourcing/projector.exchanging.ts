import { numbered } from './entry-rows.js';
import type { EventStore } from './event-store.js';
import type { Entry } from './projection.js';
import { SLICE, type Follower, type Following } from './projector.following.js';
import type { ProjectorState } from './projector.state.js';
import type { ReadModels } from './read-models.js';
import type { Sealing } from './sealing.js';

/** Where finished read models come from and where they go. */
export interface Exchange extends Follower {
  /** Those that are finished and wait, for us alone; `undefined` when there are none. */
  claim(): ReadModels | undefined;
  /** Puts them in the place of the current ones; waits for nothing. */
  put(next: ReadModels): void;
}

/** Takes over read models that were made beside the current ones, one after the other. */
export class Exchanging {
  #last: Promise<void> = Promise.resolve();

  constructor(
    private readonly store: EventStore,
    private readonly sealing: Sealing,
    private readonly state: ProjectorState,
    private readonly following: Following,
    private readonly exchange: Exchange,
  ) {}

  /** Resolves once nothing is under way. */
  get idle(): Promise<void> {
    return this.#last;
  }

  /** Takes over what waits after `prepare`, which begins when everything asked for before has ended. */
  after(prepare: () => Promise<void>): Promise<void> {
    const done = this.#last.then(async () => {
      await prepare();
      await this.#adopt();
    });
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** Brings finished read models up to date and puts them in the place of the current ones, between two requests. */
  async #adopt(): Promise<void> {
    const { state, following, exchange } = this;
    if (state.isStopping || state.failure) return;
    const next = exchange.claim();
    if (!next) return;
    try {
      const rest = await this.#catchUp(next);
      if (!state.hasReachedEnd && (await exchange.isHeldUp(next))) return next.discard();
      // The last of it with the current ones standing still, or under steady writing they would always be ahead.
      await following.halt();
      const last = await this.#catchUp(next);
      const { position: known } = state.readModels;
      state.refuseFailed();
      // From here to the end nothing waits: no request sees the one closed and the other not yet open.
      exchange.put(next);
      state.isFrozen = false;
      state.hasReachedEnd = state.canAnswer = true;
      // A few are enough to wake those who follow the log.
      exchange.tell([...rest, ...last].filter(({ position }) => position > known));
    } catch (error) {
      next.discard();
      throw error;
    } finally {
      if (!state.isFrozen) following.start();
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
