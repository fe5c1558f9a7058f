import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The command line's main file. */
export const CLI = fileURLToPath(new URL('../../src/cli.js', import.meta.url));

/** What a command of the command line ended with, and printed. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line for real, with these settings and nothing of the machine's own. */
export const runCli = (args: readonly string[], settings: Readonly<Record<string, string>>): Promise<Ended> =>
  new Promise((resolve) => {
    execFile(process.execPath, [CLI, ...args], { env: settings }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
  });
