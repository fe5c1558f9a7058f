import { Metadata, ServerInterceptingCall, ServerListenerBuilder, status } from '@grpc/grpc-js';
import type { ServerInterceptingCallInterface, ServerInterceptor } from '@grpc/grpc-js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import type { StreamIdentifier } from '@eventstore/db-client/generated/shared_pb.js';
import { nameOf } from './codec.js';
import { notLeader, Refusal, refusalOf } from './errors.js';
import type { Fault, Faults, Harm, Method } from './faults.js';

/** A call while it is open, and what is known of it afterwards. */
export interface WireCall {
  method: Method;
  /** The stream it named last; `$all` for the log. */
  stream: string | undefined;
  /** Who signed in, if anybody. */
  readonly caller: string | undefined;
  /** Milliseconds since 1970 until when the client waits; infinite where it set no limit. */
  readonly deadline: number;
  /** Ends the call: with a status, or well. */
  drop(refusal?: Refusal): void;
}

/** What the watch over a server needs of it. */
export interface Watched {
  readonly faults: Faults;
  readonly openCalls: Set<WireCall>;
  readonly calls: WireCall[];
  /** Throws unless the caller is who it says it is; answers the name it signed in with. */
  identify(caller: Metadata): string | undefined;
  cut(): void;
  kill(): Promise<void>;
}

const METHODS: Readonly<Record<string, Method>> = {
  Append: 'append',
  BatchAppend: 'batchAppend',
  Delete: 'delete',
  Tombstone: 'tombstone',
  GetSupportedMethods: 'features',
};

const methodOf = (path: string): Method => {
  if (path.includes('.Gossip/')) return 'gossip';
  if (path.includes('.Users/')) return 'users';
  return METHODS[path.slice(path.lastIndexOf('/') + 1)] ?? 'read';
};

/** Stands between the wire and the services: who calls, what is open, and every fault. Services know nothing of it. */
export const watching =
  (server: Watched): ServerInterceptor =>
  (definition, inner) =>
    new Watch(server, methodOf(definition.path), inner).intercepting();

class Watch {
  #harm: Fault | undefined;
  /** Events that still go well. */
  #left = 0;
  #isOver = false;
  readonly #call: WireCall;

  constructor(
    private readonly server: Watched,
    private readonly method: Method,
    private readonly inner: ServerInterceptingCallInterface,
  ) {
    const deadline = Number(inner.getDeadline());
    this.#call = { method, stream: undefined, caller: undefined, deadline, drop: (refusal) => this.#end(refusal) };
  }

  intercepting(): ServerInterceptingCall {
    const { server, inner } = this;
    const listener = new ServerListenerBuilder()
      .withOnReceiveMetadata((metadata, next) => {
        server.calls.push(this.#call);
        server.openCalls.add(this.#call);
        try {
          Object.assign(this.#call, { caller: server.identify(metadata) });
          next(metadata);
        } catch (error) {
          this.#end(refusalOf(error));
        }
      })
      .withOnReceiveMessage((message: unknown, next) => {
        if (this.#reaches(message)) next(message);
        // What is kept from the service is not asked for by it either.
        else inner.startRead();
      })
      .withOnReceiveHalfClose((next) => {
        if (!this.#harm || this.#isStored()) next();
        else this.#strike(this.#harm.harm);
      })
      .withOnCancel(() => {
        this.#isOver = true;
        server.openCalls.delete(this.#call);
      })
      .build();
    return new ServerInterceptingCall(inner, {
      start: (next) => next(listener),
      sendMessage: (message, next) => this.#sends(message, () => next(message)),
      sendStatus: (ending, next) => this.#sends(undefined, () => next(ending)),
    });
  }

  /** Whether a message of the client comes through to the service. */
  #reaches(message: unknown): boolean {
    const named = namedIn(message);
    if (named) Object.assign(this.#call, named);
    if (!this.#harm && (named || !STREAMING.has(this.method))) {
      this.#harm = this.server.faults.take(this.#call.method, this.#call.stream);
      this.#left = this.#harm?.when.afterEvents ?? 0;
    }
    if (!this.#harm || this.#isStored()) return true;
    // One that streams in is harmed when all of it is there; a batch never ends, so at once.
    if (this.method === 'batchAppend') this.#strike(this.#harm.harm);
    return false;
  }

  #isStored(): boolean {
    const { stored, afterEvents } = this.#harm!.when;
    return stored === true || afterEvents !== undefined || this.#harm!.harm.kind === 'late';
  }

  /** Something goes out: an answer, or (without `message`) the end. */
  #sends(message: unknown, next: () => void): void {
    if (this.#isOver) return;
    if (!this.#harm) return next();
    const { harm } = this.#harm;
    if (harm.kind === 'late') return void setTimeout(() => !this.#isOver && next(), harm.ms);
    if (this.#left > 0) {
      if (message instanceof streams.ReadResp && message.hasEvent()) this.#left--;
      return next();
    }
    this.#strike(harm);
  }

  #strike(harm: Harm): void {
    switch (harm.kind) {
      case 'status':
        return this.#end(new Refusal(harm.code, harm.details ?? status[harm.code], harm.trailers));
      case 'notLeader':
        return this.#end(notLeader(harm.host, harm.port));
      case 'end':
        return this.#end();
      case 'cut':
        return this.server.cut();
      case 'kill':
        return void this.server.kill();
      case 'silent':
      case 'late':
    }
  }

  #end(refusal?: Refusal): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.inner.sendStatus(refusal ?? { code: status.OK, details: '', metadata: new Metadata() });
  }
}

/** Calls of several messages, of which only those with options name a stream. */
const STREAMING: ReadonlySet<Method> = new Set(['append', 'batchAppend']);

const namedIn = (message: unknown): Partial<WireCall> | undefined => {
  if (message instanceof streams.ReadReq) return namedByRead(message.getOptions());
  if (
    message instanceof streams.AppendReq ||
    message instanceof streams.BatchAppendReq ||
    message instanceof streams.DeleteReq ||
    message instanceof streams.TombstoneReq
  ) {
    return named(message.getOptions()?.getStreamIdentifier());
  }
  return undefined;
};

const named = (identifier: StreamIdentifier | undefined): Partial<WireCall> | undefined =>
  identifier && { stream: nameOf(identifier) };

const namedByRead = (options: ReadReq.Options | undefined): Partial<WireCall> => ({
  method: options?.hasSubscription() ? 'subscribe' : 'read',
  stream: options?.hasAll() ? '$all' : nameOf(options?.getStream()?.getStreamIdentifier()),
});
