import type { handleClientStreamingCall, handleUnaryCall } from '@grpc/grpc-js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type {
  AppendReq,
  AppendResp,
  DeleteReq,
  DeleteResp,
  TombstoneReq,
  TombstoneResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import { expectedOf, nameOf, proposedOf } from './codec.js';
import { deleteConflict, refusalOf, streamDeleted, thrown, tooLarge } from './errors.js';
import type { Proposed } from './log.js';
import type { WireNode } from './node.js';
import { NOTHING } from './store.js';
import type { Expected, Outcome } from './store.js';

/**
 * The bytes of an append that count towards the limit: those of the data. The server means to add metadata and type,
 * but version 23.10 does so only where an event has no data.
 */
export const sizeOf = (events: readonly Proposed[]): number => events.reduce((sum, { data }) => sum + data.length, 0);

const ID = /^(?!0{8}-0{4}-0{4}-0{4}-0{12}$)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A stream has a name, and an event a type and an id that is a UUID and not the one of zeros. */
export const isWellFormed = (stream: string, events: readonly Proposed[]): boolean =>
  stream !== '' && events.every(({ type, id }) => type !== '' && ID.test(id));

/** `Append`: the options, then an event a message. */
export const appending =
  (node: WireNode): handleClientStreamingCall<AppendReq, AppendResp> =>
  (call, answer) => {
    let options: AppendReq.Options | undefined;
    const events: Proposed[] = [];
    call.on('data', (message: AppendReq) => {
      options ??= message.getOptions();
      const proposed = message.getProposedMessage();
      if (proposed) events.push(proposedOf(proposed));
    });
    call.on('end', () => {
      try {
        if (!options) throw thrown();
        const stream = nameOf(options.getStreamIdentifier());
        node.admit(call.metadata, 'write', stream);
        if (!isWellFormed(stream, events)) throw thrown();
        if (sizeOf(events) > node.maxAppendSize) throw tooLarge(node.maxAppendSize);
        node.takeWrite(call.metadata);
        const expected = expectedOf(options, options.getRevision());
        answer(null, appendAnswer(stream, expected, node.store.append(stream, expected, events, node.now())));
      } catch (error) {
        answer(refusalOf(error));
      }
    });
  };

const appendAnswer = (stream: string, expected: Expected, outcome: Outcome): AppendResp => {
  if (outcome.kind === 'deleted') throw streamDeleted(stream);
  if (outcome.kind === 'conflict') return new streams.AppendResp().setWrongExpectedVersion(conflict(expected, outcome));
  const success = new streams.AppendResp.Success();
  if (outcome.revision === NOTHING) success.setNoStream(new shared.Empty());
  else success.setCurrentRevision(`${outcome.revision}`);
  if (outcome.position === undefined) success.setNoPosition(new shared.Empty());
  else success.setPosition(at(new streams.AppendResp.Position(), outcome.position));
  return new streams.AppendResp().setSuccess(success);
};

const conflict = (
  expected: Expected,
  { actual }: Extract<Outcome, { kind: 'conflict' }>,
): AppendResp.WrongExpectedVersion => {
  const answer = new streams.AppendResp.WrongExpectedVersion();
  if (actual === NOTHING) answer.setCurrentNoStream(new shared.Empty());
  else answer.setCurrentRevision(`${actual}`);
  if (expected === 'any') return answer.setExpectedAny(new shared.Empty());
  if (expected === 'no_stream') return answer.setExpectedNoStream(new shared.Empty());
  if (expected === 'stream_exists') return answer.setExpectedStreamExists(new shared.Empty());
  return answer.setExpectedRevision(`${expected}`);
};

interface Positioned {
  setCommitPosition(value: string): unknown;
  setPreparePosition(value: string): unknown;
}
const at = <T extends Positioned>(answer: T, position: bigint): T => {
  answer.setCommitPosition(`${position}`);
  answer.setPreparePosition(`${position}`);
  return answer;
};

/** `Delete`: hides the stream until it is written to again. */
export const deleting =
  (node: WireNode): handleUnaryCall<DeleteReq, DeleteResp> =>
  (call, answer) => {
    try {
      const position = remove(node, call.metadata, call.request.getOptions(), 'soft');
      answer(null, new streams.DeleteResp().setPosition(at(new streams.DeleteResp.Position(), position)));
    } catch (error) {
      answer(refusalOf(error));
    }
  };

/** `Tombstone`: nobody ever writes to the stream again. */
export const tombstoning =
  (node: WireNode): handleUnaryCall<TombstoneReq, TombstoneResp> =>
  (call, answer) => {
    try {
      const position = remove(node, call.metadata, call.request.getOptions(), 'for ever');
      answer(null, new streams.TombstoneResp().setPosition(at(new streams.TombstoneResp.Position(), position)));
    } catch (error) {
      answer(refusalOf(error));
    }
  };

/** How the server writes an expectation as a number. */
const NUMBERS = { any: -2n, no_stream: NOTHING, stream_exists: -4n } as const;

const remove = (
  node: WireNode,
  caller: Parameters<WireNode['takeWrite']>[0],
  options: DeleteReq.Options | TombstoneReq.Options | undefined,
  how: 'soft' | 'for ever',
): bigint => {
  if (!options) throw thrown();
  const stream = nameOf(options.getStreamIdentifier());
  node.admit(caller, 'delete', stream);
  node.takeWrite(caller);
  const expected = expectedOf(options, options.getRevision());
  const outcome = node.store.delete(stream, expected, how, node.now());
  if (outcome.kind === 'deleted') throw streamDeleted(stream);
  if (outcome.kind === 'success') return outcome.position ?? 0n;
  throw deleteConflict(stream, typeof expected === 'bigint' ? expected : NUMBERS[expected], outcome.actual);
};
