import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { auditServer } from 'graphql-http';
import { startService, type Answer, type Service } from '../support/service.js';

const RESPONSE_JSON = 'application/graphql-response+json';

describe('GraphQL over HTTP', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService();
  });
  afterAll(() => service.stop());

  const send = (path: string, { headers = {}, ...init }: { method?: string; body?: string; headers?: object } = {}) =>
    fetch(`${service.url}/graphql${path}`, { ...init, headers: { ...service.signedIn, ...headers } });
  const get = (query: string, headers: object = {}) => send(`?query=${encodeURIComponent(query)}`, { headers });
  const post = (body: string, headers: object = {}) =>
    send('', { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
  const said = async (answer: Response) => ((await answer.json()) as Answer).errors?.[0]?.message;

  it('passes every audit of the specification', async () => {
    const fetchFn = (url: string, init: RequestInit = {}) =>
      fetch(url, { ...init, headers: { ...service.signedIn, ...(init.headers as Record<string, string>) } });
    const results = await auditServer({ url: `${service.url}/graphql`, fetchFn });
    expect(results.filter(({ status }) => status !== 'ok').map(({ id, name }) => `${id} ${name}`)).toEqual([]);
    expect(results.length).toBeGreaterThan(60);
  });

  it('answers in the media type the caller likes best', async () => {
    const type = async (accept: string) => (await get('{ __typename }', { accept })).headers.get('content-type');
    expect(await type('text/html, application/json;q=0.8, application/graphql-response+json;q=0.9')).toMatch(
      RESPONSE_JSON,
    );
    expect(await type('text/html,application/xhtml+xml,*/*;q=0.8')).toBe('application/json; charset=utf-8');
    expect(await type(`${RESPONSE_JSON};q=0, application/*`)).toBe('application/json; charset=utf-8');
    const neither = await get('{ __typename }', { accept: 'text/html' });
    expect(neither.status).toBe(406);
    expect(await said(neither)).toBe(`This answers ${RESPONSE_JSON} or application/json only.`);
  });

  it.each([
    ['not JSON', '{"query', 400, 'The body of the request is not JSON.'],
    ['nothing', '', 400, 'The request has no body.'],
    ['a number', '7', 400, 'The body of the request must be a JSON object.'],
    ['a batch', '[{"query":"{__typename}"}]', 400, 'Send one operation at a time: batches are not answered.'],
    ['no query', '{}', 400, 'The parameter "query" is missing: it holds the GraphQL document.'],
    ['variables as text', '{"query":"{__typename}","variables":"{}"}', 400, /"variables" must be a JSON object/],
  ])('says what is wrong with a body of %s', async (_, body, status, sentence) => {
    const answer = await post(body);
    expect(answer.status).toBe(status);
    expect(await said(answer)).toEqual(expect.stringMatching(sentence));
  });

  it('says what is wrong with the form of a request', async () => {
    const plain = await post('{ me { name } }', { 'content-type': 'text/plain' });
    expect([plain.status, await said(plain)]).toEqual([
      415,
      'Send GraphQL as JSON, with the header "Content-Type: application/json".',
    ]);
    const large = await post(JSON.stringify({ query: '{ __typename }', variables: { text: 'x'.repeat(1_048_576) } }));
    expect([large.status, await said(large)]).toEqual([413, 'The request is larger than this service reads.']);
    const put = await send('', { method: 'PUT' });
    expect([put.status, put.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
    const variables = await send('?query={__typename}&variables=nonsense');
    expect([variables.status, await said(variables)]).toEqual([
      400,
      'The parameter "variables" must be a JSON object.',
    ]);
  });

  it('lets a GET ask and never change anything', async () => {
    const write = 'mutation { writeNote(input: {text: "x"}) { version } }';
    for (const accept of ['application/json', RESPONSE_JSON]) {
      const answer = await get(write, { accept });
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
      expect(await said(answer)).toBe('A GET request may only ask; send mutations by POST.');
    }
    // Also when a query of the same document was compiled before.
    const both = `query Q { me { name } } ${write.replace('mutation', 'mutation M')}`;
    const named = (name: string) => send(`?query=${encodeURIComponent(both)}&operationName=${name}`);
    for (const name of ['Q', 'Q', 'Q']) expect((await named(name)).status).toBe(200);
    expect((await named('M')).status).toBe(405);
    expect(service.notes.written).toEqual([]);
  });

  it('carries out the operation that is named, however often another one was', async () => {
    const query = 'query A { a: me { name } } query B { b: me { name } }';
    const answer = async (operationName?: string) =>
      (await (await post(JSON.stringify({ query, operationName }))).json()) as Answer;
    for (let time = 0; time < 4; time++) {
      expect(Object.keys((await answer('A')).data as object)).toEqual(['a']);
      expect(Object.keys((await answer('B')).data as object)).toEqual(['b']);
    }
    expect((await answer('C')).errors?.[0]?.message).toBe('The document holds no operation named "C".');
    expect((await answer()).errors?.[0]?.message).toMatch(/Must provide operation name/);
  });

  it('sends a tag with what GET answers, and nothing more while it stays true', async () => {
    const first = await get('{ notes { totalCount } }');
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[\w-]{27}"$/);
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    expect(first.headers.get('vary')).toBe('Accept, Authorization');
    const again = await get('{ notes { totalCount } }', { 'if-none-match': `"other", W/${etag}` });
    expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag]);

    service.notes.write('n', 'one more');
    const changed = await get('{ notes { totalCount } }', { 'if-none-match': etag });
    expect([changed.status, await changed.json()]).toEqual([200, { data: { notes: { totalCount: 1 } } }]);
  });

  it('keeps answers from the second asking on, while the record stands still, each for its sender and its day', async () => {
    const query = '{ notes { totalCount nodes { reader } } }';
    const asked = async (headers = {}) => {
      const before = service.notes.reads;
      const { data } = await service.ask(query, {}, headers);
      return { read: service.notes.reads - before, reader: (data as unknown as Reader).notes.nodes[0]?.reader };
    };
    expect(await asked()).toEqual({ read: 1, reader: 'A lead on 2025-12-02' });
    expect(await asked()).toMatchObject({ read: 1 });
    expect(await asked()).toEqual({ read: 0, reader: 'A lead on 2025-12-02' });
    const auditor = { authorization: `Bearer ${await service.token('auditor')}` };
    expect(await asked(auditor)).toEqual({ read: 1, reader: 'A auditor on 2025-12-02' });
    const promoted = { authorization: `Bearer ${await service.token('lead', { roles: ['lead', 'governance'] })}` };
    expect(await asked(promoted)).toMatchObject({ read: 1 });

    const { data } = await service.ask('mutation { writeNote(input: {text: "news"}) { version } }');
    expect(data).toEqual({ writeNote: { version: 1 } });
    expect(await asked()).toMatchObject({ read: 1 });

    service.clock.pass(7 * 3_600);
    expect(await asked()).toMatchObject({ read: 0 });
    service.clock.pass(7 * 3_600);
    const tomorrow = { authorization: `Bearer ${await service.token()}` };
    expect(await asked(tomorrow)).toEqual({ read: 1, reader: 'A lead on 2025-12-03' });
    service.clock.pass(-14 * 3_600);
  });

  it('keeps neither errors nor mutations', async () => {
    const write = { query: 'mutation { writeNote(input: {text: "again"}) { version } }' };
    const before = service.notes.written.length;
    for (let time = 0; time < 3; time++) expect((await post(JSON.stringify(write))).status).toBe(200);
    expect(service.notes.written).toHaveLength(before + 3);
    expect((await post(JSON.stringify(write))).headers.get('cache-control')).toBe('no-store');
    for (let time = 0; time < 2; time++) {
      expect((await service.ask('{ failing(how: "refused") }')).errors).toHaveLength(1);
    }
  });
});

