import { randomUUID } from 'node:crypto';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DynamicModule, Type } from '@nestjs/common';
import { LogController, type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { guardDoors } from './auth/door.js';
import { Tokens } from './auth/tokens.js';
import type { CompleteConfig } from './config.js';
import { Clock } from './event-sourcing/clock.js';
import { openSockets } from './graphql/over-sockets.js';
import { nestLoggerFor } from './logging.js';
import { Failures } from './web/failures.js';
import { graphiqlPage } from './web/graphiql.js';
import { callerLimit, secureHeaders } from './web/headers.js';

/** The application on its server, guarded and ready to listen. */
export const createApp = async (
  module: Type | DynamicModule,
  config: CompleteConfig,
  logger: Logger,
): Promise<NestFastifyApplication> => {
  const adapter = new FastifyAdapter({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: config.limits.body,
    trustProxy: config.trustProxy.length > 0 && [...config.trustProxy],
    // Ours alone: an id from outside could be a text that misleads whoever reads the log.
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    return503OnClosing: true,
  });
  // Ours from the beginning: what is held back for later would come out in another form when the start fails.
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: nestLoggerFor(logger),
    abortOnError: false,
  });
  app.useGlobalFilters(new Failures());

  const server = app.getHttpAdapter().getInstance();
  logRequests(server);
  letGoWhenClosing(server);
  await openSockets(server, config);
  await secureHeaders(server, config);
  const limit = await callerLimit(server, config);
  guardDoors(server, { tokens: app.get(Tokens), clock: app.get(Clock), config, ...(limit ? { limit } : {}) });
  if (config.graphiql) await server.register(graphiqlPage);
  await app.init();
  return app;
};

/**
 * Idle connections are closed at once when the server closes; one whose request was under way would be kept for more
 * afterwards, and the server would wait for it as long as connections may idle.
 */
const letGoWhenClosing = (server: FastifyInstance): void => {
  let isClosing = false;
  server.addHook('preClose', async () => void (isClosing = true));
  server.addHook('onSend', async (_, reply) => {
    if (isClosing) reply.header('connection', 'close');
  });
};

const logRequests = (server: FastifyInstance): void => {
  server.addHook('onSend', async (request, reply) => void reply.header('x-request-id', request.id));
  server.addHook('onResponse', async (request, reply) => {
    const { elapsedTime, statusCode } = reply;
    request.log.info({ req: request.raw, route: request.routeOptions.url, statusCode, ms: elapsedTime }, 'answered');
  });
};
