import { fileURLToPath } from 'node:url';
import { Module, type DynamicModule, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import type { FastifyInstance } from 'fastify';
import { Tokens } from '../auth/tokens.js';
import { Config } from '../config.js';
import { Clock } from '../event-sourcing/clock.js';
import { AnswerCache, ReadPosition } from './answer-cache.js';
import { GraphqlEngine } from './engine.js';
import { MOST_TOKENS } from './limits.js';
import { GraphqlOverHttp } from './over-http.js';
import { GraphqlOverSockets } from './over-sockets.js';
import { SCALARS } from './scalars.js';

/** The contract: every `.graphql` file of the service, copied beside the code that answers it. */
const CONTRACT = [fileURLToPath(new URL('../**/*.graphql', import.meta.url))];

/**
 * GraphQL at `/graphql`. Mercurius carries out; the ways in are our own, because its routes and sockets neither
 * answer the media types as their specification says nor validate subscriptions.
 */
@Module({})
export class GraphqlModule implements OnApplicationBootstrap {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly config: Config,
    private readonly tokens: Tokens,
    private readonly clock: Clock,
    private readonly position: ReadPosition,
  ) {}

  /** With the whole contract, or with parts of it for a test. */
  static with(typePaths = CONTRACT): DynamicModule {
    const engine: MercuriusDriverConfig = {
      driver: MercuriusDriver,
      typePaths,
      resolvers: SCALARS,
      routes: false,
      jit: 1,
      graphql: { parseOptions: { maxTokens: MOST_TOKENS } },
      // Errors go on as they are: each way in shows them in its own words.
      errorFormatter: (execution) => ({ statusCode: 200, response: execution }),
    };
    return { module: GraphqlModule, imports: [GraphQLModule.forRoot(engine)] };
  }

  /** After every module is ready, Mercurius with them, and before the server listens. */
  async onApplicationBootstrap(): Promise<void> {
    const app = this.host.httpAdapter.getInstance<FastifyInstance>();
    const { tokens, clock, config } = this;
    const engine = new GraphqlEngine(app, config.limits);
    const http = new GraphqlOverHttp(engine, new AnswerCache(this.position));
    const sockets = new GraphqlOverSockets(engine, tokens, clock, config);
    await app.register(async (scope) => http.register(scope, (socket, request) => sockets.serve(socket, request)));
  }
}
