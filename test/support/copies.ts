import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { SignJWT } from 'jose';
import { OWN_ISSUER } from '../../src/config.js';
import { temporaryFolder } from './temporary.js';

const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url));
const SECRET = 'a secret of at least thirty-two bytes';

/** What GraphQL answers. */
export interface Answer {
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: Readonly<Record<string, unknown>> }[];
}

/** One copy of the whole service as a process of its own, with a data folder of its own. */
export interface ServiceCopy {
  readonly url: string;
  readonly process: ChildProcess;
  /** Asks as governance staff; throws when it does not answer. */
  ask(query: string, variables?: object): Promise<Answer>;
  get(path: string): Promise<{ readonly status: number; readonly body: string }>;
  /** One figure, summed over its labels; 0 where there is none. */
  figure(name: string): Promise<number>;
  kill(): Promise<void>;
  /** As an orchestrator does: SIGTERM; answers the exit code. */
  stop(): Promise<number | null>;
}

/** Starts a copy that listens, ready or not. Copies on one machine may share the file of their keys. */
export const startCopy = async (settings: Readonly<Record<string, string>>, keysOf?: string): Promise<ServiceCopy> => {
  const folder = settings['DATA_DIR'] ?? temporaryFolder();
  if (keysOf !== undefined) symlinkSync(join(keysOf, 'keys.sqlite'), join(folder, 'keys.sqlite'));
  const child = spawn(process.execPath, [MAIN], {
    env: {
      PATH: process.env['PATH'],
      ...{ HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'info', RATE_LIMIT: '0', DATA_DIR: folder },
      ...{ MASTER_KEY: Buffer.alloc(32, 1).toString('base64'), TOKEN_SECRET: SECRET },
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const listening = Promise.withResolvers<string>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    said += `${line}\n`;
    const address = /Server listening at (http:[^"]+)/.exec(line)?.[1];
    if (address !== undefined) listening.resolve(address);
  });
  void exited.then(() => listening.reject(new Error(`The copy ended: ${said}`)));
  const url = await listening.promise;

  const token = await new SignJWT({ name: 'A governance officer', roles: ['governance'] })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject('governance')
    .setIssuer(OWN_ISSUER)
    .setAudience(OWN_ISSUER)
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(SECRET));
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const get: ServiceCopy['get'] = async (path) => {
    const answer = await fetch(url + path, { headers });
    return { status: answer.status, body: await answer.text() };
  };
  return {
    url,
    process: child,
    get,
    ask: async (query, variables = {}) => {
      const body = JSON.stringify({ query, variables });
      const answer = await fetch(`${url}/graphql`, { method: 'POST', headers, body });
      return (await answer.json()) as Answer;
    },
    figure: async (name) => {
      const lines = (await get('/metrics')).body.split('\n').filter((line) => line.startsWith(name));
      return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
    stop: async () => {
      child.kill('SIGTERM');
      return (await exited)[0];
    },
  };
};
