import { NO_STREAM } from '@eventstore/db-client';
import { EventStore, type Appended, type Slice } from './event-store.js';
import { StoreFault } from './errors.js';
import { Connection, type EventStoreDbSettings, type Patience } from './eventstoredb/connection.js';
import { proposed, recordedOf } from './eventstoredb/events.js';
import { followed } from './eventstoredb/following.js';
import { StreamNames, told } from './eventstoredb/names.js';
import { assertUsable } from './eventstoredb/opening.js';
import { cutStreams } from './eventstoredb/verify.js';
import { endOfLog, lastOf, streamPages } from './eventstoredb/reading.js';
import type { Measurements } from './measurements.js';
import { START, type NewEvent, type Position, type Recorded } from './messages.js';
import { Turns } from './turns.js';

/** Events in a slice at most. */
const BATCH = 500;

/**
 * The log on EventStoreDB: a single node or a cluster, shared by any number of copies of the service and by others.
 *
 * - Every append names the revision it follows and the ids of its events: the server knows a repeat of it for ever, so
 *   that it is tried again until it is answered.
 * - Appends to one stream go one after the other: the server is free to take calls in another order.
 * - `recordedAt` is the server's time of storing, as it says it; see `numbered`.
 */
export class EventStoreDbEventStore extends EventStore {
  readonly #connection: Connection;
  readonly #names: StreamNames;
  readonly #byStream = new Turns();
  readonly #appending = new Set<Promise<unknown>>();
  #closing: Promise<void> | undefined;

  private constructor(connection: Connection, names: StreamNames) {
    super();
    this.#connection = connection;
    this.#names = names;
  }

  /**
   * Finds the server, and out whether the log may be read. Throws `StoreFault` in a sentence for whoever runs the
   * service: UNREACHABLE, DENIED.
   */
  static async open(
    settings: EventStoreDbSettings,
    measurements?: Measurements,
    patience?: Patience,
  ): Promise<EventStoreDbEventStore> {
    const connection = new Connection(settings, measurements, patience);
    try {
      await assertUsable(connection, settings);
    } catch (error) {
      await connection.close();
      throw error;
    }
    return new EventStoreDbEventStore(connection, new StreamNames(settings.prefix));
  }

  /** The way to the server, for what is kept there beside the record. */
  get connection(): Connection {
    return this.#connection;
  }

  async read(stream: string, afterVersion = 0): Promise<readonly Recorded[]> {
    this.#assertOpen();
    const name = this.#names.onServer(stream);
    const recorded: Recorded[] = [];
    for await (const events of streamPages(this.#connection, name, BigInt(afterVersion))) {
      for (const { event } of events) {
        const known = event && recordedOf(event, this.#names);
        if (!known) throw foreign(stream, this.#connection.address);
        recorded.push(known);
      }
    }
    return recorded;
  }

  async append(stream: string, events: readonly NewEvent[], expectedVersion: number): Promise<Appended> {
    this.#assertOpen();
    const name = this.#names.onServer(stream);
    if (events.length === 0) {
      const last = await lastOf(this.#connection, name);
      return { version: last ? Number(last.revision) + 1 : 0 };
    }
    const written = proposed(events);
    const expectedRevision = expectedVersion === 0 ? NO_STREAM : BigInt(expectedVersion - 1);
    const appending = this.#byStream.take(stream, () =>
      this.#connection.call(
        (client, limits) => client.appendToStream(name, written, { ...limits, expectedRevision }),
        (reason) => this.#connection.measurements.appendRetried(reason),
      ),
    );
    this.#appending.add(appending);
    try {
      const { nextExpectedRevision, position } = await appending;
      return { version: Number(nextExpectedRevision) + 1, ...(position ? { position: told(position) } : {}) };
    } finally {
      this.#appending.delete(appending);
    }
  }

  async *readAll(position: Position, batchSize = BATCH): AsyncGenerator<Slice, void, undefined> {
    const head = await this.head();
    if (position >= head) return yield { events: [], through: position, isAtEnd: true };
    const { closing, patience } = this.#connection;
    const following = { from: position, batch: batchSize, signal: closing.signal, patience: patience.retries };
    for await (const { events, through, isAtEnd } of followed(this.#connection, this.#names, following)) {
      const isDone = isAtEnd || through >= head;
      // What was appended meanwhile is left to the next who reads.
      const upTo = isDone ? events.filter((event) => event.position <= head) : events;
      if (upTo.length > 0 || isDone) yield { events: upTo, through: isDone ? head : through, isAtEnd: isDone };
      if (isDone) return;
    }
    this.#assertOpen();
  }

  async *subscribe(position: Position, signal: AbortSignal): AsyncGenerator<Slice, void, undefined> {
    this.#assertOpen();
    const either = AbortSignal.any([signal, this.#connection.closing.signal]);
    yield* followed(this.#connection, this.#names, {
      from: position,
      batch: BATCH,
      signal: either,
      patience: Infinity,
    });
  }

  async head(): Promise<Position> {
    this.#assertOpen();
    return this.#connection.call((client, limits) => endOfLog(this.#connection, client, limits));
  }

  /** What the server hides, or will, of the streams in the log; the log itself is the server's to check. */
  override async verify(): Promise<readonly string[]> {
    const streams = new Set<string>();
    for await (const { events } of this.readAll(START)) for (const { stream } of events) streams.add(stream);
    return cutStreams(this.#connection, this.#names, [...streams]);
  }

  async close(): Promise<void> {
    this.#closing ??= this.#release();
    return this.#closing;
  }

  async #release(): Promise<void> {
    await Promise.allSettled(this.#appending);
    await this.#connection.close();
  }

  #assertOpen(): void {
    if (!this.#closing) return;
    throw new StoreFault('UNREADABLE', `The event log on EventStoreDB at ${this.#connection.address} is closed.`);
  }
}

const foreign = (stream: string, address: string): StoreFault =>
  new StoreFault(
    'DAMAGED',
    `The stream ${stream} on EventStoreDB at ${address} holds an event that is not of this record. Do others use the names of its streams? EVENTSTORE_PREFIX keeps them apart.`,
  );
