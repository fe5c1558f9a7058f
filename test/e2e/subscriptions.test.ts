import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';
import { startService, type Answer, type Service } from '../support/service.js';

interface Written {
  readonly data?: { readonly noteWritten?: { readonly node: { readonly text: string; readonly reader: string } } };
}

const nodeOf = async (told: AsyncIterator<unknown>) => ((await told.next()).value as Written).data?.noteWritten?.node;

const WRITTEN = 'subscription ($after: String) { noteWritten(after: $after) { cursor node { text reader } } }';

describe('a subscription over a socket', () => {
  let service: Service;
  let client: Client | undefined;
  beforeEach(async () => {
    service = await startService();
  });
  afterEach(async () => {
    await client?.dispose();
    await service.stop();
  });

  const connect = (connectionParams: Record<string, unknown> = service.signedIn) => {
    client = createClient({ url: service.socketUrl, webSocketImpl: WebSocket, retryAttempts: 0, connectionParams });
    return (query = WRITTEN, variables: Record<string, unknown> = {}, operationName?: string) =>
      client!.iterate({
        query,
        variables,
        ...(operationName ? { operationName } : {}),
      });
  };
  const refusal = (subscription: AsyncIterableIterator<unknown>) =>
    subscription.next().then(
      () => undefined,
      (error: unknown) => error,
    );
  /** A socket without a client that knows the rules. */
  const raw = async (headers: Record<string, string> = {}, protocol = 'graphql-transport-ws') => {
    const socket = new WebSocket(service.socketUrl, protocol, { headers });
    const closed = new Promise<[number, string]>((resolve) => {
      socket.once('close', (code, reason) => resolve([code, reason.toString()]));
    });
    await once(socket, 'open');
    return { socket, closed, send: (message: object) => socket.send(JSON.stringify(message)) };
  };

  it('tells what happened after a cursor, then what happens from now on', async () => {
    service.notes.write('a', 'one');
    service.notes.write('b', 'two');
    const told = connect()(WRITTEN, { after: '0' });
    const texts = async (count: number) => {
      const found: unknown[] = [];
      for (let time = 0; time < count; time++) found.push((await nodeOf(told))?.text);
      return found;
    };
    expect(await texts(2)).toEqual(['one', 'two']);
    await service.ask('mutation { writeNote(input: {text: "three"}) { version } }');
    expect(await texts(1)).toEqual(['three']);
  });

  it('that lives over midnight knows the day', async () => {
    const told = connect({ headers: { Authorization: service.signedIn.authorization } })(WRITTEN, { after: '0' });
    service.notes.write('a', 'one');
    expect((await nodeOf(told))?.reader).toBe('A lead on 2025-12-02');
    service.clock.pass(24 * 3_600);
    service.notes.write('b', 'two');
    expect((await nodeOf(told))?.reader).toBe('A lead on 2025-12-03');
  });

  it('takes the token in the first message or in the header of the request', async () => {
    service.notes.write('a', 'one');
    const { socket, send } = await raw(service.signedIn);
    send({ type: 'connection_init' });
    expect(JSON.parse(String((await once(socket, 'message'))[0]))).toEqual({ type: 'connection_ack' });
    socket.close();
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['without a token', {}, /^Sign in first/],
    ['with a token that does not count', { authorization: 'Bearer nonsense' }, /not valid/],
  ])('is closed to a client %s, and says why', async (_, params, sentence) => {
    expect(await refusal(connect(params)())).toMatchObject({ code: 4403, reason: expect.stringMatching(sentence) });
  });

  it('is closed to a sign-in without a role, and to a bad header at once', async () => {
    const authorization = `Bearer ${await service.token('none')}`;
    expect(await refusal(connect({ authorization })())).toMatchObject({ reason: expect.stringMatching(/no role/) });
    const socket = new WebSocket(service.socketUrl, 'graphql-transport-ws', { headers: { authorization: 'Bearer x' } });
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toMatch(/401/);
  });

  it('ends when its token expires', async () => {
    // The standing clock is a second before the end: the timer must look again instead of trusting the span.
    const { socket, send, closed } = await raw();
    const token = await service.token();
    service.clock.pass(8 * 3_600 - 0.05);
    send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
    await once(socket, 'message');
    service.clock.pass(1);
    expect(await closed).toEqual([4403, 'The token has expired; sign in again for a new one.']);
  });

  it('follows the protocol where clients break it', async () => {
    const early = await raw();
    early.send({ type: 'subscribe', id: '1', payload: { query: WRITTEN } });
    expect((await early.closed)[0]).toBe(4401);

    const babbling = await raw(service.signedIn);
    babbling.socket.send('not JSON');
    expect((await babbling.closed)[0]).toBe(4400);

    const twice = await raw(service.signedIn);
    twice.send({ type: 'connection_init' });
    await once(twice.socket, 'message');
    for (let time = 0; time < 2; time++) twice.send({ type: 'subscribe', id: '1', payload: { query: WRITTEN } });
    expect((await twice.closed)[0]).toBe(4409);

    const old = await raw(service.signedIn, 'graphql-ws').catch((error: unknown) => error);
    expect(old).toBeInstanceOf(Error);
  });

  it.each([
    ['that is not GraphQL', 'subscription {', /Syntax Error/],
    ['that the schema does not know', 'subscription { nothing }', /Cannot query field "nothing"/],
    ['with a bad variable', 'subscription ($after: Int!) { noteWritten { cursor } }', /\$after/],
    [
      'that asks too much at once',
      'subscription { noteWritten { node { others(first: 500) { totalCount } } } }',
      /500 at once/,
    ],
    [
      'that nests too deeply',
      `subscription { noteWritten { node { ${'others { nodes { '.repeat(8)} id ${'} } '.repeat(8)} } } }`,
      /levels deep/,
    ],
    ['that is a query', '{ me { name } }', /Only subscriptions come by the socket/],
    [
      'that is a mutation',
      'mutation { writeNote(input: {text: "x"}) { version } }',
      /Only subscriptions come by the socket/,
    ],
  ])('refuses an operation %s', async (_, query, sentence) => {
    const answer = (await connect()(query)
      .next()
      .catch((error: unknown) => ({ value: { errors: error } }))) as { value: Answer };
    expect(answer.value.errors?.[0]?.message).toMatch(sentence);
    expect(service.notes.written).toEqual([]);
  });

  it('tells a refusal in full', async () => {
    service.notes.write('a', 'one');
    const query = 'subscription { noteWritten(after: "0") { node { others(first: -1) { totalCount } } } }';
    const { value } = (await connect()(query).next()) as { value: Answer };
    expect(value.errors?.[0]).toMatchObject({
      message: '"first" must be 0 or more; it is -1.',
      extensions: { code: 'INVALID' },
    });
  });

  it('holds so many on one socket and no more', async () => {
    const subscribe = connect();
    const begun = Array.from({ length: 51 }, () => subscribe());
    const refused = await Promise.race(begun.map((each) => refusal(each)));
    expect((refused as Answer['errors'])?.[0]?.message).toMatch(/at most 50 subscriptions/);
  });

  it('of a client that takes nothing holds little, and ends', async () => {
    const { socket, send, closed } = await raw(service.signedIn);
    send({ type: 'connection_init' });
    await once(socket, 'message');
    send({ type: 'subscribe', id: '1', payload: { query: WRITTEN, variables: { after: '0' } } });
    await pause(50);
    socket.pause();
    const long = 'x'.repeat(100_000);
    for (let time = 0; time < 500; time++) service.notes.write('a', long);
    await pause(1_000);
    const before = process.memoryUsage().heapUsed;
    for (let time = 0; time < 500; time++) service.notes.write('a', long);
    await pause(200);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(20_000_000);
    socket.resume();
    const [code, reason] = await closed;
    expect(code).toBe(1013);
    expect(reason).toMatch(/^You were too slow to keep up; come back with after: "\d+"\.$/);
  });
});
