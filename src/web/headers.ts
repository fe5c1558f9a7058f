import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, onRequestAsyncHookHandler } from 'fastify';
import type { Config } from '../config.js';

/** Nothing may be loaded, framed or sent anywhere, unless a page says otherwise for itself. */
export const CLOSED_POLICY = {
  'default-src': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  'frame-ancestors': ["'none'"],
} as const;

/** The security headers of every answer. */
export const secureHeaders = async (
  app: FastifyInstance,
  { production }: Pick<Config, 'production'>,
): Promise<void> => {
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: { ...CLOSED_POLICY } },
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
    // A machine that serves http://localhost in development must not be remembered as one that speaks TLS.
    strictTransportSecurity: production,
  });
};

/** How often one caller may ask: by sender where somebody is signed in, by address otherwise. */
export const callerLimit = async (
  app: FastifyInstance,
  { limits: { rate } }: Pick<Config, 'limits'>,
): Promise<onRequestAsyncHookHandler | undefined> => {
  if (rate === 0) return undefined;
  await app.register(rateLimit, { global: false });
  const check = app.createRateLimit({
    max: rate,
    timeWindow: 60_000,
    keyGenerator: ({ signedIn, ip }) => (signedIn ? `sender ${signedIn.id}` : `address ${ip}`),
  });
  return async (request, reply) => {
    // Whoever watches the service must reach it most when it is under load.
    if (request.routeOptions.url?.startsWith('/health/')) return;
    const limit = await check(request);
    if (limit.isAllowed || !limit.isExceeded) return;
    const message = `You have asked more than ${rate} times in a minute; try again in ${limit.ttlInSeconds} seconds.`;
    return reply
      .code(429)
      .header('retry-after', limit.ttlInSeconds)
      .send({ errors: [{ message, extensions: { code: 'TOO_MANY', limit: 'rate', most: rate } }] });
  };
};
