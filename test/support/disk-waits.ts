/**
 * A process that counts how often it had to wait for the disk: the kernel counts each time a process gives up its turn,
 * and one that does nothing else does so only to wait for a write to reach the disk. Prints the counts as JSON.
 */
import { fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { SqliteEventStore } from '../../src/event-sourcing/event-store.sqlite.js';
import { newEvents, newStream } from './new-event.js';

/** What it prints: waits for the disk. */
export interface DiskWaits {
  /** During `TIMES` appends, one after the other. */
  readonly oneAtATime: number;
  /** During 64 appends at once. */
  readonly sixtyFourAtOnce: number;
  /** During `TIMES` small writes to a file, each with a sync of its own: none where the folder is kept in memory. */
  readonly synced: number;
  /** During `TIMES` small writes to a file without a sync. */
  readonly unsynced: number;
}

const [folder = '', times = ''] = process.argv.slice(2);
const TIMES = Number(times);
const store = await SqliteEventStore.open(join(folder, 'events.sqlite'), { clock: () => new Date() });
const file = openSync(join(folder, 'control'), 'w');
const append = () => store.append(newStream(), newEvents(1), 0);

const waits = async (times: number, act: () => unknown): Promise<number> => {
  const before = process.resourceUsage().voluntaryContextSwitches;
  for (let time = 0; time < times; time++) await act();
  return process.resourceUsage().voluntaryContextSwitches - before;
};

// Compiling and first use cost waits of their own.
await waits(TIMES, append);
const counted: DiskWaits = {
  oneAtATime: await waits(TIMES, append),
  sixtyFourAtOnce: await waits(1, () => Promise.all(Array.from({ length: 64 }, append))),
  synced: await waits(TIMES, () => {
    writeSync(file, 'x');
    fdatasyncSync(file);
  }),
  unsynced: await waits(TIMES, () => writeSync(file, 'x')),
};
await store.close();
writeSync(1, JSON.stringify(counted));
