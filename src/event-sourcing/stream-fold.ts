import { ProjectionFailure, type AnyProjection, type Change, type Entry } from './projection.js';

/** Where an entry lies in fold order: by effective day, then by number in the log. */
export type Place = Pick<Entry, 'day' | 'seq'>;
const BEFORE_ALL: Place = { day: '', seq: 0 };
const isBefore = (a: Place, b: Place): boolean => a.day < b.day || (a.day === b.day && a.seq < b.seq);

/** How entries are folded into a view. */
export interface FoldOptions {
  /** Is it to be known what each entry changed? */
  readonly tellsChanges: boolean;
  /** How many last entries are remembered, so that one that comes a little late is put between them. */
  readonly remembered: number;
}

/** An entry folded in, and what stood before it. */
interface Step {
  readonly entry: Entry;
  readonly view: object;
  readonly texts: Texts;
  readonly changes: string | null;
}

/** What `projection.fields` say of a view. */
type Texts = readonly (string | null)[];
const NO_TEXTS: Texts = [];

/** What an entry changed, as JSON of `Change[]`. */
export interface Placed {
  readonly changes: string | null;
  /** Entries that change something else than before, now that another lies before them. */
  readonly corrections: readonly { readonly seq: number; readonly changes: string | null }[];
}

const NONE: Placed['corrections'] = [];

/** The view of one stream while entries are folded into it. */
export class StreamFold {
  #texts: Texts;
  /** The last steps, without gap, and the last place before them. */
  readonly #steps: Step[] = [];
  #floor: Place;

  constructor(
    readonly projection: AnyProjection,
    private readonly options: FoldOptions,
    public view: object,
    /** The last place and the latest day stated of any entry, voided ones included. */
    public last: Place = BEFORE_ALL,
    public statedOn = '',
  ) {
    this.#texts = this.#textsOf(view);
    this.#floor = last;
  }

  /** Does it come out of the order of days, of days stated, or of both? */
  isLate(entry: Entry): boolean {
    return isBefore(entry, this.last) || entry.statedOn < this.statedOn;
  }

  /** Notes that an entry was there, whether it counts or not. */
  note({ day, seq, statedOn }: Entry): void {
    if (isBefore(this.last, { day, seq })) this.last = { day, seq };
    if (statedOn > this.statedOn) this.statedOn = statedOn;
  }

  /** Puts an entry where its day belongs, which is nearly always the end; `undefined`: earlier than is remembered. */
  place(entry: Entry): Placed | undefined {
    if (isBefore(this.last, entry)) return { changes: this.apply(entry), corrections: NONE };
    if (isBefore(entry, this.#floor)) return undefined;
    const next = this.#steps.findIndex((step) => isBefore(entry, step.entry));
    const later = next === -1 ? [] : this.#steps.splice(next);
    if (later[0]) [this.view, this.#texts] = [later[0].view, later[0].texts];
    const changes = this.apply(entry);
    const now = later.map((step) => ({ seq: step.entry.seq, changes: this.apply(step.entry), before: step.changes }));
    return { changes, corrections: now.filter(({ changes, before }) => changes !== before) };
  }

  /** Folds an entry in at the end. */
  apply(entry: Entry): string | null {
    const { view } = this;
    const apply = this.projection.apply as Readonly<Record<string, (view: object, entry: Entry) => void>>;
    const step = apply[entry.type];
    if (!step) throw new Error(`No projection knows ${entry.type}.`);
    const isRemembered = this.options.remembered > 0;
    // `apply` assigns fields and changes no value inside one, so that a shallow copy is a true one.
    const before = { view: isRemembered ? { ...view } : view, texts: this.#texts };
    step(view, entry);
    this.#texts = this.#textsOf(view);
    const changes = this.#changesSince(before.texts);
    if (!isRemembered) this.#floor = entry;
    else {
      this.#steps.push({ entry, ...before, changes });
      if (this.#steps.length > this.options.remembered) this.#floor = (this.#steps.shift() as Step).entry;
    }
    return changes;
  }

  #textsOf(view: object): Texts {
    if (!this.options.tellsChanges) return NO_TEXTS;
    const { fields } = this.projection;
    const texts: (string | null)[] = [];
    for (const field in fields) texts.push(fields[field]?.(view) ?? null);
    return texts;
  }

  #changesSince(before: Texts): string | null {
    const changes: Change[] = [];
    let index = 0;
    for (const field in this.projection.fields) {
      const [from, to] = [before[index] ?? null, this.#texts[index] ?? null];
      if (from !== to) changes.push({ field, from, to });
      index++;
    }
    return changes.length === 0 ? null : JSON.stringify(changes);
  }
}

/** What `work` answers; a fault in it names the entry at which it happened. */
export const naming = <Answer>(
  entry: Pick<Entry, 'id' | 'type' | 'stream' | 'version'>,
  work: () => Answer,
): Answer => {
  try {
    return work();
  } catch (error) {
    throw error instanceof ProjectionFailure ? error : new ProjectionFailure(entry, error);
  }
};
