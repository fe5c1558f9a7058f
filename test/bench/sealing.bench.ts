import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SystemClock } from '../../src/event-sourcing/clock.js';
import type { EventStore } from '../../src/event-sourcing/event-store.js';
import { wordFieldsOf } from '../../src/event-sourcing/projection.js';
import type { Sealing } from '../../src/event-sourcing/sealing.js';
import { openStores } from '../../src/event-sourcing/stores.js';
import { projections } from '../../src/projections.js';
import { newEvent, newStream } from '../support/new-event.js';
import type { BenchRow } from './bench-row.js';
import { median } from './compared.js';

/** More than are reserved at once, so that reserving keys is among it. */
const APPENDS = 600;
const WORDS = 'x'.repeat(160);

const unsealed = () => {
  const { sealed: _, ...event } = newEvent({ data: { summary: WORDS, percent: 40 } });
  return event;
};

/** What sealing adds to an append: as a share of it, one at a time, keys and digest included. */
export const sealingRow = async (store: EventStore, sealing: Sealing, label: string): Promise<BenchRow> => {
  const words = wordFieldsOf(projections);
  const sealings: number[] = [];
  const appends: number[] = [];
  for (let n = 0; n < APPENDS; n++) {
    const event = unsealed();
    const started = performance.now();
    const sealed = await sealing.sealAll([event], (type) => words('commitment', type), event.data);
    const between = performance.now();
    await store.append(newStream(), sealed, 0);
    sealings.push(between - started);
    appends.push(performance.now() - between);
  }
  const [seal, append] = [mean(sealings), mean(appends)];
  return {
    name: `sealing, to an append ${label}`,
    ratio: seal / append,
    aim: 'for information',
    detail: `${shown(seal)} (p50 ${shown(median(sealings))}) to seal, ${shown(append)} to append`,
  };
};

/** The same with log and keys in files. */
export const embeddedSealing = async (): Promise<BenchRow> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'tracker-bench-'));
  const { store, keys, sealing } = await openStores({ dataDir, masterKey: Buffer.alloc(32, 7) }, new SystemClock());
  try {
    return await sealingRow(store, sealing, 'to a file');
  } finally {
    await store.close();
    await keys.close();
    rmSync(dataDir, { recursive: true });
  }
};

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const shown = (milliseconds: number): string =>
  milliseconds < 1 ? `${Math.round(milliseconds * 1_000)} µs` : `${milliseconds.toFixed(1)} ms`;
