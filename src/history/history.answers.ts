import type { Day, DayRange } from '../event-sourcing/days.js';
import { categoryOf, idOf, type Attribution, type Basis, type Source } from '../event-sourcing/messages.js';
import type { Change } from '../event-sourcing/projection.js';
import type { Reader } from '../event-sourcing/reader.js';
import type { Mapped } from '../plans/plan.events.js';
import { plans } from '../plans/plans.queries.js';
import type { Body, EntryLine, ReadEntry } from './history.kept.js';

/** How an entry was taken back. */
export interface Voiding {
  readonly entryId: string;
  readonly reason: string | null;
  readonly restatedBy: string | null;
  readonly statedOn: Day;
  readonly recordedAt: string;
  readonly recordedBy: Attribution;
}

/** What was read with an entry: asked once for all of them, when it is first needed. */
export interface EntryCompany {
  readonly reader: Reader;
  readonly showsNames: boolean;
  /** The entry with this id. */
  other(id: string): HistoryEntry | null;
  /** A change whose values are ids of things, with their names instead. */
  named(change: Change): Change;
}

/** Fields whose names say something else than the same names in other entries. */
const RENAMED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  TargetMoved: { from: 'previousTarget', to: 'target' },
  DecisionRecorded: { decidedBy: 'decidedByOfficer' },
  DecisionAmended: { outcome: 'newOutcome', affects: 'newAffects' },
  ScopeChanged: { from: 'previousScope', to: 'scope' },
};

/**
 * Words that not everyone may read: the detail leaves them out and names its entry, and the feature whose words they are
 * hands them out. So no door that shows a history can tell them by the side.
 */
const KEPT_BACK: Readonly<Record<string, string>> = { FeedbackRecorded: 'words' };

/** An entry of a history as it is answered; `history.graphql` says what each field means. */
export class HistoryEntry {
  private readonly line: EntryLine;
  #named: readonly Change[] | undefined;

  constructor(
    private readonly read: ReadEntry,
    private readonly company: EntryCompany,
  ) {
    this.line = read.line;
  }

  get id(): string {
    return this.line.id;
  }

  get type(): string {
    return this.line.type;
  }

  get version(): number {
    return this.read.row.version;
  }

  get thing(): string {
    return categoryOf(this.line.stream).toUpperCase();
  }

  get thingId(): string {
    return idOf(this.line.stream);
  }

  get effectiveDay(): Day {
    return this.line.day;
  }

  get statedOn(): Day {
    return this.line.statedOn;
  }

  get recordedAt(): string {
    return this.read.row.recordedAt;
  }

  get occurredOn(): DayRange {
    return this.body.occurredOn;
  }

  get source(): Source | null {
    return this.body.source;
  }

  get basis(): Basis {
    return this.body.basis;
  }

  get statedBy(): Attribution {
    return this.#shown(this.body.statedBy);
  }

  get recordedBy(): Attribution {
    return this.#shown(this.body.recordedBy);
  }

  get reason(): string | null {
    return (this.body.data['reason'] as string | null | undefined) ?? null;
  }

  /** `null` where the type says all. */
  get detail(): object | null {
    const { data } = this.body;
    const keptBack = KEPT_BACK[this.type];
    if (keptBack !== undefined) {
      const { [keptBack]: _, ...shown } = data;
      return { __typename: this.type, ...shown, entryId: this.id };
    }
    if (this.type === 'PlanRefreshed') {
      const mapping = plans.mapped(this.company.reader, data['mapping'] as readonly Mapped[]);
      return { __typename: this.type, ...data, mapping };
    }
    const renamed = RENAMED[this.type];
    const fields = renamed
      ? Object.fromEntries(Object.entries(data).map(([name, value]) => [renamed[name] ?? name, value]))
      : data;
    return Object.keys(fields).length === 0 ? null : { __typename: this.type, ...fields };
  }

  get changes(): readonly Change[] {
    const { changes, holdsIds } = this.read;
    // A compiled query looks at a list five times.
    return holdsIds ? (this.#named ??= changes.map((change) => this.company.named(change))) : changes;
  }

  get isVoided(): boolean {
    return this.line.voidedBy !== null;
  }

  get voidedBy(): Voiding | null {
    const voiding = this.line.voidedBy === null ? null : this.company.other(this.line.voidedBy);
    if (!voiding) return null;
    const { id, reason, statedOn, recordedAt, recordedBy } = voiding;
    const restatedBy = (voiding.body.data['restatedBy'] as string | undefined) ?? null;
    return { entryId: id, reason, restatedBy, statedOn, recordedAt, recordedBy };
  }

  get isErased(): boolean {
    return this.body.erased === true;
  }

  private get body(): Body {
    return this.read.body;
  }

  #shown(by: Attribution): Attribution {
    return this.company.showsNames || by.name === null ? by : { ...by, name: null };
  }
}
