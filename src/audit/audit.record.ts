import { auditedCommitments, type CommitmentView } from '../commitments/commitments.audited.queries.js';
import { dayAt, type Day } from '../event-sourcing/days.js';
import type { Attribution } from '../event-sourcing/messages.js';
import type { Reader } from '../event-sourcing/reader.js';
import { STANDING } from './standing.js';

/** The days of an answer, both included. */
export interface Period {
  readonly from: Day;
  readonly to: Day;
}

/** Which entries a question looks through. */
export interface EntriesAsked {
  /** Of every type when left out. */
  readonly types?: readonly string[];
  /** The column the period is about; every day when there is none. */
  readonly by?: 'day' | 'stated_on';
  /** A further condition over `entries e`. */
  readonly where?: string;
}

/** A row of an entry, as questions read it. */
interface EntryRow {
  readonly id: string;
  readonly seq: number;
  readonly stream: string;
  readonly type: string;
  readonly day: Day;
  readonly statedOn: Day;
  readonly recordedAt: string;
  readonly body: string;
}

interface Body {
  readonly data: object;
  readonly statedBy: Attribution;
}

/** An entry, as a question meets it; what it says is parsed when a question first looks. */
export class AuditEntry {
  #parsed: Body | undefined;

  constructor(private readonly row: EntryRow) {}

  get id(): string {
    return this.row.id;
  }
  get seq(): number {
    return this.row.seq;
  }
  get stream(): string {
    return this.row.stream;
  }
  get type(): string {
    return this.row.type;
  }
  get day(): Day {
    return this.row.day;
  }
  get statedOn(): Day {
    return this.row.statedOn;
  }
  get recordedAt(): string {
    return this.row.recordedAt;
  }

  /** What it says, as the event of its type. */
  data<Data>(): Data {
    return this.#body.data as Data;
  }

  get statedBy(): Attribution {
    return this.#body.statedBy;
  }

  get #body(): Body {
    return (this.#parsed ??= JSON.parse(this.row.body) as Body);
  }
}

const COLUMNS = `e.seq, e.id, e.stream, e.type, e.day, e.stated_on as statedOn, e.recorded_at as recordedAt, e.body`;
const TYPED = 'e.type in (select value from json_each(?))';

/** The record as standing questions read it, all of it at one time: for the background thread. */
export class AuditRecord {
  readonly #views = new Map<string, CommitmentView | null>();
  readonly #days = new Map<string, Day>();

  constructor(
    readonly reader: Reader,
    private readonly timeZone: string,
  ) {}

  /** The day it is read on. */
  get day(): Day {
    return this.reader.day;
  }

  /** The entries of a period. */
  *entries({ types, by, where = 'true' }: EntriesAsked, { from, to }: Period): Generator<AuditEntry, undefined> {
    const typed = types ? TYPED : 'true';
    const within = by ? `e.${by} >= ? and e.${by} <= ?` : 'true';
    const rows = this.reader
      .prepare(`select ${COLUMNS} from entries e where ${typed} and ${within} and ${where} and ${STANDING}`)
      .iterate(...(types ? [JSON.stringify(types)] : []), ...(by ? [from, to] : []));
    for (const row of rows) yield new AuditEntry(row as unknown as EntryRow);
    return undefined;
  }

  /** The entry with this id, taken back or not. */
  entry(id: string): AuditEntry | null {
    return this.#one(`select ${COLUMNS} from entries e where e.id = ?`, id);
  }

  /** The last entry of these types in the same history that counts before this one. */
  before({ stream, day, seq }: AuditEntry, types: readonly string[]): AuditEntry | null {
    return this.#one(
      `select ${COLUMNS} from entries e where e.stream = ? and (e.day, e.seq) < (?, ?) and ${TYPED} and ${STANDING}
       order by e.day desc, e.seq desc limit 1`,
      ...[stream, day, seq, JSON.stringify(types)],
    );
  }

  /** The entries of these types in a history, in the order of days. */
  of(stream: string, types: readonly string[]): readonly AuditEntry[] {
    return this.reader
      .prepare(`select ${COLUMNS} from entries e where e.stream = ? and ${TYPED} and ${STANDING} order by e.day, e.seq`)
      .all(stream, JSON.stringify(types))
      .map((row) => new AuditEntry(row as unknown as EntryRow));
  }

  /** Every commitment on record. */
  commitments(): Iterable<CommitmentView> {
    return auditedCommitments.all(this.reader);
  }

  /** The commitment whose history this is. */
  commitment(stream: string): CommitmentView | null {
    let view = this.#views.get(stream);
    if (view === undefined) this.#views.set(stream, (view = auditedCommitments.inStream(this.reader, stream)));
    return view;
  }

  /** The council's day on which an entry was stored. */
  recordedOn({ recordedAt }: AuditEntry): Day {
    const minute = recordedAt.slice(0, 16);
    let day = this.#days.get(minute);
    if (day === undefined) this.#days.set(minute, (day = dayAt(new Date(recordedAt), this.timeZone)));
    return day;
  }

  #one(sql: string, ...values: (string | number)[]): AuditEntry | null {
    const row = this.reader.prepare(sql).get(...values);
    return row ? new AuditEntry(row as unknown as EntryRow) : null;
  }
}
