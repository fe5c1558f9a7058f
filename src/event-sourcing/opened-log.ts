import { on } from 'node:events';
import { Worker } from 'node:worker_threads';
import { bodyOf, NOTHING, numbered, type Before } from './entry-rows.js';
import type { EventStore } from './event-store.js';
import { newestKeyOf } from './lost-keys.js';
import { START, type Position } from './messages.js';
import type { Entry } from './projection.js';
import type { Sealing } from './sealing.js';
import type { StoreSettings } from './stores.js';

/** How many events are read and opened at a time: few enough that they are gone before memory is tidied up. */
export const BATCH = 500;
/** A shorter log is opened sooner than a thread has started. */
const WORTH_A_THREAD = 10_000;

/** Opened entries in log order, with the JSON that their rows keep of each. */
export interface Opened {
  /** Everything up to here has been given. */
  readonly through: Position;
  readonly entries: readonly Entry[];
  readonly bodies: readonly string[];
  /** The largest number of a key that any of them was sealed with. */
  readonly newestKey: number;
}

/** What the opening thread is told. */
export interface Opening {
  readonly settings: StoreSettings;
  readonly after: Position;
}

/** A batch on its way between threads: flat lists of text and numbers cross far sooner than objects. */
export interface Packed {
  readonly through: Position;
  readonly bodies: readonly string[];
  /** Eight for each entry: id, position, stream, version, type, day, day stated, instant recorded. */
  readonly columns: readonly (string | number)[];
  readonly newestKey: number;
}

/** Packs entries for another thread; their numbers are counted there. */
export const packed = (entries: readonly Entry[], through: Position): Packed => ({
  through,
  newestKey: newestKeyOf(entries),
  bodies: entries.map(bodyOf),
  columns: entries.flatMap((e) => [e.id, e.position, e.stream, e.version, e.type, e.day, e.statedOn, e.recordedAt]),
});

const COLUMNS = 8;

const unpacked = ({ bodies, columns, newestKey, through }: Packed, before: Before): Opened => {
  const events = bodies.map((body, n) => {
    const [id, position, stream, version, type, day, statedOn, recordedAt] = columns.slice(
      n * COLUMNS,
      (n + 1) * COLUMNS,
    ) as never[];
    return Object.assign(JSON.parse(body) as Entry, { id, position, stream, version, type, day, statedOn, recordedAt });
  });
  return { bodies, entries: numbered(events, before), newestKey, through };
};

/**
 * The whole log, opened and numbered. Where `settings` say how to find the record, another thread opens what this one
 * folds: deciphering costs about as much as folding.
 */
export async function* openedLog(
  store: EventStore,
  sealing: Sealing,
  settings?: StoreSettings,
): AsyncGenerator<Opened, void, undefined> {
  let last = NOTHING;
  for await (const { events, through, isAtEnd } of store.readAll(START, BATCH)) {
    const entries = numbered(await sealing.open(events), last);
    yield { entries, bodies: entries.map(bodyOf), newestKey: newestKeyOf(entries), through };
    last = entries.at(-1) ?? last;
    if (!settings || isAtEnd || last.seq < WORTH_A_THREAD) continue;
    return yield* openedBeside({ settings, after: through }, last);
  }
}

async function* openedBeside(opening: Opening, before: Before): AsyncGenerator<Opened, void, undefined> {
  let last = before;
  const worker = new Worker(new URL('./opening.worker.js', import.meta.url), { workerData: opening });
  try {
    const messages = on(worker, 'message', { close: ['exit'] }) as AsyncIterable<[Packed | null]>;
    for await (const [batch] of messages) {
      if (batch === null) return;
      worker.postMessage('more');
      const opened = unpacked(batch, last);
      yield opened;
      last = opened.entries.at(-1) ?? last;
    }
    throw new Error('The thread that opens the log ended before the log did.');
  } finally {
    await worker.terminate();
  }
}
