import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fastify, { type FastifyInstance } from 'fastify';
import type { Sender } from '../../src/event-sourcing/messages.js';
import { AnswerCache } from '../../src/graphql/answer-cache.js';
import type { GraphqlContext } from '../../src/graphql/context.js';
import type { GraphqlEngine, GraphqlRequest } from '../../src/graphql/engine.js';
import { GraphqlOverHttp } from '../../src/graphql/over-http.js';

describe('an answer to a query', () => {
  const answers = new AnswerCache({ now: () => 'p1' });
  const engine = {
    answer: async ({ query }: GraphqlRequest, { answer }: GraphqlContext) => {
      if (query === '{ draft }') answer?.keepNot();
      return { kind: 'executed', isQuery: true, result: { data: { ok: true } } };
    },
  } as unknown as GraphqlEngine;
  let app: FastifyInstance;
  beforeAll(async () => {
    app = fastify();
    app.decorateRequest('sender', null);
    app.addHook('onRequest', async (request) => {
      request.sender = { id: 'a', roles: [] } as unknown as Sender;
    });
    await app.register(async (scope) => new GraphqlOverHttp(engine, answers).register(scope, () => undefined));
  });
  afterAll(() => app.close());

  const ask = (query: string) => app.inject({ method: 'GET', url: `/graphql?query=${encodeURIComponent(query)}` });

  it('is kept for whoever asks again', async () => {
    // Kept from the second asking on.
    await ask('{ plan }');
    expect((await ask('{ plan }')).headers['etag']).toBeDefined();
    expect(answers.size).toBeGreaterThan(0);
  });

  it('is not kept where its resolver forbids it', async () => {
    const before = answers.size;
    await ask('{ draft }');
    const { headers, body } = await ask('{ draft }');
    expect(body).toBe('{"data":{"ok":true}}');
    expect(headers).toMatchObject({ 'cache-control': 'no-store' });
    expect(headers['etag']).toBeUndefined();
    expect(answers.size).toBe(before);
  });
});
