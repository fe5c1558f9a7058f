import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const START = 'npm ci && npm start';

/** What a page tells its reader to run, each with the answer it shows, where it shows one. */
const examplesOf = (page: string): readonly { readonly command: string; readonly answer: string | undefined }[] =>
  [...readFileSync(join(ROOT, page), 'utf8').matchAll(/```sh\n(.*?)```(?:\n+```(?:json|csv)\n(.*?)```)?/gs)].map(
    ([, command = '', answer]) => ({ command: command.trim(), answer }),
  );

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};

/** Every line of JSON as a value; anything else as its text. */
const read = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text.trim().split(/\r?\n/);
  }
};

describe.each(['README.md', 'docs/api.md'])('%s, pasted by a new user', (page) => {
  const data = mkdtempSync(join(tmpdir(), 'tracker-readme-'));
  let service: ChildProcess | undefined;
  let environment: NodeJS.ProcessEnv = {};
  let port = 0;

  beforeAll(async () => {
    port = await freePort();
    environment = {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      DATA_DIR: data,
      PORT: String(port),
      LOG_LEVEL: 'warn',
    };
    // Its dependencies are installed, or this test could not run; the rest is what the page says.
    const [, start = ''] = START.split(' && ');
    service = spawn('sh', ['-c', start], { cwd: ROOT, env: environment, detached: true });
    const said: string[] = [];
    service.stderr?.on('data', (chunk: Buffer) => said.push(chunk.toString()));
    service.stdout?.on('data', (chunk: Buffer) => said.push(chunk.toString()));
    const gone = once(service, 'exit').then(() => {
      throw new Error(said.join(''));
    });
    gone.catch(() => undefined);
    while (!said.join('').includes('Ask something')) await Promise.race([once(service.stdout as never, 'data'), gone]);
  });
  afterAll(async () => {
    if (service?.pid !== undefined && service.exitCode === null) {
      process.kill(-service.pid, 'SIGTERM');
      await once(service, 'exit');
    }
    rmSync(data, { recursive: true, force: true });
  });

  it('answers every command as the page shows', async () => {
    const examples = examplesOf(page).filter(({ command }) => !command.startsWith('npm ci') && command !== 'npm test');
    expect(examples.filter(({ answer }) => answer !== undefined).length).toBeGreaterThan(3);
    // One shell for all of them, as a reader's terminal is: what one command sets, the next one uses.
    let before = '';
    for (const { command, answer } of examples) {
      const script = command.replaceAll('localhost:3000', `127.0.0.1:${port}`);
      const { stdout } = await promisify(execFile)('bash', ['-ec', `${before}${script}`], {
        cwd: ROOT,
        env: environment,
      });
      if (command.startsWith('export ')) before += `${script}\n`;
      if (answer !== undefined) expect(read(stdout)).toEqual(read(answer));
    }
  });

  it('names only files that are there', () => {
    const links = [...readFileSync(join(ROOT, page), 'utf8').matchAll(/\]\((?!http|#)([^)#]+)/g)].map(
      ([, link = '']) => link,
    );
    const missing = links.filter((link) => !existsSync(join(ROOT, page, '..', link)));
    expect(missing).toEqual([]);
  });
});

describe('README.md', () => {
  it('needs two commands on a bare machine', () => {
    expect(examplesOf('README.md').slice(0, 2)).toEqual([
      { command: START, answer: undefined },
      { command: 'npm test', answer: undefined },
    ]);
  });
});
