import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  streamNameFilter,
  type AllStreamResolvedEvent,
  type AllStreamSubscription,
  type EventStoreDBClient,
} from '@eventstore/db-client';
import { within, type Connection } from './connection.js';
import { Unanswered } from './errors.js';
import { serverPosition, told, type StreamNames } from './names.js';
import { START, type Position } from '../messages.js';

/** Records the server looks at between two checkpoints: fewer cost more messages, more are read again after a drop. */
const WINDOW = 128;
/** Milliseconds that the release of a subscription may take. */
const RELEASE = 1_000;

/** What a subscription has sent since it was last asked. */
export interface Piece {
  readonly events: readonly AllStreamResolvedEvent[];
  /** The server has looked at everything up to here, and everything found was given; `START` where it has not said. */
  readonly checkpoint: Position;
  readonly isAtEnd: boolean;
}

/**
 * One subscription to the server's log, asked for what it has instead of calling back: the slower it is asked, the
 * slower the server sends.
 *
 * The client tells checkpoints and the end of the log at once, but events through a queue. So each is noted with the
 * number of events sent before it, and counts when those have been given.
 */
export class Subscription {
  readonly #subscription: AllStreamSubscription;
  readonly #client: EventStoreDBClient;
  readonly #retired: AbortSignal;
  #wake: () => void = () => undefined;
  #given = 0;
  #checkpoint: { readonly after: number; readonly position: Position } | undefined;
  #caughtUp: { readonly after: number } | undefined;
  #hasToldEnd = false;
  #isConfirmed = false;
  #isEnded = false;
  #isSilent = false;
  #failure: Error | undefined;

  constructor(
    private readonly connection: Connection,
    names: StreamNames,
    from: Position,
    private readonly batch: number,
  ) {
    const { client, limits, retired } = connection.current;
    this.#client = client;
    this.#retired = retired;
    const filter = streamNameFilter({
      prefixes: names.filter,
      maxSearchWindow: WINDOW,
      checkpointInterval: 1,
      checkpointReached: async (_, position) => this.#note(() => (this.#checkpoint = this.#now(told(position)))),
    });
    const { credentials } = limits;
    this.#subscription = client.subscribeToAll(
      { fromPosition: serverPosition(from), filter, credentials },
      { highWaterMark: batch },
    );
    this.#subscription
      .on('error', (error) => this.#note(() => (this.#failure = error)))
      .on('end', () => this.#note(() => (this.#isEnded = true)))
      .on('close', () => this.#note(() => (this.#isEnded = true)))
      .on('readable', () => this.#note())
      .on('confirmation', () => this.#note(() => (this.#isConfirmed = true)))
      .on('caughtUp', () => this.#note(() => (this.#caughtUp = this.#now(START))))
      .on('fellBehind', () => this.#note(() => (this.#caughtUp = undefined)));
  }

  /** Was it given up because nothing came for long? Such a one may have been lost without anybody noticing. */
  get isSilent(): boolean {
    return this.#isSilent;
  }

  /** What came since; waits where nothing did. `undefined` when it has ended. Throws what it was dropped with. */
  async next(signal: AbortSignal): Promise<Piece | undefined> {
    const { call, silence } = this.connection.patience;
    for (;;) {
      await this.#arriving();
      if (signal.aborted || this.#isSilent) return undefined;
      if (this.#failure) throw this.#failure;
      const piece = this.#taken();
      if (piece) return piece;
      if (this.#isEnded || this.#retired.aborted) return undefined;
      if (await this.#heard(this.#isConfirmed ? silence : call, signal)) continue;
      if (!this.#isConfirmed) this.#failure = new Unanswered('the subscription was not confirmed');
      else this.#isSilent = true;
    }
  }

  /**
   * Waits while more comes with every turn of the event loop, up to a batch: the client hands over one event after the
   * other, and whoever stores what they make would pay for a transaction each.
   */
  async #arriving(): Promise<void> {
    for (let known = -1; known < this.#subscription.readableLength && known < this.batch;) {
      known = this.#subscription.readableLength;
      await nextTurn();
    }
  }

  /** Waits until anything happens; answers whether it did within so many milliseconds. */
  #heard(limit: number, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (isHeard: boolean): void => {
        clearTimeout(timer);
        this.#wake = () => undefined;
        for (const each of [signal, this.#retired]) each.removeEventListener('abort', wake);
        resolve(isHeard);
      };
      const timer = setTimeout(() => end(false), limit);
      const wake = (): void => end(true);
      this.#wake = wake;
      for (const each of [signal, this.#retired]) each.addEventListener('abort', wake);
    });
  }

  #taken(): Piece | undefined {
    const events: AllStreamResolvedEvent[] = [];
    while (events.length < this.batch) {
      const event = this.#subscription.read() as AllStreamResolvedEvent | null;
      if (event === null) break;
      events.push(event);
      // At once: taking one lets the client go on, so that a checkpoint may be told before the next is taken.
      this.#given++;
    }
    const isReached = ({ after }: { readonly after: number }) => this.#given >= after;
    const isAtEnd =
      this.#caughtUp !== undefined && isReached(this.#caughtUp) && this.#subscription.readableLength === 0;
    const checkpoint = this.#checkpoint && isReached(this.#checkpoint) ? this.#checkpoint.position : START;
    if (events.length === 0 && checkpoint === START && isAtEnd === this.#hasToldEnd) return undefined;
    if (checkpoint !== START) this.#checkpoint = undefined;
    this.#hasToldEnd = isAtEnd;
    return { events, checkpoint, isAtEnd };
  }

  #now(position: Position): { readonly after: number; readonly position: Position } {
    return { after: this.#given + this.#subscription.readableLength, position };
  }

  #note(change: () => void = () => undefined): void {
    change();
    this.#wake();
  }

  /** Ends the call on the server, whatever state it is in. */
  async release(): Promise<void> {
    if (this.#failure) this.connection.missed(this.#client, this.#failure);
    await within(RELEASE, this.#subscription.unsubscribe()).catch(() => undefined);
    this.#subscription.destroy();
  }
}
