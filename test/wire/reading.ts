import { once } from 'node:events';
import type { handleServerStreamingCall } from '@grpc/grpc-js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import { eventAnswer, nameOf, notFoundAnswer, placeOf, revisionOf } from './codec.js';
import { refusalOf, streamDeleted, thrown, unreadable } from './errors.js';
import { filterOf } from './filter.js';
import { BEGINNING } from './log.js';
import type { Stored } from './log.js';
import type { WireNode } from './node.js';
import { followAll, followStream } from './following.js';

/** The stream a caller needs the right to read in order to read the log. */
export const ALL = '$all';
const { BACKWARDS } = streams.ReadReq.Options.ReadDirection;

type Call = Parameters<handleServerStreamingCall<ReadReq, ReadResp>>[0];

/** `Read`: a stream or the log, either way, once or for as long as the caller listens. */
export const reading =
  (node: WireNode): handleServerStreamingCall<ReadReq, ReadResp> =>
  (call) => {
    void give(node, call);
  };

const give = async (node: WireNode, call: Call): Promise<void> => {
  const over = new AbortController();
  call.on('cancelled', () => over.abort());
  try {
    const options = call.request.getOptions();
    if (!options) throw thrown();
    node.admit(call.metadata, 'read', options.hasAll() ? ALL : nameOf(options.getStream()?.getStreamIdentifier()));
    node.takeRead(call.metadata);
    for await (const answer of answersTo(node, options, over.signal)) {
      if (over.signal.aborted) return;
      if (!call.write(answer)) await once(call, 'drain', { signal: over.signal });
    }
    call.end();
  } catch (error) {
    // Nothing but an emitted error makes the library send a status.
    if (!over.signal.aborted) call.emit('error', refusalOf(error));
  }
};

const answersTo = (
  node: WireNode,
  options: ReadReq.Options,
  over: AbortSignal,
): AsyncIterable<ReadResp> | Iterable<ReadResp> => {
  if (options.hasSubscription()) {
    return options.hasAll() ? followAll(node, options, over) : followStream(node, options, over);
  }
  return options.hasAll() ? readAll(node, options) : readStream(node, options);
};

function* readStream(node: WireNode, options: ReadReq.Options): Iterable<ReadResp> {
  const { store } = node;
  const source = options.getStream()!;
  const stream = nameOf(source.getStreamIdentifier());
  if (store.isTombstoned(stream)) throw streamDeleted(stream);
  const isBackwards = options.getReadDirection() === BACKWARDS;
  const from = revisionOf(source);
  const most = Number(options.getCount());
  if (most === 0 || (from === 'end' && !isBackwards)) throw unreadable('Stream');
  const events = store.visible(stream, node.now());
  if (!events) {
    yield notFoundAnswer(stream);
    return;
  }
  const wanted = events.filter(({ revision }) => {
    if (from === 'end') return isBackwards;
    const bound = from === 'start' ? 0n : from;
    return isBackwards ? revision <= bound : revision >= bound;
  });
  if (isBackwards) wanted.reverse();
  for (const event of wanted.slice(0, most)) yield eventAnswer(event);
}

function* readAll({ store: { log } }: WireNode, options: ReadReq.Options): Iterable<ReadResp> {
  const filter = options.getFilter();
  const matches = filter ? filterOf(filter).matches : (): boolean => true;
  const from = placeOf(options.getAll()!);
  const step = options.getReadDirection() === BACKWARDS ? -1 : 1;
  if (typeof from !== 'string' && !(log.isReadable(from) && (step > 0 || from.commit <= log.end)))
    throw unreadable('All');
  const start = from === 'end' ? log.length : log.indexOf(from === 'start' ? BEGINNING : from);
  let left = Number(options.getCount());
  let event: Stored | undefined;
  for (let index = step > 0 ? start : start - 1; left > 0 && (event = log.at(index)); index += step) {
    if (!matches(event)) continue;
    left--;
    yield eventAnswer(event);
  }
}
