import { setImmediate as nextTurn } from 'node:timers/promises';
import { DomainError, StoreFault } from './errors.js';
import { EventLog, prepared, type Append, type Outcome } from './event-log.sqlite.js';
import { EventStore, type Appended, type Slice } from './event-store.js';
import type { NewEvent, Position, Recorded } from './messages.js';
import { whenFree, type SqliteFile } from './sqlite.js';
import { WakeUp } from './wake-up.js';

const BATCH = 1_000;
const LOCK_TIMEOUT_MS = 10_000;
/** Events in one transaction at most: beyond it the event loop would stand still for longer than a request should wait. */
const GROUP = 512;
/** How often the file is asked whether another process has appended; one such question takes some microseconds. */
const POLL_MS = 25;

interface Waiting extends Append {
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: unknown) => void;
}

/** What a `SqliteEventStore` is opened with. */
export interface SqliteEventStoreOptions {
  /** The only clock: it stamps `recordedAt`. */
  readonly clock: () => Date;
  /** Longest wait for another process that holds the file, in milliseconds; 10,000 when absent. */
  readonly lockTimeoutMs?: number;
  /** Largest size of the file in bytes, beyond which an append answers FULL; unlimited when absent. */
  readonly maxBytes?: number;
}

/**
 * The embedded event store: one SQLite file, for one server and the command line beside it.
 *
 * - An append answers only when it is on the disk (`synchronous=FULL`). Appends under way at the same time share one
 *   transaction; one that is refused does not touch the others.
 * - `recordedAt` is stamped inside the transaction and never goes backwards in the log, also when the clock does and
 *   also between processes.
 * - After damage or a failing disk it appends nothing more until it is opened again; what can still be read is read.
 *   Whether an append that met a failing disk was stored is known after that: sending it again does it once.
 * - Closing ends subscriptions as aborting does.
 */
export class SqliteEventStore extends EventStore {
  readonly #log: EventLog;
  readonly #file: SqliteFile;
  readonly #clock: () => Date;
  readonly #appended: WakeUp;
  #waiting: Waiting[] = [];
  #working: Promise<void> | undefined;
  #broken: StoreFault | undefined;
  #closing: Promise<void> | undefined;

  private constructor(log: EventLog, file: SqliteFile, clock: () => Date) {
    super();
    this.#log = log;
    this.#file = file;
    this.#clock = clock;
    this.#appended = new WakeUp(POLL_MS, () => log.dataVersion());
  }

  /**
   * Opens the log at a path, made when it is not there; `:memory:` is one that lives until it is closed. Throws
   * `StoreFault` in a sentence for whoever runs the service: NEWER, UNREADABLE, DAMAGED, LOCKED.
   */
  static async open(path: string, options: SqliteEventStoreOptions): Promise<SqliteEventStore> {
    const { clock, lockTimeoutMs = LOCK_TIMEOUT_MS, maxBytes } = options;
    const [log, file] = await EventLog.open(path, lockTimeoutMs);
    if (maxBytes !== undefined) log.limit(maxBytes);
    return new SqliteEventStore(log, file, clock);
  }

  async read(stream: string, afterVersion = 0): Promise<readonly Recorded[]> {
    return this.#whenFree(() => this.#log.stream(stream, afterVersion));
  }

  async head(): Promise<Position> {
    return this.#whenFree(() => this.#log.head());
  }

