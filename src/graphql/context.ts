import type { FastifyRequest } from 'fastify';
import type { Sender } from '../event-sourcing/messages.js';

/** The socket a subscription came by. */
export interface LiveConnection {
  /** Ends it, with a code and a sentence that the client receives. */
  end(code: number, sentence: string): void;
}

/** What becomes of an answer once it is sent. */
export interface AnswerToKeep {
  /** It holds what nobody but the caller may keep: it is worked out again when it is asked for again. */
  keepNot(): void;
}

/** What every resolver gets as its context. */
export interface GraphqlContext {
  /** Who is asking, and when; on a socket, the day and instant of each look. */
  readonly sender: Sender;
  /** The HTTP request, or the one that opened the socket. Nest looks for it under this name. */
  readonly req: FastifyRequest;
  /** Only in queries and mutations. */
  readonly answer?: AnswerToKeep;
  /** Only in subscriptions. */
  readonly connection?: LiveConnection;
}
