import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url));

/** The service as a process of its own, and what it printed so far. */
export interface ServiceProcess {
  readonly started: ChildProcess;
  readonly output: { out: string; err: string };
  /** Its exit code, once it has ended; `null` when a signal ended it. */
  readonly exited: Promise<number | null>;
}

/** A service that has said where it is. */
export interface ReadyService extends ServiceProcess {
  readonly url: string;
  /** The token it printed for a role. */
  readonly token: (role: string) => string;
  /** Resolves once it has printed this. */
  readonly prints: (text: string) => Promise<void>;
}

/** Starts the service with these settings and nothing of the machine's own. */
export const runService = (
  settings: Readonly<Record<string, string>>,
  options: readonly string[] = [],
): ServiceProcess => {
  const env = { PATH: process.env['PATH'], ...settings };
  const started = spawn(process.execPath, [...options, MAIN], { env });
  const output = { out: '', err: '' };
  started.stdout.on('data', (chunk: Buffer) => (output.out += chunk.toString()));
  started.stderr.on('data', (chunk: Buffer) => (output.err += chunk.toString()));
  const exited = once(started, 'exit').then(([code]) => code as number | null);
  return { output, exited, started };
};

/** Starts it as a developer would, on any free port; throws what it printed when it ends before it is ready. */
export const readyService = async (settings: Readonly<Record<string, string>>): Promise<ReadyService> => {
  const service = runService({ NODE_ENV: 'development', PORT: '0', ...settings });
  const { started, output, exited } = service;
  const gone = exited.then(() => {
    throw new Error(output.err);
  });
  gone.catch(() => undefined);
  const prints = async (text: string): Promise<void> => {
    while (!output.out.includes(text)) await Promise.race([once(started.stdout as NodeJS.EventEmitter, 'data'), gone]);
  };
  await prints('curl');
  const url = /GraphQL +(\S+)\/graphql/.exec(output.out)?.[1] ?? '';
  const token = (role: string) => new RegExp(`^ +${role} +(\\S+)$`, 'm').exec(output.out)?.[1] ?? '';
  return { ...service, url, token, prints };
};

/** Kills a service that a test left running. */
export const endService = async ({ started }: ServiceProcess): Promise<void> => {
  if (started.exitCode !== null || started.signalCode !== null) return;
  started.kill('SIGKILL');
  await once(started, 'exit');
};
