import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { SystemClock } from '../../src/event-sourcing/clock.js';
import { wordFieldsOf } from '../../src/event-sourcing/projection.js';
import { openStores, type StoreSettings } from '../../src/event-sourcing/stores.js';
import { projections } from '../../src/projections.js';
import { newEvent } from '../support/new-event.js';
import { syntheticId } from './synthetic-plan.js';

/** Where to write, how many events a second, and how long. */
export interface Writing {
  readonly settings: StoreSettings;
  readonly perSecond: number;
  readonly seconds: number;
}

/** An event, and when its append was answered: milliseconds since 1970. */
export interface Acknowledged {
  readonly position: string;
  readonly at: number;
}

const COMMITMENTS = 100;

const [order] = (await once(process, 'message')) as [Writing];
const masterKey = Buffer.from(order.settings.masterKey);
const { store, sealing } = await openStores({ ...order.settings, masterKey }, new SystemClock());
const words = wordFieldsOf(projections);
const acknowledged: Acknowledged[] = [];

const streams = await Promise.all(
  Array.from({ length: COMMITMENTS }, async (_, n) => {
    const stream = `commitment-${syntheticId(n)}`;
    return { stream, version: (await store.read(stream)).length };
  }),
);

const append = async (n: number): Promise<void> => {
  const target = streams[n % COMMITMENTS] as (typeof streams)[number];
  const version = target.version++;
  const { sealed: _, ...event } = newEvent({ data: { summary: 'x'.repeat(160), percent: 40 } });
  const sealed = await sealing.sealAll([event], (type) => words('commitment', type), event.data);
  const { position } = await store.append(target.stream, sealed, version);
  acknowledged.push({ position: String(position), at: performance.timeOrigin + performance.now() });
};

const started = performance.now();
const appends: Promise<void>[] = [];
for (let n = 0; n < order.perSecond * order.seconds; n++) {
  // At the pace told, however long the answers take.
  await sleep(Math.max(0, started + (n * 1_000) / order.perSecond - performance.now()));
  appends.push(append(n));
}
await Promise.all(appends);
process.send?.(acknowledged);