interface Reader {
  readonly notes: { readonly nodes: readonly { readonly reader: string }[] };
}

describe('an error', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService();
  });
  afterAll(() => service.stop());

  // The second and third time the query is compiled, and must say the same.
  it.each([1, 2, 3])('that the caller can act on is told in full (time %d)', async () => {
    expect(await service.ask('{ failing(how: "refused") }')).toMatchObject({
      status: 200,
      data: { failing: null },
      errors: [
        { message: 'There is no such thing.', path: ['failing'], extensions: { code: 'NOT_FOUND', field: 'how' } },
      ],
    });
    const { errors } = await service.ask('{ failing(how: "twice") }');
    expect(errors?.[0]?.extensions).toEqual({
      code: 'INVALID',
      field: 'a',
      refusals: [
        { code: 'INVALID', field: 'a', message: 'A is wrong.' },
        { code: 'INVALID', field: 'b', message: 'B is wrong.' },
      ],
    });
  });

  it.each([1, 2, 3])('that is a fault shows nothing but its number (time %d)', async () => {
    const { errors, headers } = await service.ask('{ failing(how: "fault") }');
    const requestId = headers.get('x-request-id');
    expect(errors).toEqual([
      {
        message: `Something went wrong. Please quote this request id when you report it: ${requestId}`,
        locations: expect.anything(),
        path: ['failing'],
        extensions: { code: 'FAULT', requestId },
      },
    ]);
    expect((await service.ask('{ failing(how: "full") }')).errors?.[0]).toMatchObject({
      message: 'The record cannot be reached just now; nothing was changed.',
      extensions: { code: 'UNAVAILABLE' },
    });
  });

  it.each([
    ['a number', '1'],
    ['nothing', ' null'],
    ['an object', '{}'],
    ['half a document', '{"kind":"Document"}'],
    ['a whole document', JSON.stringify(parse('{ me { name } }'))],
  ])('in a document of JSON, such as %s, is that it is no GraphQL', async (_, query) => {
    const { status, errors } = await service.ask(query);
    expect(status).toBe(200);
    expect(errors?.[0]?.message).toMatch(/^Syntax Error/);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'INVALID' });
  });

  it('in values nested deeper than can be read is said so', async () => {
    const document = `{ echo(day: ${'['.repeat(4_900)}${']'.repeat(4_900)}) }`;
    const { errors } = await service.ask(document);
    expect(errors?.[0]?.message).toMatch(/nests its values too deeply|A day must be/);
  });

  it.each([1, 2, 3])('in a value names what it must look like (time %d)', async () => {
    const query = 'query Q($day: Day, $instant: Instant) { echo(day: $day, instant: $instant) }';
    const message = async (variables: object) => (await service.ask(query, variables)).errors?.[0]?.message;
    expect(await message({ day: '2025-02-30' })).toMatch(/"\$day".*A day must be a calendar day such as 2025-11-12\./);
    expect(await message({ instant: 'yesterday' })).toMatch(/An instant must be a date and time with its zone/);
    const { data } = await service.ask(query, { day: '2025-02-28', instant: '2025-12-02T11:00+01:00' });
    expect(data).toEqual({ echo: '2025-02-28 2025-12-02T10:00:00.000Z' });
    expect((await service.ask('{ echo(day: "x") }')).errors?.[0]?.message).toMatch(/A day must be/);
  });

  it('in the document says where, with a status that its media type knows', async () => {
    const json = await service.ask('{ nothing }');
    expect(json).toMatchObject({ status: 200, errors: [{ extensions: { code: 'INVALID' } }] });
    expect(json.errors?.[0]?.message).toMatch(/Cannot query field "nothing"/);
    expect((await service.ask('{ nothing }', {}, { accept: RESPONSE_JSON })).status).toBe(400);
    const subscription = await service.ask('subscription { noteWritten { cursor } }');
    expect(subscription.errors?.[0]?.message).toMatch(/come by a WebSocket/);
  });

  it.each([
    [
      'depth',
      `{ notes { nodes ${'{ others { nodes '.repeat(8)} { id } ${'} }'.repeat(8)} } }`,
      /levels deep; at most 15/,
    ],
    [
      'aliases',
      `{ ${Array.from({ length: 31 }, (_, n) => `a${n}: me { name }`).join(' ')} }`,
      /uses 31 aliases; at most 30/,
    ],
    ['page', '{ notes(first: 500) { totalCount } }', /"notes" is asked for 500 at once; at most 200 are answered\./],
    [
      'cost',
      '{ notes(first: 200) { nodes { others(first: 200) { nodes { id text } } } } }',
      /up to 120,401 values; at most 50,000 are answered/,
    ],
  ])('beyond the limit of %s tells the limit and what was asked', async (limit, query, sentence) => {
    const { errors } = await service.ask(query);
    expect(errors?.[0]?.message).toMatch(sentence);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'LIMIT', limit });
  });

  it('beyond the limit of a page is found in variables too, each time anew', async () => {
    const query = 'query Q($n: Int) { notes(first: $n) { totalCount } }';
    for (let time = 0; time < 3; time++) {
      expect((await service.ask(query, { n: 200 })).data).toEqual({ notes: { totalCount: 0 } });
      expect((await service.ask(query, { n: 201 })).errors?.[0]?.message).toMatch(/asked for 201 at once/);
    }
  });

  it('of the schema describing itself is none: what GraphiQL asks first is answered', async () => {
    const { getIntrospectionQuery } = await import('graphql');
    const { data } = await service.ask(getIntrospectionQuery({ descriptions: true, inputValueDeprecation: true }));
    expect(data).toHaveProperty('__schema.queryType.name', 'Query');
  });
});
