import { commitments, type CommitmentAnswer, type Reading } from '../commitments/commitments.queries.js';
import { idOf, streamOf } from '../event-sourcing/messages.js';
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

/** What changed of one commitment between the ends. A compiled query looks at a list five times: it is made once. */
export class ChangedCommitment {
  readonly commitmentId: string;
  /** Its newest entry in the window: what cursors name. */
  readonly newestId: string;
  /** The places of its entries in the window, in the order of the days on which they count. */
  private readonly within: readonly number[];
  #kinds: readonly ChangeKind[] | undefined;
  #fields: readonly Change[] | undefined;
  #moves: readonly MovedTarget[] | undefined;

  constructor(
    newest: { readonly id: string; readonly stream: string },
    private readonly lines: Lines,
    /** The closings in the window at which no update of it was received. */
    private readonly silences: readonly Closing[],
    private readonly company: ChangesCompany,
  ) {
    this.newestId = newest.id;
    this.commitmentId = idOf(newest.stream);
    this.within = lines.within(company.ends);
  }

  get commitment(): CommitmentAnswer | null {
    return this.company.commitment(this.commitmentId);
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
    return this.company.entriesOf(this);
  }

  /** What is known of those before anything is read of them. */
  get newest(): readonly EntryLine[] {
    const { lines, within, silences } = this;
    const { stream, seqs, ids, types, days } = lines;
    const own = within.map((n) => {
      const [seq, id, type, day] = [seqs[n]!, ids[n]!, types[n]!, days[n]!];
      return { seq, id, stream, type, day, statedOn: lines.statedOn(n), voidedBy: lines.voidedBy(n) };
    });
    return [...own, ...silences.map(lineOf)].sort((a, b) => b.seq - a.seq).slice(0, MOST_ENTRIES);
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
    const lines = linesOf(
      reading.reader,
      shown.map(({ stream }) => stream),
    );
    const silences = silencesOf(
      reading.reader,
      window,
      shown.map(({ stream }) => idOf(stream)),
    );
    this.changed = shown.map(
      (met, n) => new ChangedCommitment(met, lines[n]!, silences.get(idOf(met.stream)) ?? [], this),
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
