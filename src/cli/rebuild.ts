import { recordOf } from '../config.js';
import { rebuild, type RebuildProgress } from '../event-sourcing/rebuild.js';
import { projections } from '../projections.js';
import { withRecord } from './record.js';

/** How often a line is printed at most, in milliseconds. */
const BREATH = 1_000;

/** Fills new read models beside the current ones and says how it goes; the service takes them over. */
export const rebuildReadModels = (): Promise<void> =>
  withRecord(async ({ store, sealing }, config) => {
    let printed = 0;
    let last: RebuildProgress | undefined;
    const tell = (progress: RebuildProgress): void => {
      last = progress;
      if (progress.position < progress.head && performance.now() - printed < BREATH) return;
      printed = performance.now();
      process.stdout.write(`${progressLine(progress)}\n`);
    };
    await rebuild(store, sealing, config.dataDir, projections, tell, recordOf(config));
    const events = count(last?.events ?? 0, 'event');
    process.stdout.write(
      `Done: the read models are made of ${events}. A running service takes them over in a moment, else the next start does.\n`,
    );
  });

/** `12,000 events, 45,000 a second, 3 s left`. */
export const progressLine = ({ events, rate, position, head }: RebuildProgress): string => {
  const left = (Number(head) - Number(position)) / rate;
  // Only the embedded log numbers its events; elsewhere nobody knows how many are left.
  const time = Number.isFinite(left) ? `, ${duration(Math.ceil(left))} left` : '';
  return `${count(events, 'event')}, ${number(Math.round(rate))} a second${time}`;
};

const duration = (seconds: number): string =>
  seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;

/** A number as people write it. */
export const number = (value: number): string => new Intl.NumberFormat('en-GB').format(value);

/** `1 event`, `2,000 events`. */
export const count = (value: number, noun: string): string => `${number(value)} ${noun}${value === 1 ? '' : 's'}`;
