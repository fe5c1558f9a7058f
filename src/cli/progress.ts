import type { RebuildProgress } from '../event-sourcing/rebuild.js';

/** How often a line is printed at most, in milliseconds. */
const BREATH = 1_000;

/** Prints how far something is, about once a second and at the end; `last` is what it was told last. */
export const progressPrinter = () => {
  let printed = 0;
  const printer = {
    last: undefined as RebuildProgress | undefined,
    tell: (progress: RebuildProgress): void => {
      printer.last = progress;
      if (progress.position < progress.head && performance.now() - printed < BREATH) return;
      printed = performance.now();
      process.stdout.write(`${progressLine(progress)}\n`);
    },
  };
  return printer;
};

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
