import { idOf } from '../event-sourcing/messages.js';
import type { Change } from '../event-sourcing/projection.js';
import type { EntryLine } from '../history/history.queries.js';
import { dayAsNumber, numberAsDay, type Ends } from './changes.window.js';

/** A row of `entries`, as far as changes are made of it. */
export type LineRow = readonly [
  seq: number,
  id: string,
  type: string,
  day: string,
  statedOn: string,
  changes: string | null,
  voidedBy: string | null,
];

/** Bytes of an entry whose changes are those of many others: numbers, an id, and where its type, day and changes are. */
const ENTRY = 110;
const STREAM = 500;
const NONE: readonly Change[] = [];

/** What all fields of a commitment say, in their order. */
export type Said = readonly (string | null)[];

/** Most states kept of a stream, and bytes of them all. */
const MOST_SAID = 8;
const SAID = 4_000;

/** Most texts shared at a time. */
const MOST = 10_000;

/** Texts and changes that many entries have in common, held once; begun anew when there are too many. */
export class Shared {
  readonly #texts = new Map<string, string>();
  readonly #changes = new Map<string, readonly Change[]>();

  text(text: string): string {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    if (this.#texts.size >= MOST) this.#texts.clear();
    this.#texts.set(text, text);
    return text;
  }

  /** `size`: what they take in memory, where no other entry had the same. */
  changes(text: string | null): { readonly changes: readonly Change[]; readonly size: number } {
    if (text === null) return { changes: NONE, size: 0 };
    const known = this.#changes.get(text);
    if (known) return { changes: known, size: 0 };
    if (this.#changes.size >= MOST) this.#changes.clear();
    const changes = JSON.parse(text) as readonly Change[];
    this.#changes.set(text, changes);
    return { changes, size: 200 + 4 * text.length };
  }
}

/**
 * The entries of one stream in the order of days, column by column: of a long log there are many, and a look at a window
 * compares the numbers of one column. An entry is named by its place among them.
 */
export class Lines {
  readonly commitmentId: string;
  readonly ids: readonly string[];
  readonly types: readonly string[];
  readonly days: readonly string[];
  readonly changes: readonly (readonly Change[])[];
  readonly seqs: Uint32Array;
  /** Bytes in memory, about. */
  readonly size: number;
  readonly #statedOn: Uint32Array;
  /** The places of the voidings of those that were voided. */
  readonly #voidings: ReadonlyMap<number, number>;
  readonly #said = new Map<string, Said>();
  readonly #cuts: Readonly<Record<Ends['column'], readonly number[]>>;

  constructor(
    readonly stream: string,
    rows: readonly LineRow[],
    shared: Shared,
  ) {
    const changes = rows.map(([, , , , , text]) => shared.changes(text));
    this.commitmentId = idOf(stream);
    this.seqs = Uint32Array.from(rows, ([seq]) => seq);
    this.ids = rows.map(([, id]) => id);
    this.types = rows.map(([, , type]) => shared.text(type));
    this.days = rows.map(([, , , day]) => shared.text(day));
    this.#statedOn = Uint32Array.from(rows, ([, , , , statedOn]) => dayAsNumber(statedOn));
    this.changes = changes.map((one) => one.changes);
    this.#voidings = new Map(
      rows.flatMap(([, , , , , , voidedBy], n) =>
        voidedBy === null ? [] : [[n, this.ids.indexOf(voidedBy)] as const],
      ),
    );
    this.#cuts = { seq: this.#cutsOf(this.seqs), stated_on: this.#cutsOf(this.#statedOn) };
    this.size = STREAM + rows.length * ENTRY + changes.reduce((sum, { size }) => sum + size, 0);
    if (this.#cuts.seq.length > 0 || this.#cuts.stated_on.length > 0) this.size += SAID;
  }

  /** The id of the entry that voided it. */
  #voidedBy(n: number): string | null {
    const voiding = this.#voidings.get(n);
    return voiding === undefined ? null : (this.ids[voiding] as string);
  }

  /** What a line of a list says of it. */
  line(n: number): EntryLine {
    return {
      seq: this.seqs[n]!,
      id: this.ids[n]!,
      stream: this.stream,
      type: this.types[n]!,
      day: this.days[n]!,
      statedOn: numberAsDay(this.#statedOn[n]!),
      voidedBy: this.#voidedBy(n),
    };
  }

  /** Those that came between the ends of a window. */
  within(ends: Ends): readonly number[] {
    const column = this.#column(ends);
    const { from, to } = ends;
    const within: number[] = [];
    for (let n = 0; n < column.length; n++) if (column[n]! > from && column[n]! <= to) within.push(n);
    return within;
  }

  /** Is it a change of its kind at the end of a window, or was it voided by then? */
  stands(n: number, ends: Ends): boolean {
    const voiding = this.#voidings.get(n);
    return voiding === undefined || this.#column(ends)[voiding]! > ends.to;
  }

  /** Those that count at an end. */
  upTo(ends: Ends, end: number): readonly number[] {
    return this.within({ ...ends, from: -1, to: end });
  }

  /** What all fields said at an end, as it was worked out the last time that the same counted. */
  said(ends: Ends, end: number, work: () => Said): Said {
    const key = `${ends.column} ${this.upTo(ends, end).length}`;
    let said = this.#said.get(key);
    if (!said) {
      if (this.#said.size >= MOST_SAID) this.#said.clear();
      this.#said.set(key, (said = work()));
    }
    return said;
  }

  /**
   * Does an end of a window cut the order of days? Then something that counts there lies, by the day it counts from,
   * behind something that does not, or was voided by it. Elsewhere what each entry changed, as it is kept, joins end to
   * end. An erasure changes nothing that is compared.
   */
  isCut({ column }: Ends, end: number): boolean {
    const cuts = this.#cuts[column];
    for (let n = 0; n < cuts.length; n += 2) if (cuts[n]! <= end && end < cuts[n + 1]!) return true;
    return false;
  }

  /** Where an end cuts: from the first number of a pair, and before the second. */
  #cutsOf(column: Uint32Array): readonly number[] {
    const cuts: number[] = [];
    for (const [n, voiding] of this.#voidings)
      if (column[n]! < column[voiding]!) cuts.push(column[n]!, column[voiding]!);
    let latest = 0;
    for (let n = 0; n < column.length; n++) {
      if (this.types[n] === 'WordsErased') continue;
      if (column[n]! < latest) cuts.push(column[n]!, latest);
      else latest = column[n]!;
    }
    return cuts;
  }

  #column({ column }: Ends): Uint32Array {
    return column === 'seq' ? this.seqs : this.#statedOn;
  }
}
