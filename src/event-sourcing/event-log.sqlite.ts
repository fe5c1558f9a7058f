import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { movedOn, type DomainError } from './errors.js';
import type { Appended } from './event-store.js';
import { COLUMNS, recordedOf, rowPosition, told, type Row } from './event-log.rows.js';
import type { NewEvent, Position, Recorded } from './messages.js';
import { LIMIT, openSqlite, transaction, type SqliteFile } from './sqlite.js';
import { faultsOf } from './event-log.verify.js';

const SCHEMA = `
  create table events (
    position integer primary key,
    stream text not null,
    version integer not null,
    id text not null,
    type text not null,
    recorded_at text not null,
    body text not null,
    unique (stream, version)
  ) strict`;
/** An event made ready for its row before the transaction begins, so that one that cannot be written spoils no other. */
export interface Prepared {
  readonly id: string;
  readonly type: string;
  /** Only of an event that was moved. */
  readonly firstRecordedAt?: string | undefined;
  /** JSON of the envelope, data and sealed words. */
  readonly body: string;
}

/** An append made ready for its rows. */
export interface Append {
  readonly stream: string;
  readonly events: readonly Prepared[];
  readonly expectedVersion: number;
}

/** The answer to one append of a group: what it achieved, or the conflict that stopped it alone. */
export type Outcome = Appended | DomainError;

/** Appends that share a transaction. */
interface Group {
  /** Of the last event so far. */
  position: number;
  recordedAt: string;
  readonly now: string;
  readonly rows: Row[];
}

/** What one connection appended last: its rows, and the position before them. */
interface Tail {
  readonly after: number;
  readonly rows: readonly Row[];
}

/** The event ready for its row; throws `TypeError` for data that JSON cannot hold. */
export const prepared = ({ id, type, ...body }: NewEvent): Prepared => ({
  id,
  type,
  firstRecordedAt: body.firstRecordedAt,
  body: JSON.stringify(body),
});

/** The table of events in one SQLite file, synchronously; the asynchronous rest is `SqliteEventStore`'s. */
export class EventLog {
  readonly #db: DatabaseSync;
  readonly #path: string;
  readonly #insert: StatementSync;
  readonly #newest: StatementSync;
  readonly #version: StatementSync;
  readonly #held: StatementSync;
  readonly #stream: StatementSync;
  readonly #page: StatementSync;
  readonly #dataVersion: StatementSync;
  #seenVersion: number | undefined;
  #tail: Tail | undefined;

