import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { nestLoggerFor } from '../../src/logging.js';
import { startService, type Answer, type Service } from '../support/service.js';

describe('the doors', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService();
  });
  afterAll(() => service.stop());

  const get = (path: string, headers: Record<string, string> = {}) => fetch(service.url + path, { headers });
  const said = async (answer: Response) => ((await answer.json()) as Answer).errors?.[0];
  const basic = (password: string) => ({ authorization: `Basic ${btoa(`anyone:${password}`)}` });

  it('let a signed-in sender ask', async () => {
    expect(await service.ask('{ me { name roles body workstreams today } }')).toMatchObject({
      status: 200,
      data: { me: { name: 'A lead', roles: ['LEAD'], body: null, workstreams: [], today: '2025-12-02' } },
    });
    const token = await service.token('young-person', { body: 'My Voice', workstreams: ['w1'] });
    const { data } = await service.ask('{ me { roles body workstreams } }', {}, { authorization: `bearer ${token}` });
    expect(data).toEqual({ me: { roles: ['YOUNG_PERSON'], body: 'My Voice', workstreams: ['w1'] } });
  });

  it.each(['/graphql?query={me{name}}', '/metrics', '/nowhere', '/'])(
    'are closed to anyone without a token: %s',
    async (path) => {
      const answer = await get(path);
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toBe(
        `${path === '/metrics' ? 'Basic' : 'Bearer'} realm="tracker"`,
      );
      expect(await said(answer)).toEqual({
        message: 'Sign in first: send your token in the header "Authorization: Bearer <token>".',
        extensions: { code: 'UNAUTHENTICATED' },
      });
    },
  );

  it('are closed to a token that does not count, and say why', async () => {
    const sentence = async (authorization: string) => (await said(await get('/graphql', { authorization })))?.message;
    expect(await sentence('Bearer nonsense')).toMatch(/not valid/);
    expect(await sentence('Token abc')).toBe('The header "Authorization" must be "Bearer <token>".');
    const token = await service.token();
    service.clock.pass(8 * 3_600);
    expect(await sentence(`Bearer ${token}`)).toMatch(/has expired/);
    service.clock.pass(-8 * 3_600);
  });

  it('are closed to someone whose sign-in grants no role here', async () => {
    const answer = await get('/graphql?query={me{name}}', { authorization: `Bearer ${await service.token('none')}` });
    expect(answer.status).toBe(403);
    expect((await said(answer))?.message).toMatch(/gives you no role/);
  });

  it('take the token as a Basic password only where programs need it', async () => {
    const token = await service.token('dashboard');
    expect((await get('/metrics', basic(token))).status).toBe(200);
    expect((await get('/metrics', basic('wrong'))).status).toBe(401);
    expect((await get('/graphql?query={me{name}}', basic(token))).status).toBe(401);
  });

  it('show anyone whether the service lives and is ready, with reasons when not', async () => {
    const ready = async () => {
      const answer = await get('/health/ready');
      return { status: answer.status, body: await answer.json() };
    };
    expect((await get('/health/live')).status).toBe(200);
    expect(await ready()).toEqual({ status: 200, body: { status: 'ready', problems: [] } });
    service.problems.push('The read models stand still.');
    expect(await ready()).toEqual({
      status: 503,
      body: { status: 'not ready', problems: [{ name: 'notes', problem: 'The read models stand still.' }] },
    });
    service.problems.pop();
  });

  it('count and time what they answer', async () => {
    await service.ask('{ me { name } }');
    const figures = await (await get('/metrics', service.signedIn)).text();
    expect(figures).toMatch(
      /http_request_seconds_count\{method="POST",route="\/graphql",operation="query",status="200"\} \d+/,
    );
    expect(figures).toContain('nodejs_eventloop_lag_seconds');
  });

  it('answer an unknown address with one form of error', async () => {
    const answer = await get('/nowhere', service.signedIn);
    expect(answer.status).toBe(404);
    expect(await said(answer)).toEqual({
      message: 'There is nothing at this address.',
      extensions: { code: 'NOT_FOUND' },
    });
  });

  it.each<[string, number, object]>([
    ['refused', 404, { message: 'There is no such thing.', extensions: { code: 'NOT_FOUND', field: 'how' } }],
    ['twice', 400, { message: 'A is wrong. B is wrong.', extensions: { code: 'INVALID', refusals: [{}, {}] } }],
    ['full', 503, { message: 'The record cannot be reached just now; nothing was changed.' }],
    ['fault', 500, { message: expect.stringMatching(/^Something went wrong\. .*[0-9a-f-]{36}$/) }],
  ])('other than GraphQL tell a failure in the same form: %s', async (how, status, error) => {
    const answer = await get(`/failing/${how}`, service.signedIn);
    expect(answer.status).toBe(status);
    expect(await said(answer)).toMatchObject(error);
  });

  it('send strict security headers with every answer', async () => {
    const { headers } = await get('/health/live');
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'",
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-powered-by')).toBeNull();
    expect((await service.ask('{ me { name } }')).headers.get('content-security-policy')).toMatch(
      /^default-src 'none'/,
    );
  });

  it('serve GraphiQL from own files, under a policy that lets nothing else in', async () => {
    const page = await get('/graphiql');
    const html = await page.text();
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toBe(
      "default-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none';" +
        "script-src 'self';style-src 'self';connect-src 'self';font-src data:;img-src data:",
    );
    expect(html).not.toMatch(/https?:|<script>|<style| on[a-z]+=/);
    const files = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path = '']) => path);
    expect(files).toHaveLength(6);
    for (const path of files) {
      const file = await get(path);
      expect([path, file.status]).toEqual([path, 200]);
      // A body left unread would hold the service up when it stops.
      expect((await file.arrayBuffer()).byteLength).toBeGreaterThan(0);
      expect(file.headers.get('content-type')).toMatch(/\.css$/.test(path) ? /^text\/css/ : /javascript/);
    }
  });

  it('number every request, and take no number from outside', async () => {
    const answer = await get('/health/live', { 'request-id': 'mine', 'x-request-id': 'mine' });
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('the log', () => {
  it('holds no token, no query, no variable and no body', async () => {
    const service = await startService({ LOG_LEVEL: 'trace' });
    const { authorization } = service.signedIn;
    await service.ask('query Q($how: String!) { failing(how: $how) }', { how: 'SECRET-VARIABLE' });
    await service.ask('{ SECRET_FIELD }');
    await fetch(`${service.url}/graphql?query=%7BSECRET_QUERY%7D`, { headers: service.signedIn });
    await fetch(`${service.url}/nowhere?token=SECRET-STRING`, { headers: { authorization: 'Bearer SECRET-TOKEN' } });
    await service.stop();
    expect(service.log()).toContain('"path":"/graphql"');
    expect(service.log()).not.toMatch(/SECRET/);
    expect(service.log()).not.toContain(authorization.slice('Bearer '.length));
  });

  it('holds no words that a fault quotes, and still says where it was', async () => {
    const service = await startService({ LOG_LEVEL: 'trace' });
    const { errors } = await service.ask('{ failing(how: "quoting") }');
    expect(errors?.[0]?.extensions['code']).toBe('FAULT');
    const answer = await fetch(`${service.url}/failing/quoting`, { headers: service.signedIn });
    expect(answer.status).toBe(500);
    await service.stop();
    expect(service.log().match(/"level":50/g)).toHaveLength(2);
    expect(service.log()).toMatch(/"stack":" +at /);
    expect(service.log()).not.toMatch(/SECRET/);
  });

  it('says what a fault was that Nest hands over behind a sentence, with its causes and without their words', async () => {
    const service = await startService();
    const quoting = new SyntaxError('Unexpected token in "THE-SECRET-WORDS"');
    const logger = nestLoggerFor(service.logger);
    logger.error('It went wrong.', new Error('The cupboard is bare.', { cause: quoting }), 'Cupboard');
    logger.error(quoting);
    await service.stop();
    expect(service.log()).toContain('"msg":"It went wrong."');
    expect(service.log()).toContain('The cupboard is bare.');
    expect(service.log().match(/SyntaxError/g)?.length).toBeGreaterThan(2);
    expect(service.log()).not.toMatch(/SECRET/);
  });

  it('tells a refusal from a fault', async () => {
    const service = await startService();
    await service.ask('{ failing(how: "refused") }');
    await service.ask('mutation { rewriteNote(input: {noteId: "x", text: "x"}) { version } }');
    expect(service.log()).not.toContain('"level":50');
    const { errors } = await service.ask('{ failing(how: "fault") }');
    await service.stop();
    const logged = service
      .log()
      .split('\n')
      .find((line) => line.includes('"level":50'));
    expect(logged).toContain(String(errors?.[0]?.extensions['requestId']));
    expect(logged).toContain('the words of a child');
    expect(service.log().match(/"level":50/g)).toHaveLength(1);
  });
});

describe('a caller who asks too often', () => {
  it('is told how long to wait; others, and those who watch the service, are not held up', async () => {
    const service = await startService({ RATE_LIMIT: '3' });
    const statuses = async (count: number, headers: Record<string, string>) => {
      const found = [];
      for (let time = 0; time < count; time++) found.push((await service.ask('{ me { name } }', {}, headers)).status);
      return found;
    };
    expect(await statuses(4, service.signedIn)).toEqual([200, 200, 200, 429]);
    const other = { authorization: `Bearer ${await service.token('member')}` };
    expect(await statuses(1, other)).toEqual([200]);
    expect(await statuses(4, { authorization: 'Bearer guess' })).toEqual([401, 401, 401, 429]);
    const { errors, headers } = await service.ask('{ me { name } }');
    expect(errors?.[0]?.message).toMatch(/^You have asked more than 3 times in a minute; try again in \d+ seconds\.$/);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    for (let time = 0; time < 5; time++) expect((await fetch(`${service.url}/health/live`)).status).toBe(200);
    await service.stop();
  });

  describe('and is not signed in', () => {
    const guess = async (service: Service, count: number, forwarded: (time: number) => string) => {
      const found = [];
      for (let time = 0; time < count; time++) {
        const headers = { authorization: 'Bearer guess', 'x-forwarded-for': forwarded(time) };
        found.push((await service.ask('{ me { name } }', {}, headers)).status);
      }
      return found;
    };

    it('is told from others by the address a trusted proxy names, whatever it says of itself', async () => {
      const service = await startService({ RATE_LIMIT: '3', TRUST_PROXY: '10.0.0.7, 127.0.0.0/8' });
      expect(await guess(service, 4, (time) => `198.51.100.${time}, 203.0.113.5`)).toEqual([401, 401, 401, 429]);
      expect(await guess(service, 1, () => '203.0.113.5, 10.0.0.7')).toEqual([429]);
      expect(await guess(service, 1, () => '203.0.113.6')).toEqual([401]);
      await service.stop();
    });

    it('is nobody but the address it comes from where no proxy is trusted', async () => {
      for (const TRUST_PROXY of ['', '10.0.0.7']) {
        const service = await startService({ RATE_LIMIT: '3', TRUST_PROXY });
        expect(await guess(service, 4, (time) => `203.0.113.${time}`)).toEqual([401, 401, 401, 429]);
        await service.stop();
      }
    });
  });
});
