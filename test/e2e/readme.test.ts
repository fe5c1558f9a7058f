import { spawn, type ChildProcess, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
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

/** One shell for all commands, as a reader's terminal is: what one sets, the next one uses. */
class Terminal {
  readonly #shell: ChildProcessByStdio<Writable, Readable, null>;
  readonly #answers: AsyncIterator<string>;

  constructor(env: NodeJS.ProcessEnv) {
    this.#shell = spawn('bash', ['-e'], { cwd: ROOT, env, stdio: ['pipe', 'pipe', 'inherit'] });
    this.#answers = answersIn(this.#shell.stdout);
  }

  /** What a command prints. Throws when it fails, which ends the shell. */
  async run(command: string): Promise<string> {
    // None of them reads what is typed, which would be the next command.
    this.#shell.stdin.write(`{ ${command}\n} < /dev/null\nprintf '\\0'\n`);
    const answer = (await this.#answers.next()) as IteratorResult<string, undefined>;
    if (answer.done) throw new Error(`This failed: ${command}`);
    return answer.value;
  }

  close(): void {
    this.#shell.stdin.end();
  }
}

/** What is printed up to each NUL. */
async function* answersIn(output: Readable): AsyncGenerator<string, void, undefined> {
  let said = '';
  for await (const chunk of output.setEncoding('utf8')) {
    const [first = '', ...others] = (said + String(chunk)).split('\0');
    const parts = [first, ...others];
    said = parts.pop() ?? '';
    yield* parts;
  }
}

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
    const shell = new Terminal(environment);
    for (const { command, answer } of examples) {
      const said = await shell.run(command.replaceAll('localhost:3000', `127.0.0.1:${port}`));
      if (answer !== undefined) expect(read(said)).toEqual(read(answer));
    }
    shell.close();
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
