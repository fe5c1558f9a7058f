import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventBus } from '@nestjs/cqrs';
import { BackgroundThread } from '../../src/event-sourcing/background.js';
import type { Entry } from '../../src/event-sourcing/projection.js';
import { Projector } from '../../src/event-sourcing/projector.js';
import type { Stores, StoreSettings } from '../../src/event-sourcing/stores.js';
import { projections } from '../../src/projections.js';
import type { BenchRow } from './bench-row.js';
import { median, quantile, rateOf } from './compared.js';
import type { Acknowledged, Writing } from './copies.child.js';

const BACKGROUND = new URL('../../src/background.worker.js', import.meta.url);
const KEYS = 'keys.sqlite';
const COPIES = 3;
/** Some ten times what a region of councils writes at its busiest. */
const PER_SECOND = 50;
const SECONDS = 10;

/** What follows the log for a copy of the service with read models of its own, and tells each entry it made readable. */
const copyOf = async (
  { store, sealing }: Stores,
  settings: StoreSettings,
  tell: (entries: readonly Entry[]) => void = () => undefined,
) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'tracker-bench-'));
  if (settings.keyStore?.kind !== 'postgres') symlinkSync(join(settings.dataDir, KEYS), join(dataDir, KEYS));
  const background = new BackgroundThread(BACKGROUND, { ...settings, dataDir });
  const bus = { publishAll: tell } as unknown as EventBus;
  const projector = new Projector(store, sealing, background, bus, projections, dataDir);
  await projector.onApplicationBootstrap();
  await projector.following();
  return {
    projector,
    end: async () => {
      await projector.onApplicationShutdown();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};

/** Events a second of a copy that starts with nothing, until it can answer. */
export const newCopyRate = async (stores: Stores, settings: StoreSettings, events: number): Promise<number> => {
  const rates: number[] = [];
  for (let n = 0; n < COPIES; n++) {
    let copy: Awaited<ReturnType<typeof copyOf>> | undefined;
    rates.push(await rateOf(events, async () => (copy = await copyOf(stores, settings))));
    await copy?.end();
  }
  return median(rates);
};

/** How far this copy is behind another, in another process, that writes steadily. */
export const lagRows = async (stores: Stores, settings: StoreSettings): Promise<BenchRow[]> => {
  const readable = new Map<string, number>();
  const copy = await copyOf(stores, settings, (entries) => {
    for (const { position } of entries) readable.set(position, performance.timeOrigin + performance.now());
  });
  const writer = fork(new URL('copies.child.js', import.meta.url), { serialization: 'advanced' });
  try {
    const done = once(writer, 'message');
    writer.send({ settings, perSecond: PER_SECOND, seconds: SECONDS } satisfies Writing);
    const [acknowledged] = (await done) as [Acknowledged[]];
    const last =
      acknowledged
        .map(({ position }) => position)
        .sort()
        .at(-1) ?? '';
    await copy.projector.reached(last);
    const lags = acknowledged.map(({ position, at }) => ({ at, until: readable.get(position) ?? NaN }));
    const times = lags.map(({ at, until }) => Math.max(0, until - at));
    const behind = lags.map(({ at }) => lags.filter((other) => other.at <= at && other.until > at).length);
    if (times.some(Number.isNaN)) throw new Error('Not every event became readable.');
    const all = `${acknowledged.length} events at ${PER_SECOND}/s from another copy, from acknowledged there to readable here`;
    return [
      {
        name: 'lag under steady load, ms',
        ratio: median(times),
        aim: 'for information',
        detail: `p50 ${median(times).toFixed(1)} ms, p99 ${quantile(times, 0.99).toFixed(1)} ms; ${all}`,
      },
      {
        name: 'lag under steady load, events',
        ratio: median(behind),
        aim: 'for information',
        detail: `p50 ${median(behind)}, p99 ${quantile(behind, 0.99)} events acknowledged and not yet readable`,
      },
    ];
  } finally {
    writer.kill();
    await once(writer, 'exit');
    await copy.end();
  }
};
