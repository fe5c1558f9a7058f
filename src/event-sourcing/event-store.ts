import type { NewEvent, Position, Recorded } from './messages.js';

/** What an append answers. */
export interface Appended {
  /** The stream's version after it. */
  readonly version: number;
  /** Position of its last event, where the store knows it. */
  readonly position?: Position;
}

/**
 * The log: every event of every stream, in one order, for ever. An abstract class, so that it is its own injection token.
 *
 * Every adapter passes `test/event-sourcing/event-store.contract.ts`, word for word.
 */
export abstract class EventStore {
  /**
   * The stream's events after a version, oldest first: all of them after 0, which is meant when none is named. None when
   * there is no such stream.
   */
  abstract read(stream: string, afterVersion?: number): Promise<readonly Recorded[]>;

  /**
   * All or nothing; answers only when the events are durable. `expectedVersion` is the number of events the stream
   * held when the decision was made, 0 for a new stream. Appending again what is already there at that version, with
   * the same event ids, answers as the first time. Throws `DomainError` CONFLICT when the stream has moved on and
   * `StoreFault` when it cannot store.
   */
  abstract append(stream: string, events: readonly NewEvent[], expectedVersion: number): Promise<Appended>;

  /** Every event after `position` up to now, in order, in batches of at most `batchSize`. */
  abstract readAll(position: Position, batchSize?: number): AsyncIterable<readonly Recorded[]>;

  /** Every event after `position`, in order, without gap or double; then waits for more until aborted. */
  abstract subscribe(position: Position, signal: AbortSignal): AsyncIterable<readonly Recorded[]>;

  /** The position of the newest event; `START` in an empty store. */
  abstract head(): Promise<Position>;

  /** Releases what the store holds; appends still waiting are finished first. */
  abstract close(): Promise<void>;
}
