/** What a client hands over to be stored. */
export interface Proposed {
  readonly id: string;
  readonly type: string;
  readonly isJson: boolean;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

/** One record of the log. */
export interface Stored extends Proposed {
  readonly stream: string;
  readonly revision: bigint;
  /** Commit and prepare position, which are one and the same for everything written today. */
  readonly position: bigint;
  /** Where the record after it begins. */
  readonly next: bigint;
  /** Ticks of 100 ns since 1970. */
  readonly created: bigint;
}

/** A place in the log: before every record whose position is not smaller. */
export interface Place {
  readonly commit: bigint;
  readonly prepare: bigint;
}

/** What one read of the log found. */
export interface Page {
  readonly events: readonly Stored[];
  /** How many records were looked at, whether they matched or not. */
  readonly considered: number;
  /** Where the next page begins. */
  readonly next: Place;
  /** The log ended before the page was full. */
  readonly isAtEnd: boolean;
}

/** The place before everything. */
export const BEGINNING: Place = { commit: 0n, prepare: 0n };

/** Bytes a record takes up beside its own: positions are places in a file, and so have gaps. */
const OVERHEAD = 120;
const TICKS_PER_MILLISECOND = 10_000n;

/** Everything that was ever stored, in order. */
export class Log {
  readonly #records: Stored[] = [];
  readonly #waiting = new Set<() => void>();
  #end = 0n;

  /** The record at an index counted from 0. */
  at(index: number): Stored | undefined {
    return this.#records[index];
  }

  /** Where the next record will be. */
  get end(): bigint {
    return this.#end;
  }

  get length(): number {
    return this.#records.length;
  }

  /** Adds a record at the end; `wake` must follow when the whole append is in. */
  add(event: Proposed, stream: string, revision: bigint, now: number): Stored {
    const position = this.#end;
    this.#end += BigInt(OVERHEAD + stream.length + event.data.length + event.metadata.length);
    const created = BigInt(now) * TICKS_PER_MILLISECOND;
    const record = { ...event, stream, revision, position, next: this.#end, created };
    this.#records.push(record);
    return record;
  }

  /** The index of the first record that is not before the place. */
  indexOf({ commit, prepare }: Place): number {
    let [low, high] = [0, this.#records.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const { position } = this.#records[middle]!;
      if (position < commit || (position === commit && position < prepare)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Whether the log can be read from there: where a record begins, or anywhere behind the last. */
  isReadable(from: Place): boolean {
    if (from.commit >= this.#end) return true;
    return this.#records[this.indexOf({ commit: from.commit, prepare: 0n })]?.position === from.commit;
  }

  /** At most `most` records that match, of at most `window` looked at. */
  page(from: Place, most: number, window: number, matches: (event: Stored) => boolean): Page {
    const events: Stored[] = [];
    let [considered, next, index] = [0, from, this.indexOf(from)];
    for (; events.length < most && considered < window; index++, considered++) {
      const record = this.#records[index];
      if (!record) return { events, considered, next, isAtEnd: true };
      if (matches(record)) events.push(record);
      next = { commit: record.next, prepare: 0n };
    }
    return { events, considered, next, isAtEnd: false };
  }

  /** Tells those who wait that there is more. */
  wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const go of waiting) go();
  }

  /** Settles when something was stored, or when the call is over. */
  async more(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      const go = (): void => {
        this.#waiting.delete(go);
        signal.removeEventListener('abort', go);
        resolve();
      };
      this.#waiting.add(go);
      signal.addEventListener('abort', go);
    });
  }
}
