import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { EventBus } from '@nestjs/cqrs';
import type { Background } from '../../src/event-sourcing/background.js';
import { SystemClock } from '../../src/event-sourcing/clock.js';
import { wordFieldsOf } from '../../src/event-sourcing/projection.js';
import { Projector } from '../../src/event-sourcing/projector.js';
import { openStores } from '../../src/event-sourcing/stores.js';
import { projections } from '../../src/projections.js';
import { newEvent } from '../support/new-event.js';
import type { BenchRow } from './bench-row.js';

const ROUNDS = 9;
const APPENDS = 200;

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

const event = () => {
  const { sealed: _, ...unsealed } = newEvent({ data: { summary: 'x'.repeat(120), percent: 40 } });
  return unsealed;
};

/** From the call of append, words sealed, until its row can be asked for, against a bare durable event and a row. */
export async function readableBench(): Promise<BenchRow> {
  const folder = mkdtempSync(join(tmpdir(), 'tracker-bench-'));
  const { store, keys, sealing } = await openStores(
    { dataDir: folder, masterKey: Buffer.alloc(32, 7) },
    new SystemClock(),
  );
  const never = () => Promise.reject(new Error('Nothing is to be done in the background.'));
  const background: Background = {
    build: never,
    cuts: never,
    rebuild: never,
    scan: never,
    close: async () => undefined,
  };
  const bus = new EventBus(undefined as never, undefined as never, undefined as never);
  const projector = new Projector(store, sealing, background, bus, projections, folder);
  await projector.onApplicationBootstrap();
  const words = wordFieldsOf(projections);
  const stream = `commitment-${randomUUID()}`;
  const made = { title: 'A hub', audiences: [], contributors: [], coproducers: [], places: [] };
  const data = { ...made, initialState: 'AGREED', firstSeenComplete: false };
  let version = 0;
  const append = async (unsealed: ReturnType<typeof event>) => {
    const sealed = await sealing.sealAll([unsealed], (type) => words('commitment', type), null);
    const { position } = await store.append(stream, sealed, version++);
    await projector.reached(String(position));
  };
  await append({ ...event(), type: 'CommitmentMade', data });

  const bound = new DatabaseSync(join(folder, 'bound.sqlite'));
  bound.exec(`pragma journal_mode = wal; pragma synchronous = full;
    create table events (position integer primary key, stream text, version integer, body text, unique (stream, version));
    create table rows (id text primary key, value text)`);
  const body = JSON.stringify(newEvent({ sealed: { key: 1, box: 'x'.repeat(200) } }));
  const insertEvent = bound.prepare('insert into events (stream, version, body) values (?, ?, ?)');
  const insertRow = bound.prepare('insert or replace into rows values (?, ?)');
  let number = 0;
  const raw = () => {
    bound.exec('begin immediate');
    insertEvent.run(stream, ++number, body);
    insertRow.run(stream, body);
    bound.exec('commit');
  };

  const timed = async (work: () => unknown): Promise<number> => {
    const times: number[] = [];
    for (let n = 0; n < APPENDS; n++) {
      const started = performance.now();
      await work();
      times.push(performance.now() - started);
    }
    return median(times);
  };
  const rounds: { ours: number; bare: number }[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    rounds.push({ ours: await timed(() => append(event())), bare: await timed(raw) });
  }
  rounds.shift();
  await projector.onApplicationShutdown();
  await store.close();
  await keys.close();
  bound.close();
  rmSync(folder, { recursive: true, force: true });
  const [ours, bare] = [median(rounds.map(({ ours }) => ours)), median(rounds.map(({ bare }) => bare))];
  return {
    name: 'from append to readable, p50',
    ratio: median(rounds.map(({ ours, bare }) => ours / bare)),
    aim: '≤ 2.2 of a bare event and row',
    detail: `${ours.toFixed(2)} ms against ${bare.toFixed(2)} ms`,
  };
}
