import { status } from '@grpc/grpc-js';
import type { handleBidiStreamingCall } from '@grpc/grpc-js';
import any from 'google-protobuf/google/protobuf/any_pb.js';
import empty from 'google-protobuf/google/protobuf/empty_pb.js';
import type { Message } from 'google-protobuf';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import statuses from '@eventstore/db-client/generated/status_pb.js';
import type { Status } from '@eventstore/db-client/generated/status_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { BatchAppendReq, BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import { isWellFormed, sizeOf } from './appending.js';
import { expectedOf, identifierOf, nameOf, positionOf, proposedOf, uuidOf } from './codec.js';
import { Refusal } from './errors.js';
import type { Proposed } from './log.js';
import type { WireNode } from './node.js';
import { NOTHING } from './store.js';
import type { Expected, Outcome } from './store.js';

/** One append on its way in, over one message or several. */
interface Batch {
  readonly stream: string;
  readonly expected: Expected;
  /** The client's clock says until when it waits. */
  readonly deadline: Date | undefined;
  readonly events: Proposed[];
}

type Call = Parameters<handleBidiStreamingCall<BatchAppendReq, BatchAppendResp>>[0];

/** `BatchAppend`: every append of a client over one stream, answered by its correlation id, never by a status. */
export const batchAppending =
  (node: WireNode): handleBidiStreamingCall<BatchAppendReq, BatchAppendResp> =>
  (call) => {
    const batches = new Map<string, Batch>();
    call.on('data', (message: BatchAppendReq) => {
      const id = message.getCorrelationId()?.getString() ?? '';
      const options = message.getOptions();
      if (options) batches.set(id, batchOf(options));
      const batch = batches.get(id);
      if (!batch) return;
      batch.events.push(...message.getProposedMessagesList().map(proposedOf));
      if (!message.getIsFinal() && sizeOf(batch.events) <= node.maxAppendSize) return;
      batches.delete(id);
      call.write(
        answer(node, call, batch).setCorrelationId(uuidOf(id)).setStreamIdentifier(identifierOf(batch.stream)),
      );
    });
    call.on('end', () => call.end());
  };

const batchOf = (options: BatchAppendReq.Options): Batch => ({
  stream: nameOf(options.getStreamIdentifier()),
  expected: expectedOf(options, options.getStreamPosition()),
  deadline: options.getDeadline()?.toDate(),
  events: [],
});

const answer = (node: WireNode, call: Call, { stream, expected, deadline, events }: Batch): BatchAppendResp => {
  if (!isWellFormed(stream, events)) return failed(status.INVALID_ARGUMENT, 'BadRequest', new shared.BadRequest());
  if (sizeOf(events) > node.maxAppendSize) {
    const most = new shared.MaximumAppendSizeExceeded().setMaxappendsize(node.maxAppendSize);
    return failed(status.INVALID_ARGUMENT, 'MaximumAppendSizeExceeded', most);
  }
  // The deadline is a moment of the client's clock, which the server compares with its own.
  if (deadline && deadline.getTime() < node.now()) {
    return failed(status.DEADLINE_EXCEEDED, 'Timeout', new shared.Timeout());
  }
  try {
    node.admit(call.metadata, 'write', stream);
    node.takeWrite(call.metadata);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.code === status.PERMISSION_DENIED) return failed(error.code, 'AccessDenied', new shared.AccessDenied());
    // Anything else has no message of its own on this path.
    return new streams.BatchAppendResp().setError(statusOf(error.code, error.details, EMPTY, new empty.Empty()));
  }
  return answerOf(stream, expected, node.store.append(stream, expected, events, node.now()));
};

const answerOf = (stream: string, expected: Expected, outcome: Outcome): BatchAppendResp => {
  if (outcome.kind === 'deleted') {
    const deleted = new shared.StreamDeleted().setStreamIdentifier(identifierOf(stream));
    return failed(status.FAILED_PRECONDITION, 'StreamDeleted', deleted);
  }
  if (outcome.kind === 'conflict') {
    return failed(status.ALREADY_EXISTS, 'WrongExpectedVersion', conflict(expected, outcome.actual));
  }
  const success = new streams.BatchAppendResp.Success();
  if (outcome.revision === NOTHING) success.setNoStream(new empty.Empty());
  else success.setCurrentRevision(`${outcome.revision}`);
  if (outcome.position === undefined) success.setNoPosition(new empty.Empty());
  else success.setPosition(positionOf(outcome.position));
  return new streams.BatchAppendResp().setSuccess(success);
};

const conflict = (expected: Expected, actual: bigint): Message => {
  const details = new shared.WrongExpectedVersion();
  if (actual === NOTHING) details.setCurrentNoStream(new empty.Empty());
  else details.setCurrentStreamRevision(`${actual}`);
  if (expected === 'any') return details.setExpectedAny(new empty.Empty());
  if (expected === 'no_stream') return details.setExpectedNoStream(new empty.Empty());
  if (expected === 'stream_exists') return details.setExpectedStreamExists(new empty.Empty());
  return details.setExpectedStreamPosition(`${expected}`);
};

const EMPTY = 'google.protobuf.Empty';

const failed = (code: status, name: string, details: Message): BatchAppendResp =>
  new streams.BatchAppendResp().setError(statusOf(code, name, `event_store.client.${name}`, details));

const statusOf = (code: status, message: string, type: string, details: Message): Status => {
  const packed = new any.Any();
  packed.pack(details.serializeBinary(), type);
  return new statuses.Status().setCode(Number(code)).setMessage(message).setDetails(packed);
};
