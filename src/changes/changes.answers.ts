import { commitments, type CommitmentAnswer, type Reading } from '../commitments/commitments.queries.js';
import { streamOf } from '../event-sourcing/messages.js';
import type { AnyProjection, Change } from '../event-sourcing/projection.js';
import { entriesOf, namedChange, type EntryLine, type HistoryEntry } from '../history/history.queries.js';
import type { Closing } from '../meetings/meetings.closings.queries.js';
import { fieldsChanged, type Between } from './changes.fields.js';
import { linesOf } from './changes.kept.js';
import { CHANGE_KINDS, kindOf, type ChangeKind } from './changes.kinds.js';
import type { Lines } from './changes.lines.js';
import { movesOf, type MovedTarget } from './changes.moves.js';
import { silencesOf } from './changes.silences.js';
import { endsOf, type Ends, type Met, type Window } from './changes.window.js';

/** How many entries are shown of each commitment; its history has the rest. */
const MOST_ENTRIES = 20;
const NONE: readonly Closing[] = [];

/** What changed of one commitment between the ends. A compiled query looks at a property six times: it is found once. */
export class ChangedCommitment {
  readonly commitmentId: string;
  /** The places of its entries in the window, in the order of the days on which they count. */
  private readonly within: readonly number[];
  #commitment: CommitmentAnswer | null | undefined;
  #kinds: readonly ChangeKind[] | undefined;
  #fields: readonly Change[] | undefined;
  #moves: readonly MovedTarget[] | undefined;
  #entries: readonly HistoryEntry[] | undefined;

  constructor(
    private readonly newestSeq: number,
    private readonly lines: Lines,
    /** The closings in the window at which no update of it was received. */
    private readonly silences: readonly Closing[],
    private readonly company: ChangesCompany,
  ) {
    this.commitmentId = lines.commitmentId;
    this.within = lines.within(company.ends);
  }

  /** Its newest entry in the window, or the closing that was silent of it: what cursors name. */
  get newestId(): string {
    const { newestSeq, lines, silences } = this;
    return silences.find(({ seq }) => seq === newestSeq)?.id ?? lines.ids[lines.seqs.indexOf(newestSeq)]!;
  }

  get commitment(): CommitmentAnswer | null {
    if (this.#commitment === undefined) this.#commitment = this.company.commitment(this.commitmentId);
    return this.#commitment;
  }

  get kinds(): readonly ChangeKind[] {
    return (this.#kinds ??= this.#findKinds());
  }

  #findKinds(): readonly ChangeKind[] {
    const kinds = new Set(this.#standing.map((n) => kindOf(this.lines.types[n]!)));
    if (this.silences.length > 0) kinds.add('NO_UPDATE_RECEIVED');
    return kinds.size === 1 ? [...kinds] : CHANGE_KINDS.filter((kind) => kinds.has(kind));
  }

  get fields(): readonly Change[] {
    return (this.#fields ??= this.company.fieldsOf(this.lines, this.within));
  }

  get entryCount(): number {
    return this.within.length + this.silences.length;
  }

  get moves(): readonly MovedTarget[] {
    return (this.#moves ??= this.#findMoves());
  }

  #findMoves(): readonly MovedTarget[] {
    const { types, ids } = this.lines;
    const moved = new Set(this.#standing.filter((n) => types[n] === 'TargetMoved').map((n) => ids[n]));
    return moved.size === 0
      ? []
      : movesOf(this.company.reading, this.commitmentId).filter(({ entry }) => moved.has(entry.id));
  }

  /** Its last entries in the window, the one recorded last first. */
  get entries(): readonly HistoryEntry[] {
    return (this.#entries ??= this.company.entriesOf(this));
  }

  /** What is known of those before anything is read of them. */
  get newest(): readonly EntryLine[] {
    const { lines, within, silences } = this;
    const all = within.map((n) => lines.line(n));
    for (const silence of silences) all.push(lineOf(silence));
    return all.length === 1 ? all : all.sort((a, b) => b.seq - a.seq).slice(0, MOST_ENTRIES);
  }

  get #standing(): readonly number[] {
    return this.within.filter((n) => this.lines.stands(n, this.company.ends));
  }
}

const lineOf = ({ meetingId, id, seq, day, stated_on }: Closing): EntryLine => {
  const stream = streamOf('meeting', meetingId);
  return { seq, id, stream, type: 'ReportingClosed', day, statedOn: stated_on, voidedBy: null };
};

/** What changes of several commitments need, read once for all of them when it is first asked for. */
export class ChangesCompany implements Between {
  readonly ends: Ends;
  readonly order: readonly string[];
  readonly changed: readonly ChangedCommitment[];
  #commitments: ReadonlyMap<string, CommitmentAnswer> | undefined;
  #entries: ReadonlyMap<ChangedCommitment, readonly HistoryEntry[]> | undefined;

  constructor(
    readonly reading: Reading,
    readonly window: Window,
    shown: readonly Met[],
    readonly projection: AnyProjection,
  ) {
    this.ends = endsOf(window);
    this.order = Object.keys(projection.fields);
    const lines = linesOf(
      reading.reader,
      shown.map(({ stream }) => stream),
    );
    const ids = lines.map(({ commitmentId }) => commitmentId);
    const silences = silencesOf(reading.reader, window, ids);
    this.changed = shown.map(
      ({ seq }, n) => new ChangedCommitment(seq, lines[n]!, silences.get(ids[n]!) ?? NONE, this),
    );
  }

  commitment(id: string): CommitmentAnswer | null {
    this.#commitments ??= new Map(
      commitments
        .byIds(
          this.reading,
          this.changed.map(({ commitmentId }) => commitmentId),
        )
        .map((one) => [one.id, one]),
    );
    return this.#commitments.get(id) ?? null;
  }

  fieldsOf(lines: Lines, within: readonly number[]): readonly Change[] {
    const { reader } = this.reading;
    return fieldsChanged(reader, this, lines, within).map((change) => namedChange(reader, change));
  }

  /** The last of one; with those of the first come those of all others. */
  entriesOf(changed: ChangedCommitment): readonly HistoryEntry[] {
    this.#entries ??= this.#readEntries();
    return this.#entries.get(changed) ?? [];
  }

  #readEntries(): ReadonlyMap<ChangedCommitment, readonly HistoryEntry[]> {
    const lines = this.changed.map(({ newest }) => newest);
    const entries = entriesOf(this.reading, lines.flat());
    let end = 0;
    return new Map(this.changed.map((one, n) => [one, entries.slice(end, (end += lines[n]!.length))]));
  }
}