  async append(stream: string, events: readonly NewEvent[], expectedVersion: number): Promise<Appended> {
    this.#assertOpen();
    if (this.#broken) throw this.#broken;
    const append = { stream, events: events.map(prepared), expectedVersion };
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ...append, resolve, reject });
      this.#working ??= this.#work();
    });
  }

  async *readAll(position: Position, batchSize = BATCH): AsyncGenerator<Slice, void, undefined> {
    const head = await this.head();
    for (let at = position; ;) {
      const slice = sliceOf(await this.#whenFree(() => this.#log.page(at, head, batchSize)), at, batchSize);
      yield slice;
      if (slice.isAtEnd) return;
      at = slice.through;
      // A long read must let requests in between its pages.
      await nextTurn();
    }
  }

  async *subscribe(position: Position, signal: AbortSignal): AsyncGenerator<Slice, void, undefined> {
    this.#assertOpen();
    const unfollow = this.#appended.follow();
    try {
      for (let at = position, toldEnd = false; !signal.aborted && !this.#closing;) {
        // Counted before reading: an append during the reading is not slept through.
        const heard = this.#appended.count;
        const slice = sliceOf(await this.#whenFree(() => this.#log.next(at, BATCH)), at, BATCH);
        at = slice.through;
        if (slice.events.length > 0 || !toldEnd) yield slice;
        toldEnd ||= slice.isAtEnd;
        if (slice.isAtEnd) await this.#appended.after(heard, signal);
        else await nextTurn();
      }
    } finally {
      unfollow();
    }
  }

  /** Throws `StoreFault` when damage stops the reading. */
  override async verify(): Promise<readonly string[]> {
    return this.#whenFree(() => this.#log.verify());
  }

  async close(): Promise<void> {
    this.#closing ??= this.#release();
    return this.#closing;
  }

  async #release(): Promise<void> {
    await this.#working;
    this.#appended.close();
    this.#log.close();
  }

  /** Appends what waits, group by group. It begins in the next turn, so that what arrives in this one shares a group. */
  async #work(): Promise<void> {
    for (let alone = 0; this.#waiting.length > 0; alone = Math.max(0, alone - 1)) {
      await nextTurn();
      const group = this.#waiting.splice(0, alone > 0 ? 1 : groupSize(this.#waiting));
      try {
        const outcomes = await whenFree(this.#file, () => this.#log.appendAll(group, this.#clock()));
        group.forEach((waiting, index) => settle(waiting, outcomes[index]));
        this.#appended.ring();
      } catch (error) {
        const isShared = group.length > 1 && !isFault(error, 'DAMAGED') && !isFault(error, 'LOCKED');
        if (isShared) {
          // One of them cannot be stored, such as one larger than the room left: each is tried by itself.
          this.#waiting.unshift(...group);
          alone = group.length + 1;
        } else this.#refuse(group, error);
      }
    }
    this.#working = undefined;
  }

  #refuse(group: readonly Waiting[], error: unknown): void {
    this.#note(error);
    for (const { reject } of this.#broken ? [...group, ...this.#waiting.splice(0)] : group) reject(error);
  }

  async #whenFree<Answer>(work: () => Answer): Promise<Answer> {
    this.#assertOpen();
    try {
      return await whenFree(this.#file, work);
    } catch (error) {
      this.#note(error);
      throw error;
    }
  }

  #note(error: unknown): void {
    if (isFault(error, 'DAMAGED')) this.#broken ??= error;
  }

  #assertOpen(): void {
    if (this.#closing) throw new StoreFault('UNREADABLE', `The event log ${this.#file.path} is closed.`);
  }
}

const isFault = (error: unknown, kind: StoreFault['kind']): error is StoreFault =>
  error instanceof StoreFault && error.kind === kind;

/** What was read after a position, asked for `count` at most. */
const sliceOf = (events: readonly Recorded[], after: Position, count: number): Slice => ({
  events,
  through: events.at(-1)?.position ?? after,
  isAtEnd: events.length < count,
});

/** How many of these share the next transaction: at least one. */
const groupSize = (waiting: readonly Append[]): number => {
  let events = 0;
  const size = waiting.findIndex((append) => (events += append.events.length) > GROUP);
  return size === -1 ? waiting.length : Math.max(size, 1);
};

const settle = ({ resolve, reject }: Waiting, outcome: Outcome | undefined): void =>
  outcome instanceof DomainError || outcome === undefined ? reject(outcome) : resolve(outcome);
