import { canonicalEvent, loggedBy, unplaced } from './canonical.js';
import { NOTHING, type Before } from './entry-rows.js';
import { DomainError, StoreFault } from './errors.js';
import type { KeyStore } from './key-store.js';
import { keysBehind } from './lost-keys.js';
import { START, type NewEvent, type Position } from './messages.js';
import type { Entry } from './projection.js';
import type { RebuildProgress } from './rebuild.js';
import type { Stores } from './stores.js';

/** A log and the keys of its words. */
export type LogAndKeys = Pick<Stores, 'store' | 'keys'>;

/** How many keys are brought over at a time. */
const KEYS = 1_000;
/** How many events, and bytes of them, are appended at once at most: a server takes no more than a mebibyte. */
const RUN = { events: 100, bytes: 500_000 } as const;

/** How many events a move found at its target already, and how many it copied. */
export interface Moved {
  readonly found: number;
  readonly copied: number;
}

/**
 * Copies a log into another store, event by event in the same order, and the keys of its words before them. What an
 * earlier run brought there is found and not copied again, so that a move that was killed is done again. Goes as far as
 * the log reached when it began; says how far it is after every append.
 *
 * Throws `StoreFault`, before anything is written, when the target holds something else.
 */
export const move = async (
  from: LogAndKeys,
  to: LogAndKeys,
  tell: (progress: RebuildProgress) => void = () => undefined,
): Promise<Moved> => {
  const head = await from.store.head();
  const places = new Places();
  const { last, keys } = await found(from, to, places);
  for (let start = 0; start < keys.length; start += KEYS)
    await bring(from.keys, to.keys, keys.slice(start, start + KEYS));

  const started = performance.now();
  let copied = 0;
  for await (const run of runs(loggedBy(from.store, last.position, last))) {
    await bring(from.keys, to.keys, keysOf(run));
    await append(to, run, places);
    copied += run.length;
    const rate = (copied / (performance.now() - started)) * 1_000;
    tell({ events: last.seq + copied, rate, position: run.at(-1)?.position ?? START, head });
  }
  return { found: last.seq, copied };
};

/** Walks both logs as far as the target's goes; throws when it is not the beginning of the other. */
const found = async (from: LogAndKeys, to: LogAndKeys, places: Places) => {
  let last: Before & Pick<Entry, 'position'> = { ...NOTHING, position: START };
  const keys: number[] = [];
  const original = loggedBy(from.store);
  try {
    for await (const there of loggedBy(to.store)) {
      const { value: event } = await original.next();
      if (!event || canonicalEvent(event) !== canonicalEvent(there)) throw otherThan(there, event);
      places.add(event.position, there.position);
      keys.push(...keysOf([event]));
      last = { seq: event.seq, recordedAt: event.recordedAt, position: event.position };
    }
  } finally {
    await original.return(undefined);
  }
  return { last, keys };
};

const otherThan = ({ seq, id, type }: Entry, event: Entry | undefined): StoreFault =>
  new StoreFault(
    'UNREADABLE',
    event
      ? `The target holds something else: its event ${seq} is ${type} ${id}, where the log to be moved has ${event.type} ${event.id}. Nothing was written; name an empty store, or another prefix.`
      : `The target holds events that the log to be moved does not, from event ${seq} on (${type} ${id}): the service has begun to write there. Nothing was written; that log is the record now.`,
  );

/** The events in their order, cut where another stream or another command begins: what was stored at once is again. */
async function* runs(entries: AsyncIterable<Entry>): AsyncGenerator<readonly Entry[], void, undefined> {
  let run: Entry[] = [];
  let bytes = 0;
  for await (const entry of entries) {
    const [first] = run;
    const size = Buffer.byteLength(JSON.stringify(entry));
    const isNext = first?.stream !== entry.stream || first.commandId !== entry.commandId;
    if (first && (isNext || run.length === RUN.events || bytes + size > RUN.bytes)) {
      yield run;
      [run, bytes] = [[], 0];
    }
    run.push(entry);
    bytes += size;
  }
  if (run.length > 0) yield run;
}

const append = async ({ store }: LogAndKeys, run: readonly Entry[], places: Places): Promise<void> => {
  const [first] = run as readonly [Entry, ...Entry[]];
  try {
    const { position } = await store.append(
      first.stream,
      run.map((entry) => places.translated(unplaced(entry))),
      first.version - 1,
    );
    // Nobody else writes there, so that what is last is ours.
    places.add(first.position, position ?? (await store.head()));
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const why = error.code === 'CONFLICT' ? 'somebody else writes to its stream there.' : error.message;
    const sentence = `Event ${first.seq} (${first.type} ${first.id}) cannot be stored at the target: ${why}`;
    throw new StoreFault('UNREADABLE', sentence, { cause: error });
  }
};

const keysOf = (events: readonly Pick<NewEvent, 'sealed'>[]): number[] =>
  events.flatMap(({ sealed }) => sealed?.key ?? []);

/** Brings keys over: those that are there, and the destruction of the others. */
const bring = async (from: KeyStore, to: KeyStore, numbers: readonly number[]): Promise<void> => {
  if (numbers.length === 0) return;
  const known = await from.find(numbers);
  await to.adopt([...known].map(([number, bytes]) => ({ number, bytes })));
  const gone = numbers.filter((number) => !known.has(number));
  if (gone.length === 0) return;
  const [last, newest] = [Math.max(...gone), await from.newest()];
  if (last > newest) throw keysBehind(last, newest);
  await to.destroy(gone);
  // A destroyed key was given once: its number is nobody else's there either.
  await to.skip(last);
};

/** Where the events of one log stand in the other. */
class Places {
  readonly #from: Position[] = [];
  readonly #to: Position[] = [];

  /** In log order; what was appended together stands under its first. */
  add(from: Position, to: Position): void {
    this.#from.push(from);
    this.#to.push(to);
  }

  /** The event with the place in the target up to which its facts were read. */
  translated(event: NewEvent): NewEvent {
    return event.factsAt === undefined ? event : { ...event, factsAt: this.#at(event.factsAt) };
  }

  #at(position: Position): Position {
    let [low, high] = [0, this.#from.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#from[middle] as Position) <= position) low = middle + 1;
      else high = middle;
    }
    return this.#to[low - 1] ?? START;
  }
}
