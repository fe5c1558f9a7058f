import websocket, { type WebSocket } from '@fastify/websocket';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { CloseCode, handleProtocols, makeServer, type Context, type SubscribePayload } from 'graphql-ws';
import { tokenIn, WITHOUT_ROLE } from '../auth/door.js';
import { senderAt } from '../auth/sender.js';
import { NotSignedIn, type SignedIn, type Tokens } from '../auth/tokens.js';
import type { Config } from '../config.js';
import type { Clock } from '../event-sourcing/clock.js';
import type { GraphqlContext } from './context.js';
import type { GraphqlEngine } from './engine.js';
import { shown, wentWrong } from './errors.js';

/** Subscriptions that one socket may hold at once. */
const MOST_SUBSCRIPTIONS = 50;
/** How often a client is asked whether it is still there, and how long it may take to say so. */
const HEARTBEAT = 15_000;
/** A timer holds no longer span: it would ring at once. */
const LONGEST_TIMER = 2 ** 31 - 1;
/** WebSocket: the server goes away. */
const GOING_AWAY = 1001;
/** Milliseconds that a client has to say goodbye. */
const FAREWELL = 2_000;
/** What a close frame has room for. */
const LONGEST_REASON = 123;

interface Extra {
  readonly socket: WebSocket;
  readonly request: FastifyRequest;
  signedIn?: SignedIn;
  expiry?: NodeJS.Timeout;
}
type SocketContext = Context<Record<string, unknown>, Extra>;

/** Closes a socket with a sentence, cut to what a close frame holds. */
const end = (socket: WebSocket, code: number, sentence: string): void =>
  socket.close(code, Buffer.from(sentence).subarray(0, LONGEST_REASON).toString().replace(/�$/, ''));

/** Makes a server understand WebSockets; before its doors are guarded, so that a refused socket is hung up on. */
export const openSockets = async (app: FastifyInstance, { limits }: Pick<Config, 'limits'>): Promise<void> => {
  await app.register(websocket, {
    options: { maxPayload: limits.body, handleProtocols },
    preClose(done) {
      const { clients } = this.websocketServer;
      for (const socket of clients) end(socket, GOING_AWAY, 'The service is shutting down; come back in a moment.');
      setTimeout(() => clients.forEach((socket) => socket.terminate()), FAREWELL).unref();
      this.websocketServer.close();
      done();
    },
  });
};

/** Subscriptions over `graphql-transport-ws`, on the library that defines it. */
export class GraphqlOverSockets {
  private readonly server;

  constructor(
    private readonly engine: GraphqlEngine,
    private readonly tokens: Tokens,
    private readonly clock: Clock,
    private readonly config: Pick<Config, 'timeZone'>,
  ) {
    this.server = makeServer<Record<string, unknown>, Extra>({
      connectionInitWaitTimeout: 10_000,
      onConnect: (context) => this.signIn(context),
      onSubscribe: (context, _id, payload) => this.begin(context, payload),
      onNext: ({ extra }, _id, _payload, _args, result) =>
        result.errors ? { data: result.data ?? null, errors: shown(result.errors, extra.request) } : undefined,
      onError: ({ extra }, _id, _payload, errors) => shown(errors, extra.request),
      onClose: ({ extra }) => clearTimeout(extra.expiry),
    });
  }

  /** Serves one socket until it is closed. */
  serve(socket: WebSocket, request: FastifyRequest): void {
    const extra: Extra = { socket, request, ...(request.signedIn ? { signedIn: request.signedIn } : {}) };
    const closed = this.server.opened(
      {
        protocol: socket.protocol,
        // Answers when the words have left this process: until then nothing more is read for this client.
        send: (text) =>
          new Promise((resolve, reject) => {
            if (socket.readyState !== socket.OPEN) return resolve();
            socket.send(text, (error) => (error ? reject(error) : resolve()));
          }),
        close: (code = CloseCode.InternalServerError, reason = '') => end(socket, code, reason),
        onMessage: (listen) =>
          socket.on(
            'message',
            (message: Buffer) => void listen(message.toString()).catch((error) => this.failed(extra, error)),
          ),
      },
      extra,
    );
    const stopHeartbeat = heartbeat(socket);
    socket.once('close', (code, reason) => {
      stopHeartbeat();
      void closed(code, reason.toString());
    });
  }

  private async signIn({ connectionParams = {}, extra }: SocketContext): Promise<boolean> {
    try {
      extra.signedIn ??= await this.tokens.verify(tokenIn(authorizationIn(connectionParams)));
    } catch (error) {
      if (!(error instanceof NotSignedIn)) throw error;
      end(extra.socket, CloseCode.Forbidden, error.message);
      return false;
    }
    if (extra.signedIn.roles.length === 0) {
      end(extra.socket, CloseCode.Forbidden, WITHOUT_ROLE);
      return false;
    }
    this.endAtExpiry(extra, extra.signedIn.expiresAt);
    return true;
  }

  private endAtExpiry(extra: Extra, expiresAt: number): void {
    const left = expiresAt - this.clock.now().getTime();
    extra.expiry = setTimeout(
      () => {
        if (this.clock.now().getTime() < expiresAt) this.endAtExpiry(extra, expiresAt);
        else end(extra.socket, CloseCode.Forbidden, 'The token has expired; sign in again for a new one.');
      },
      Math.min(Math.max(left, 0), LONGEST_TIMER),
    ).unref();
  }

  private begin({ extra, subscriptions }: SocketContext, payload: SubscribePayload) {
    if (Object.keys(subscriptions).length > MOST_SUBSCRIPTIONS) {
      return [new GraphQLError(`One socket holds at most ${MOST_SUBSCRIPTIONS} subscriptions; end one first.`)];
    }
    const { query } = payload;
    const variables = payload.variables ?? {};
    const operationName = payload.operationName ?? undefined;
    const prepared = this.engine.prepare({ query, variables, operationName });
    if (prepared.kind === 'refused') return prepared.errors;
    const { schema, document } = prepared;
    return { schema, document, variableValues: variables, operationName, contextValue: this.contextOf(extra) };
  }

  private contextOf({ signedIn, request, socket }: Extra): GraphqlContext {
    const { clock, config } = this;
    if (!signedIn) throw new Error('A subscription came by a socket that nobody signed in on.');
    return {
      req: request,
      // A subscription may live over midnight.
      get sender() {
        return senderAt(signedIn, clock.now(), config.timeZone);
      },
      connection: { end: (code, sentence) => end(socket, code, sentence) },
    };
  }

  private failed({ socket, request }: Extra, error: unknown): void {
    if (socket.readyState !== socket.OPEN) return;
    request.log.error({ err: error }, 'A socket failed');
    end(socket, CloseCode.InternalServerError, wentWrong(request.id));
  }
}

/** The token may come as `authorization`, in any case, or within `headers` as some clients send them. */
const authorizationIn = (params: Readonly<Record<string, unknown>>): unknown => {
  const entry = Object.entries(params).find(([name]) => name.toLowerCase() === 'authorization');
  if (entry) return entry[1];
  const { headers } = params;
  return typeof headers === 'object' && headers !== null
    ? authorizationIn({ ...headers, headers: undefined })
    : undefined;
};

/** Asks a client now and then whether it is there, and hangs up on one that is not. */
const heartbeat = (socket: WebSocket): (() => void) => {
  let alive = true;
  socket.on('pong', () => (alive = true));
  const timer = setInterval(() => {
    if (!alive) return socket.terminate();
    alive = false;
    socket.ping();
  }, HEARTBEAT).unref();
  return () => clearInterval(timer);
};
