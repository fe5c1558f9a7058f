import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, onRequestAsyncHookHandler } from 'fastify';
import type { Config } from '../config.js';
import type { Clock } from '../event-sourcing/clock.js';
import type { Sender } from '../event-sourcing/messages.js';
import { senderAt } from './sender.js';
import { NotSignedIn, type SignedIn, type Tokens } from './tokens.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose token came with the request; `null` on open routes, and on a socket that will send it later. */
    signedIn: SignedIn | null;
    /** Who is asking, and when. */
    sender: Sender | null;
    /** Why nobody is signed in. */
    notSignedIn: NotSignedIn | null;
  }
  interface FastifyContextConfig {
    /**
     * `open`: for anyone; `basic`: takes the token also as the password of Basic; `socket`: a WebSocket may bring its
     * token later, in its first message. Everything else is closed without a bearer token.
     */
    door?: 'open' | 'basic' | 'socket';
    /** Answers also while the record cannot be read yet: what says how the service is. */
    early?: boolean;
  }
}

/** Marks a controller's route as open to anyone, at any time; every other route is closed. */
export const Open = (): MethodDecorator => RouteConfig({ door: 'open', early: true });

/** Marks a route that also takes the token as the password of Basic, for programs that know no bearer tokens. */
export const AlsoBasic = (): MethodDecorator => RouteConfig({ door: 'basic' });

/** The token in an `Authorization` header. Throws `NotSignedIn` when there is none. */
export const tokenIn = (header: unknown, basic = false): string => {
  const [scheme = '', credentials = ''] = typeof header === 'string' ? header.trim().split(/ +/) : [];
  if (scheme.toLowerCase() === 'bearer' && credentials) return credentials;
  if (basic && scheme.toLowerCase() === 'basic' && credentials) {
    const decoded = Buffer.from(credentials, 'base64').toString();
    return decoded.slice(decoded.indexOf(':') + 1);
  }
  throw new NotSignedIn(
    scheme === ''
      ? 'Sign in first: send your token in the header "Authorization: Bearer <token>".'
      : 'The header "Authorization" must be "Bearer <token>".',
  );
};

/** What the doors are guarded with. */
export interface DoorKeeper {
  readonly tokens: Tokens;
  readonly clock: Clock;
  readonly config: Pick<Config, 'timeZone'>;
  /** Refuses who asks too often; it knows the sender when there is one. */
  readonly limit?: onRequestAsyncHookHandler;
}

/** Guards every route of the server, unknown addresses included: recognise, limit, then close. */
export const guardDoors = (app: FastifyInstance, { tokens, clock, config, limit }: DoorKeeper): void => {
  app.decorateRequest('signedIn', null);
  app.decorateRequest('sender', null);
  app.decorateRequest('notSignedIn', null);

  app.addHook('onRequest', async (request) => {
    const { door } = request.routeOptions.config;
    if (door === 'open') return;
    try {
      request.signedIn = await tokens.verify(tokenIn(request.headers.authorization, door === 'basic'));
      request.sender = senderAt(request.signedIn, clock.now(), config.timeZone);
    } catch (error) {
      if (!(error instanceof NotSignedIn)) throw error;
      request.notSignedIn = error;
    }
  });

  // Before the 401, so that guessing tokens is limited too.
  if (limit) app.addHook('onRequest', limit);

  app.addHook('onRequest', async (request, reply) => {
    const { door } = request.routeOptions.config;
    const { authorization, upgrade } = request.headers;
    if (request.signedIn?.roles.length === 0) return answerWithoutRole(reply);
    if (!request.notSignedIn) return;
    if (door === 'socket' && upgrade?.toLowerCase() === 'websocket' && authorization === undefined) return;
    return answerNotSignedIn(reply, request.notSignedIn, door === 'basic');
  });
};

/** Basic is offered only where it is taken: a browser asked for it would put up its own dialogue, and remember. */
const answerNotSignedIn = (reply: FastifyReply, { message }: NotSignedIn, basic: boolean): FastifyReply =>
  reply
    .code(401)
    .header('www-authenticate', `${basic ? 'Basic' : 'Bearer'} realm="tracker"`)
    .send({ errors: [{ message, extensions: { code: 'UNAUTHENTICATED' } }] });

/** Turns requests away, for a moment, while the record cannot be read yet: an answer of half of it would be wrong. */
export const turnAwayUntil = (app: FastifyInstance, canAnswer: () => boolean): void => {
  app.addHook('onRequest', async (request, reply) => {
    if (canAnswer() || request.routeOptions.config.early) return;
    const message = 'The service is still reading the record; ask again in a moment.';
    return reply
      .code(503)
      .header('retry-after', '5')
      .send({ errors: [{ message, extensions: { code: 'UNAVAILABLE' } }] });
  });
};

/** What somebody reads whose sign-in is right but grants nothing here. */
export const WITHOUT_ROLE = 'Your sign-in gives you no role in this service; ask whoever looks after it here for one.';

const answerWithoutRole = (reply: FastifyReply): FastifyReply =>
  reply.code(403).send({ errors: [{ message: WITHOUT_ROLE, extensions: { code: 'FORBIDDEN' } }] });
