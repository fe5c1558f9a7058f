import { types } from 'node:util';
import { pino, type DestinationStream, type Logger } from 'pino';
import type { LoggerService } from '@nestjs/common';
import type { Config } from './config.js';
import { tellable } from './event-sourcing/errors.js';

/** A fault as it is logged, with what caused it: what kind it is, what may be said of it, and where it was thrown. */
interface Told {
  readonly type: string;
  readonly code?: string;
  readonly message: string;
  readonly stack: string;
  readonly cause?: Told;
}

/** Causes of causes that are still told. */
const DEEPEST = 4;

const told = (error: unknown, depth = 0): Told => {
  const { name, code, message = '', stack = '', cause } = (error ?? {}) as Partial<Error> & { code?: unknown };
  return {
    type: String(name),
    ...(typeof code === 'string' ? { code } : {}),
    message: tellable(error),
    // A stack begins with the message, however many lines that has.
    stack: stack
      .split('\n')
      .slice(message.split('\n').length)
      .filter((line) => /^\s+at /.test(line))
      .join('\n'),
    ...(cause !== undefined && depth < DEEPEST ? { cause: told(cause, depth + 1) } : {}),
  };
};

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
        err: told,
      },
      ...(production ? {} : { base: null }),
    },
    to,
  );

const SECRETS = ['authorization', 'cookie', 'token', 'query', 'variables', 'body'];
const REDACTED = SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/**
 * Nest's own messages, and those of its `Logger`, through the same logger: a sentence, then the fault if there is one,
 * then where it comes from. A message alone that is a fault gets a sentence that quotes nothing.
 */
export const nestLoggerFor = (logger: Logger): LoggerService => {
  const at =
    (level: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace') =>
    (message: unknown, ...rest: unknown[]): void => {
      const context = typeof rest.at(-1) === 'string' ? (rest.at(-1) as string) : undefined;
      const err = [message, ...rest].find(types.isNativeError);
      logger[level](
        { ...(context ? { context } : {}), ...(err ? { err } : {}) },
        err === message ? 'A fault' : String(message),
      );
    };
  return {
    fatal: at('fatal'),
    error: at('error'),
    warn: at('warn'),
    log: at('info'),
    debug: at('debug'),
    verbose: at('trace'),
  };
};
