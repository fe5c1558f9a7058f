import { EventEmitter, once } from 'node:events';
import { Logger } from '@nestjs/common';
import { tellable } from './errors.js';
import type { Position } from './messages.js';
import type { ReadModels } from './read-models.js';

/** How far read models are behind the log. */
export interface Lag {
  /** Events handed over by the log and not yet readable: a slice at most, whatever else the log holds. */
  readonly events: number;
  /** Seconds since it was last known that everything was read; 0 while it is. */
  readonly seconds: number;
}

/** The read models as they stand, how far they have come, and everybody who waits for them. */
export class ProjectorState {
  readonly #log = new Logger('Projector');
  readonly #moved = new EventEmitter().setMaxListeners(0);
  readModels!: ReadModels;
  /** Rows of another making answer until their successors are ready, and take nothing in. */
  isFrozen = false;
  /** Has the end of the log been reached once, whatever has happened since? */
  hasReachedEnd = false;
  canAnswer = false;
  isStopping = false;
  #failure: Error | undefined;
  /** Since when it is not known that everything was read, by a clock that never goes back; `undefined`: it is known. */
  #behindSince: number | undefined = performance.now();
  /** Events that the log has handed over and nobody can read yet. */
  #waiting = 0;

  get failure(): Error | undefined {
    return this.#failure;
  }

  get isCaughtUp(): boolean {
    return this.hasReachedEnd && !this.isFrozen && this.#failure === undefined;
  }

  get lag(): Lag {
    const seconds = this.#behindSince === undefined ? 0 : (performance.now() - this.#behindSince) / 1_000;
    return { events: this.#waiting, seconds };
  }

  /** The log has handed over so many events, or said that there may be more. */
  received(events: number, isAtEnd: boolean): void {
    if (events > 0 || !isAtEnd) this.#behindSince ??= performance.now();
    this.#waiting = events;
  }

  /** So many of those can be read. */
  projected(events: number): void {
    this.#waiting -= events;
  }

  /** Everything that the log held was read. */
  atEnd(): void {
    this.#behindSince = undefined;
    if (this.hasReachedEnd) return;
    this.hasReachedEnd = this.canAnswer = true;
    this.moved();
  }

  /** The read models stand still, for this reason. */
  stop(error: unknown): void {
    this.#behindSince ??= performance.now();
    // What is known up to there can still be asked.
    if (!this.isFrozen) this.canAnswer = true;
    this.#failure = error instanceof Error ? error : new Error(String(error));
    if (!this.isStopping) this.#log.error(tellable(this.#failure), this.#failure);
    this.moved();
  }

  /** They move once more, if they stood still. */
  resume(): void {
    if (!this.#failure) return;
    this.#failure = undefined;
    this.#log.warn('The read models go on.');
    this.moved();
  }

  /** Wakes whoever waits. */
  moved(): void {
    this.#moved.emit('moved');
  }

  refuseFailed(): void {
    if (this.#failure) throw this.#failure;
  }

  async reached(position: Position, signal?: AbortSignal): Promise<void> {
    while (this.readModels.position < position) {
      this.#refuseIdle();
      await once(this.#moved, 'moved', signal ? { signal } : {});
    }
  }

  async following(): Promise<void> {
    while (!this.isCaughtUp && !this.#failure && !this.isStopping) await once(this.#moved, 'moved');
    this.#refuseIdle();
  }

  async opened(): Promise<void> {
    while (!this.canAnswer && !this.#failure && !this.isStopping) await once(this.#moved, 'moved');
  }

  async grown(seq: number, signal: AbortSignal): Promise<void> {
    while (this.readModels.seq <= seq || !this.isCaughtUp) await once(this.#moved, 'moved', { signal });
  }

  #refuseIdle(): void {
    this.refuseFailed();
    if (this.isStopping) throw new Error('The service is stopping.');
  }
}