  private constructor(db: DatabaseSync, path: string) {
    const listing = (sql: string): StatementSync => {
      const statement = db.prepare(sql);
      statement.setReturnArrays(true);
      return statement;
    };
    this.#db = db;
    this.#path = path;
    this.#insert = db.prepare(`insert into events (${COLUMNS}) values (?, ?, ?, ?, ?, ?, ?)`);
    this.#newest = listing('select position, recorded_at from events order by position desc limit 1');
    this.#version = listing('select max(version) from events where stream = ?');
    this.#held = listing(
      'select id, position from events where stream = ? and version between ? and ? order by version',
    );
    this.#stream = listing(`select ${COLUMNS} from events where stream = ? and version > ? order by version`);
    this.#page = listing(
      `select ${COLUMNS} from events where position > ? and position <= ? order by position ${LIMIT}`,
    );
    this.#dataVersion = listing('pragma data_version');
  }

  /** Opens the log, made when it is not there. Faults as `openSqlite` throws them. */
  static async open(path: string, lockTimeoutMs: number): Promise<readonly [EventLog, SqliteFile]> {
    const file: SqliteFile = {
      path,
      kind: 'event log',
      applicationId: 0x6370_746c,
      schemaVersion: 1,
      schema: SCHEMA,
      journal: 'wal',
      lockTimeoutMs,
    };
    return [new EventLog(await openSqlite(file), path), file];
  }

  /**
   * Does these appends in one durable transaction, in their order; one that conflicts does not touch the others. The
   * outcomes are true only once this has returned. Throws what SQLite throws, and then nothing was stored.
   */
  appendAll(appends: readonly Append[], now: Date): readonly Outcome[] {
    const rows: Row[] = [];
    const [after, outcomes] = transaction(this.#db, () => {
      const [position, recordedAt] = (this.#newest.get() ?? [0, '']) as unknown as [number, string];
      const group = { position, recordedAt, now: now.toISOString(), rows };
      return [position, appends.map((append) => this.#append(append, group))];
    });
    // Nobody is between them: positions were counted inside the transaction.
    this.#tail = { after, rows };
    return outcomes;
  }

  #append(append: Append, group: Group): Outcome {
    const { stream, events, expectedVersion } = append;
    const version = this.#versionOf(stream);
    if (events.length === 0) return { version };
    if (version !== expectedVersion) return this.#repeated(append) ?? movedOn(version);
    events.forEach(({ id, type, body, firstRecordedAt = group.now }, index) => {
      if (firstRecordedAt > group.recordedAt) group.recordedAt = firstRecordedAt;
      const row: Row = [++group.position, stream, version + index + 1, id, type, group.recordedAt, body];
      this.#insert.run(...row);
      group.rows.push(row);
    });
    return { version: version + events.length, position: told(group.position) };
  }

  /** The first answer once more, when every one of these events stands where it would go. */
  #repeated({ stream, events, expectedVersion }: Append): Appended | undefined {
    const last = expectedVersion + events.length;
    const held = this.#held.all(stream, expectedVersion + 1, last) as unknown as [string, number][];
    const position = held.at(-1)?.[1];
    const isSame = held.length === events.length && events.every(({ id }, index) => held[index]?.[0] === id);
    return isSame && position !== undefined ? { version: last, position: told(position) } : undefined;
  }

  #versionOf(stream: string): number {
    return Number((this.#version.get(stream) as unknown as [number | null])[0]);
  }

  /** The stream's events after a version, oldest first. */
  stream(stream: string, afterVersion: number): readonly Recorded[] {
    return this.#recorded(this.#stream.all(stream, afterVersion) as unknown as Row[]);
  }

  /** At most `count` events after one position and up to another, in order. */
  page(after: Position, upTo: Position | undefined, count: number): readonly Recorded[] {
    const last = upTo === undefined ? Number.MAX_SAFE_INTEGER : rowPosition(upTo);
    return this.#recorded(this.#page.all(rowPosition(after), last, count) as unknown as Row[]);
  }

  /**
   * As `page` to the end, except that what another connection has appended may be missing until `dataVersion` is asked
   * next: what this one appended last is at hand, and need not be read back.
   */
  next(after: Position, count: number): readonly Recorded[] {
    const { rows } = this.#tail?.after === rowPosition(after) ? this.#tail : { rows: [] };
    return rows.length > 0 && rows.length <= count ? this.#recorded(rows) : this.page(after, undefined, count);
  }

  /** The position of the newest event. */
  head(): Position {
    return told((this.#newest.get() as unknown as [number, string] | undefined)?.[0] ?? 0);
  }

  /** A number that changes whenever another connection has committed to the file. */
  dataVersion(): number {
    const [version] = this.#dataVersion.get() as unknown as [number];
    // Whoever is woken now reads the file, in which there may be more.
    if (version !== this.#seenVersion) this.#tail = undefined;
    this.#seenVersion = version;
    return version;
  }

  /** Lets the file grow to at most this many bytes. */
  limit(maxBytes: number): void {
    const { page_size: pageSize } = this.#db.prepare('pragma page_size').get() as { page_size: number };
    this.#db.exec(`pragma max_page_count = ${Math.floor(maxBytes / pageSize)}`);
  }

  /** What is wrong with the log, in sentences; it reads everything, so it blocks for seconds when the log is long. */
  verify(): readonly string[] {
    return faultsOf(this.#db);
  }

  close(): void {
    this.#db.close();
  }

  #recorded(rows: readonly Row[]): readonly Recorded[] {
    return recordedOf(rows, this.#path);
  }
}
