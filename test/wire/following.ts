import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import {
  caughtUpAnswer,
  checkpointAnswer,
  confirmationAnswer,
  eventAnswer,
  nameOf,
  placeOf,
  revisionOf,
} from './codec.js';
import { streamDeleted, thrown } from './errors.js';
import { filterOf, PAGE } from './filter.js';
import type { Filter } from './filter.js';
import { BEGINNING } from './log.js';
import type { Log, Place, Stored } from './log.js';
import type { WireNode } from './node.js';
import { TOMBSTONE } from './store.js';

/** How often the server looks again for a stream that is not there yet. */
const LOOK_AGAIN_MS = 50;

/** Without a filter every record is given and no checkpoint is sent. */
const EVERYTHING: Filter = { matches: () => true, window: PAGE, interval: Infinity };

/**
 * The log from a place on, which is exclusive. Checkpoints come in the real server's cadence: page by page while it
 * catches up, record by record when live, both counted in records looked at.
 */
export async function* followAll(
  { store: { log } }: WireNode,
  options: ReadReq.Options,
  over: AbortSignal,
): AsyncGenerator<ReadResp> {
  const asked = options.getFilter();
  const filter = asked ? filterOf(asked) : EVERYTHING;
  const from = placeOf(options.getAll()!);
  if (typeof from !== 'string' && !log.isReadable(from)) throw thrown();
  yield confirmationAnswer(randomUUID());
  const end = { index: log.length, counted: 0 };
  const live = from === 'end' ? end : yield* catchUpAll(log, filter, exclusive(log, from));
  yield caughtUpAnswer();
  yield* liveAll(log, filter, live, over);
}

/** The server reads one record from the place and begins after it: whatever the place is, that record was known. */
const exclusive = (log: Log, from: Place | 'start'): Place => {
  if (from === 'start' || (from.commit === 0n && from.prepare === 0n)) return BEGINNING;
  return log.page(from, 1, 1, () => true).next;
};

interface Live {
  index: number;
  /** Records looked at since the last checkpoint. */
  counted: number;
}

function* catchUpAll(log: Log, filter: Filter, start: Place): Generator<ReadResp, Live> {
  let [place, counted] = [start, 0];
  for (;;) {
    const page = log.page(place, PAGE, filter.window, filter.matches);
    for (const event of page.events) yield eventAnswer(event);
    counted += page.considered;
    if (page.isAtEnd) return { index: log.indexOf(page.next), counted };
    if (counted >= filter.interval) {
      counted %= filter.interval;
      const last = page.events.at(-1)?.position;
      // A page without a match is told by where it began: nothing in it is missed by beginning there again.
      yield checkpointAnswer(last === undefined ? place : { commit: last, prepare: last });
    }
    place = page.next;
  }
}

async function* liveAll(log: Log, filter: Filter, live: Live, over: AbortSignal): AsyncGenerator<ReadResp> {
  while (!over.aborted) {
    const event = log.at(live.index);
    if (!event) {
      await log.more(over);
      continue;
    }
    live.index++;
    if (filter.matches(event)) yield eventAnswer(event);
    if (++live.counted < filter.interval) continue;
    live.counted = 0;
    yield checkpointAnswer({ commit: event.position, prepare: event.position });
  }
}

/** A stream after a revision. One that is not there is looked for again and again, and has not caught up until it is. */
export async function* followStream(
  node: WireNode,
  options: ReadReq.Options,
  over: AbortSignal,
): AsyncGenerator<ReadResp> {
  const { store } = node;
  const source = options.getStream()!;
  const stream = nameOf(source.getStreamIdentifier());
  const from = revisionOf(source);
  const visible = (): readonly Stored[] | undefined => {
    if (store.isTombstoned(stream)) throw streamDeleted(stream);
    return store.visible(stream, node.now());
  };
  let seen = from === 'end' ? store.last(stream) : from === 'start' ? -1n : from;
  if (from !== 'end') visible();
  yield confirmationAnswer(randomUUID());
  let index = store.log.length;
  if (from !== 'end') {
    let events = visible();
    for (; !events && !over.aborted; events = visible()) await setTimeout(LOOK_AGAIN_MS);
    index = store.log.length;
    for (const event of events ?? []) {
      if (event.revision <= seen) continue;
      seen = event.revision;
      yield eventAnswer(event);
    }
  }
  yield caughtUpAnswer();
  while (!over.aborted) {
    const event = store.log.at(index);
    if (!event) {
      await store.log.more(over);
      continue;
    }
    index++;
    if (event.stream !== stream || event.revision <= seen) continue;
    seen = event.revision;
    yield eventAnswer(event);
    if (seen === TOMBSTONE) throw streamDeleted(stream);
  }
}
