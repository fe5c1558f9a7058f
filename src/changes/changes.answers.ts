import { commitments, type CommitmentAnswer, type Reading } from '../commitments/commitments.queries.js';
import { daysBetween } from '../event-sourcing/days.js';
import { idOf, type Attribution } from '../event-sourcing/messages.js';
import type { Change } from '../event-sourcing/projection.js';
import { entriesById, namedChange, type HistoryEntry } from '../history/history.queries.js';
import { CHANGE_KINDS, kindOf, type ChangeKind } from './changes.kinds.js';
import type { ChangeRow } from './changes.fields.js';
import { countsAt, type Placed, type Window } from './changes.window.js';

/** How many entries are shown of each commitment; its history has the rest. */
const MOST_ENTRIES = 20;

/** Where a target date was moved to, and on whose word. */
export interface MovedTarget {
  readonly entry: HistoryEntry;
  readonly from: object;
  readonly to: object;
  /** Whole days from the last day of the one to that of the other; `null` where either names none. */
  readonly days: number | null;
  readonly askedBy: Attribution | null;
  readonly allowedBy: object;
  readonly reason: string | null;
}

/** What changed of one commitment between the ends. */
export class ChangedCommitment {
  readonly commitmentId: string;
  /** Its newest entry in the window: what cursors name. */
  readonly newestId: string;

  constructor(
    newest: { readonly id: string; readonly stream: string },
    /** Its entries in the window, in the order of the days on which they count. */
    private readonly rows: readonly ChangeRow[],
    private readonly changed: readonly Change[],
    private readonly company: ChangesCompany,
  ) {
    this.newestId = newest.id;
    this.commitmentId = idOf(newest.stream);
  }

  get commitment(): CommitmentAnswer | null {
    return this.company.commitment(this.commitmentId);
  }

  get kinds(): readonly ChangeKind[] {
    const kinds = new Set(this.standing.map(({ type }) => kindOf(type)));
    return CHANGE_KINDS.filter((kind) => kinds.has(kind));
  }

  get fields(): readonly Change[] {
    return this.changed.map((change) => this.company.named(change));
  }

  get entryCount(): number {
    return this.rows.length;
  }

  get moves(): readonly MovedTarget[] {
    const moved = new Set(this.standing.filter(({ type }) => type === 'TargetMoved').map(({ id }) => id));
    return moved.size === 0 ? [] : this.company.movesOf(this.commitmentId).filter(({ entry }) => moved.has(entry.id));
  }

  /** Its last entries in the window, the one recorded last first. */
  get entries(): readonly HistoryEntry[] {
    return this.company.newest(this.rows);
  }

  private get standing(): readonly ChangeRow[] {
    return this.rows.filter((row) => this.company.stands(row));
  }
}

const TARGETS = `
  select id, type from entries where stream = ? and voided_by is null
    and type in ('TargetSet', 'TargetMoveRequested', 'TargetMoved', 'TargetMoveRefused') order by day, seq`;

/** What changes of several commitments need, read once for all of them when it is first asked for. */
export class ChangesCompany {
  #commitments: ReadonlyMap<string, CommitmentAnswer> | undefined;
  #voidings: ReadonlyMap<string, Placed> | undefined;
  readonly #entries = new Map<string, HistoryEntry>();

  constructor(
    private readonly reading: Reading,
    private readonly window: Window,
    private readonly rows: ReadonlyMap<string, readonly ChangeRow[]>,
  ) {}

  commitment(id: string): CommitmentAnswer | null {
    this.#commitments ??= new Map(
      commitments.byIds(this.reading, [...this.rows.keys()].map(idOf)).map((one) => [one.id, one]),
    );
    return this.#commitments.get(id) ?? null;
  }

  named(change: Change): Change {
    return namedChange(this.reading.reader, change);
  }

  /** Is it a change of its kind at the end of the window, or was it voided by then? */
  stands({ voided_by }: ChangeRow): boolean {
    if (voided_by === null) return true;
    this.#voidings ??= this.#readVoidings();
    const voiding = this.#voidings.get(voided_by);
    return !voiding || !countsAt(voiding, this.window, 'to');
  }

  #readVoidings(): ReadonlyMap<string, Placed> {
    const ids = [...this.rows.values()].flat().flatMap(({ voided_by }) => voided_by ?? []);
    const rows = this.reading.reader
      .prepare('select id, seq, stated_on from entries where id in (select value from json_each(?))')
      .all(JSON.stringify(ids)) as unknown as readonly (Placed & { readonly id: string })[];
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** The last of these, the one recorded last first; with those of the first come those of all others. */
  newest(rows: readonly ChangeRow[]): readonly HistoryEntry[] {
    if (this.#entries.size === 0) this.#entriesOf([...this.rows.values()].flatMap(newestIds));
    return this.#entriesOf(newestIds(rows));
  }

  /** Entries by their ids, in this order. */
  #entriesOf(ids: readonly string[]): readonly HistoryEntry[] {
    const missing = ids.filter((id) => !this.#entries.has(id));
    if (missing.length > 0) {
      for (const entry of entriesById(this.reading, missing)) this.#entries.set(entry.id, entry);
    }
    return ids.flatMap((id) => this.#entries.get(id) ?? []);
  }

  /** Every move of a commitment's target, each with the request it answers. */
  movesOf(id: string): readonly MovedTarget[] {
    const ids = this.reading.reader.prepare(TARGETS).all(`commitment-${id}`);
    let request: HistoryEntry | null = null;
    return this.#entriesOf(ids.map((row) => row['id'] as string)).flatMap((entry) => {
      const asked = request;
      request = entry.type === 'TargetMoveRequested' ? entry : null;
      return entry.type === 'TargetMoved' ? [movedBy(entry, asked)] : [];
    });
  }
}

const newestIds = (rows: readonly ChangeRow[]): readonly string[] =>
  rows
    .toSorted((a, b) => b.seq - a.seq)
    .slice(0, MOST_ENTRIES)
    .map(({ id }) => id);

interface Moved {
  readonly previousTarget: { readonly latest: string | null };
  readonly target: { readonly latest: string | null };
  readonly allowedBy: object;
}

const movedBy = (entry: HistoryEntry, request: HistoryEntry | null): MovedTarget => {
  const { previousTarget: from, target: to, allowedBy } = entry.detail as Moved;
  return {
    entry,
    from,
    to,
    days: from.latest === null || to.latest === null ? null : daysBetween(from.latest, to.latest),
    askedBy: request?.statedBy ?? null,
    allowedBy,
    reason: entry.reason,
  };
};
