import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { SqliteEventStore } from '../../src/event-sourcing/event-store.sqlite.js';
import { newEvent } from '../support/new-event.js';
import type { BenchRow } from './bench-row.js';
import { compared, quantile, rateOf } from './compared.js';

const ROUNDS = 9;
const AT_ONCE = 64;
const ONE_BY_ONE = 400;
const TOGETHER = 100 * AT_ONCE;
const STREAM_LENGTH = 100;
const READS = 300;

const TABLE = `pragma journal_mode = wal; pragma synchronous = full;
  create table events (position integer primary key, stream text not null, version integer not null, id text not null,
    type text not null, recorded_at text not null, body text not null, unique (stream, version)) strict`;

/** An event of ordinary size: some 800 bytes with its envelope and one sealed sentence. */
const event = () => newEvent({ sealed: { key: 12_345, box: 'x'.repeat(160) } });
const { id: _id, type, ...rest } = event();
const BODY = JSON.stringify(rest);

const boundIn = (folder: string) => {
  const db = new DatabaseSync(join(folder, 'bound.sqlite'));
  db.exec(TABLE);
  const inserting = db.prepare(
    'insert into events (stream, version, id, type, recorded_at, body) values (?, ?, ?, ?, ?, ?)',
  );
  const reading = db.prepare('select * from events where stream = ? order by version');
  const insert = (stream = `commitment-${randomUUID()}`, version = 1) =>
    inserting.run(stream, version, randomUUID(), type, new Date().toISOString(), BODY);
  return {
    oneByOne: () => {
      for (let n = 0; n < ONE_BY_ONE; n++) insert();
    },
    together: () => {
      for (let n = 0; n < TOGETHER; n += AT_ONCE) {
        db.exec('begin immediate');
        for (let one = 0; one < AT_ONCE; one++) insert();
        db.exec('commit');
      }
    },
    fill: (stream: string) => {
      for (let version = 1; version <= STREAM_LENGTH; version++) insert(stream, version);
    },
    read: (stream: string) => reading.all(stream).map(({ body }) => JSON.parse(String(body)) as unknown),
    close: () => db.close(),
  };
};

/** How near the embedded store comes to bare `node:sqlite` doing the same durable work with the same bytes. */
export async function storeBench(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tracker-bench-'));
  const store = await SqliteEventStore.open(join(folder, 'events.sqlite'), { clock: () => new Date() });
  const bound = boundIn(folder);
  const append = () => store.append(`commitment-${randomUUID()}`, [event()], 0);
  const oneByOne = async () => {
    for (let n = 0; n < ONE_BY_ONE; n++) await append();
  };
  const latencies: number[] = [];
  const together = () =>
    Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (let n = 0; n < TOGETHER / AT_ONCE; n++) {
          const started = performance.now();
          await append();
          latencies.push(performance.now() - started);
        }
      }),
    );
  const stream = `commitment-${randomUUID()}`;
  await store.append(stream, Array.from({ length: STREAM_LENGTH }, event), 0);
  bound.fill(stream);
  const reads = async () => {
    for (let n = 0; n < READS; n++) await store.read(stream);
  };
  const boundReads = () => {
    for (let n = 0; n < READS; n++) bound.read(stream);
  };

  try {
    const single = await compared(
      ROUNDS,
      () => rateOf(ONE_BY_ONE, oneByOne),
      () => rateOf(ONE_BY_ONE, bound.oneByOne),
    );
    const grouped = await compared(
      ROUNDS,
      () => rateOf(TOGETHER, together),
      () => rateOf(TOGETHER, bound.together),
    );
    const read = await compared(
      ROUNDS,
      () => rateOf(READS, reads),
      () => rateOf(READS, boundReads),
    );
    const p99 = quantile(latencies, 0.99);
    return [
      { name: 'append one at a time, to a durable insert', aim: '≥ 0.7', ...single },
      {
        name: `append ${AT_ONCE} at once, to ${AT_ONCE} inserts a transaction`,
        aim: '≥ 0.4, p99 ≤ 20 ms',
        ...grouped,
        detail: `${grouped.detail}, p99 ${p99.toFixed(1)} ms`,
      },
      { name: `read a stream of ${STREAM_LENGTH}, to select and parse`, aim: '≥ 0.75', ...read },
    ];
  } finally {
    await store.close();
    bound.close();
    rmSync(folder, { recursive: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.table(await storeBench());
