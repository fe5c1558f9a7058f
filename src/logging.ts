import { Logger as NestLogger, PinoLogger } from 'nestjs-pino';
import { pino, stdSerializers, type DestinationStream, type Logger } from 'pino';
import type { LoggerService } from '@nestjs/common';
import type { Config } from './config.js';

/**
 * The service's one logger. It names what was asked but holds nobody's words: no bodies, no variables, no addresses'
 * query strings, no tokens.
 */
export const loggerFor = (
  { logLevel, production }: Pick<Config, 'logLevel' | 'production'>,
  to?: DestinationStream,
): Logger =>
  pino(
    {
      level: logLevel,
      redact: { paths: REDACTED, censor: '[kept out of the log]' },
      serializers: {
        req: ({ id, method, url = '' }: { id: string; method: string; url?: string }) => ({
          id,
          method,
          path: url.split('?', 1)[0],
        }),
        res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
        err: (error: Error) => {
          const { type, message, stack } = stdSerializers.err(error);
          return { type, message, stack };
        },
      },
      ...(production ? {} : { base: null }),
    },
    to,
  );

const SECRETS = ['authorization', 'cookie', 'token', 'query', 'variables', 'body'];
const REDACTED = SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/** Nest's own messages through the same logger. */
export const nestLoggerFor = (logger: Logger): LoggerService =>
  new NestLogger(new PinoLogger({ pinoHttp: { logger } }), {});
