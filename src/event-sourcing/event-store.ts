import type { NewEvent, Position, Recorded } from './messages.js';

/** What an append answers. */
export interface Appended {
  /** The stream's version after it. */
  readonly version: number;
  /** Position of its last event, where the store knows it. */
  readonly position?: Position;
}

/** A piece of the log, as it is read or followed. */
export interface Slice {
  /** In log order; a slice may hold none. */
  readonly events: readonly Recorded[];
  /** Everything up to here has been given. It moves on without events where a log holds much that is not ours. */
  readonly through: Position;
  /** Was nothing more there when this was read? */
  readonly isAtEnd: boolean;
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

  /** Every event after `position` up to now, in order, at most `batchSize` a slice; the last slice is at the end. */
  abstract readAll(position: Position, batchSize?: number): AsyncIterable<Slice>;

  /**
   * Every event after `position`, in order, without gap or double; says once it is at the end, and waits for more until
   * aborted.
   */
  abstract subscribe(position: Position, signal: AbortSignal): AsyncIterable<Slice>;

  /**
   * A position that no event stands beyond: that of the newest event, or a later one where the log holds more than ours.
   * `START` where nothing was ever stored.
   */
  abstract head(): Promise<Position>;

  /**
   * Everything wrong that can be seen in the log by itself, one sentence each; none when it is sound. For the command
   * line: it may read the whole log and block meanwhile. A store on a server of its own leaves that to the server.
   */
  verify(): Promise<readonly string[]> {
    return Promise.resolve([]);
  }

  /** Releases what the store holds; appends still waiting are finished first. */
  abstract close(): Promise<void>;
}
