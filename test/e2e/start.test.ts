import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { endService, readyService, runService, type ServiceProcess } from '../support/service-process.js';

const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url));

describe('the service as a process', () => {
  let folder = '';
  let service: ServiceProcess | undefined;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tracker-'));
  });
  afterEach(async () => {
    if (service) await endService(service);
    await rm(folder, { recursive: true });
  });

  const run = (settings: Record<string, string>, options: readonly string[] = []) =>
    (service = runService({ DATA_DIR: folder, ...settings }, options));
  const ready = async () => {
    const started = await readyService({ DATA_DIR: folder });
    service = started;
    return started;
  };

  it('greets a developer with addresses, a token for each role, and a question that works as pasted', async () => {
    const { output, url, token, started, exited } = await ready();
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    expect((await fetch(`${url}/graphiql`)).status).toBe(200);
    const pasted = /curl .*-H '(content-type: .*?)' -H '(authorization: .*?)' -d '(.*)'/.exec(output.out) ?? [];
    const headers = pasted.slice(1, 3).map((header) => header.split(': ') as [string, string]);
    const answer = await fetch(`${url}/graphql`, { method: 'POST', headers, body: String(pasted[3]) });
    expect(await answer.json()).toMatchObject({ data: { me: { roles: ['GOVERNANCE'] } } });
    for (const role of ['lead', 'auditor', 'importer', 'young-person']) {
      const me = await fetch(`${url}/graphql?query={me{roles}}`, {
        headers: { authorization: `Bearer ${token(role)}` },
      });
      const name = role.toUpperCase().replace('-', '_');
      expect(await me.json()).toEqual({ data: { me: { roles: [name] } } });
    }
    started.kill('SIGTERM');
    expect(await exited).toBe(0);
  });

  it('stops on SIGTERM though clients hold on to their sockets, and tells them', async () => {
    const { url, token, started, exited } = await ready();
    const authorization = `Bearer ${token('auditor')}`;
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
      headers: { authorization },
    });
    await once(socket, 'open');
    const closed = once(socket, 'close');
    const began = Date.now();
    started.kill('SIGTERM');
    const [code, reason] = (await closed) as [number, Buffer];
    expect([code, reason.toString()]).toEqual([1001, 'The service is shutting down; come back in a moment.']);
    expect(await exited).toBe(0);
    expect(Date.now() - began).toBeLessThan(10_000);
  });

  it('in production says what is missing and does not start', async () => {
    const { output, exited } = run({});
    expect(await exited).toBe(1);
    expect(output.err).toBe(
      'MASTER_KEY must be set in production: 32 bytes in base64 (make them with: openssl rand -base64 32).\n' +
        'TOKEN_JWKS_URL or TOKEN_SECRET must be set in production, or nobody could sign in.\n',
    );
  });

  it('says when its port is taken', async () => {
    const other = createServer();
    await once(other.listen(0, '127.0.0.1'), 'listening');
    const { port } = other.address() as AddressInfo;
    const { output, exited } = run({ NODE_ENV: 'development', PORT: String(port) });
    expect(await exited).toBe(1);
    expect(output.err).toBe(`The port ${port} is taken; set PORT to another one.\n`);
    other.close();
  });

  it('says in a sentence that its keys were made with another master key', async () => {
    const { started, exited: stopped } = await ready();
    started.kill('SIGTERM');
    await stopped;
    const other = { NODE_ENV: 'development', PORT: '0', MASTER_KEY: Buffer.alloc(32, 7).toString('base64') };
    const { output, exited } = run(other);
    expect(await exited).toBe(1);
    expect(output.err).toBe(
      `The key file ${join(folder, 'keys.sqlite')} was made with another master key. Nothing was written.\n`,
    );
    for (const line of output.out.trim().split('\n')) expect(() => JSON.parse(line) as unknown).not.toThrow();
  });

  it('says in a sentence that its folder cannot be used', async () => {
    const { output, exited } = run({ NODE_ENV: 'development', PORT: '0', DATA_DIR: MAIN });
    expect(await exited).toBe(1);
    expect(output.err).toMatch(/cannot be used \(ENOTDIR\); set DATA_DIR to a folder that this service may/);
  });

  it('started by hand on an older Node says which it needs', async () => {
    const older = 'data:text/javascript,Object.defineProperty(process,"versions",{value:{node:"20.19.0"}})';
    const { output, exited } = run({ NODE_ENV: 'development' }, ['--import', older]);
    expect(await exited).toBe(1);
    expect(output.err).toBe(
      'This service needs Node 24 or newer and was started with 20.19.0. Start it with "npm start", which brings its own.\n',
    );
  });
});
