import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { WriterOrders } from './writer.js';

const WRITER = fileURLToPath(new URL('./writer.js', import.meta.url));

/** Another process that writes to an event log. */
export interface WritingProcess {
  readonly child: ChildProcess;
  /** When it has acknowledged its first append. */
  readonly first: Promise<unknown>;
  /** The lines it printed, once it has ended for whatever reason. */
  readonly lines: Promise<readonly string[]>;
}

/** Starts a writer; its disk takes no file of more than `limitBlocks`, of 512 or 1,024 bytes as the shell counts. */
export const startWriter = (orders: WriterOrders, limitBlocks?: number): WritingProcess => {
  const command = [process.execPath, WRITER, JSON.stringify(orders)] as const;
  const child =
    limitBlocks === undefined
      ? spawn(command[0], command.slice(1), { stdio: ['ignore', 'pipe', 'inherit'] })
      : spawn('sh', ['-c', `ulimit -f ${limitBlocks} && exec "$0" "$@"`, ...command], {
          stdio: ['ignore', 'pipe', 'inherit'],
        });
  const pieces: Buffer[] = [];
  child.stdout.on('data', (piece: Buffer) => pieces.push(piece));
  const lines = once(child, 'close').then(() => Buffer.concat(pieces).toString().split('\n').slice(0, -1));
  return { child, first: Promise.race([once(child.stdout, 'data'), lines]), lines };
};

/** How many appends to each stream were acknowledged, counted from the first. */
export const acknowledged = (lines: readonly string[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const line of lines) {
    const [what, stream = '', n] = line.split(' ');
    if (what === 'stored') counts.set(stream, Number(n) + 1);
  }
  return counts;
};
