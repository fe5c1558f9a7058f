import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach } from '@jest/globals';
import { countOf } from '../../src/event-sourcing/entry-rows.js';
import { ReadModels } from '../../src/event-sourcing/read-models.js';
import { CURRENT, makingOf } from '../../src/event-sourcing/read-models.files.js';
import { toEntry } from '../../src/event-sourcing/folding.js';
import { Recorded, type DomainEvent } from '../../src/event-sourcing/messages.js';
import type { AnyProjection } from '../../src/event-sourcing/projection.js';
import type { Reader } from '../../src/event-sourcing/reader.js';
import { newEvent } from './new-event.js';
import { temporaryFolder } from './temporary.js';

/** What happened to one stream on a day, as a test tells it. */
export interface Told<E extends DomainEvent = DomainEvent> {
  readonly stream: string;
  readonly on: string;
  readonly event: E;
  /** The day it was stated; the day it happened when left out. */
  readonly statedOn?: string;
  /** The event's id; a fresh one when left out. */
  readonly id?: string;
}

/** Something that happened to a stream on a day. */
export const on = <E extends DomainEvent>(day: string, stream: string, event: E, statedOn = day): Told<E> => ({
  stream,
  on: day,
  event,
  statedOn,
});

/** Events as a log in which they were recorded in this order would hold them, the position of each counted from 1. */
export const recordedIn = (told: readonly Told[]): readonly Recorded[] => {
  const versions = new Map<string, number>();
  return told.map(({ stream, on: day, event, statedOn = day, ...fields }, n) => {
    const version = (versions.get(stream) ?? 0) + 1;
    versions.set(stream, version);
    const occurredOn = { earliest: day, latest: day };
    return Object.assign(new Recorded(), newEvent({ ...event, ...fields, occurredOn, statedOn }), {
      stream,
      version,
      position: String(n + 1).padStart(12, '0'),
      recordedAt: '2025-12-02T10:00:00.000Z',
    });
  });
};

/** Empty read models as a file, by their making: to copy one takes a fifth of the time of making its tables. */
const empty = new Map<string, Buffer>();

const emptyRows = (projections: readonly AnyProjection[]): Buffer => {
  const making = makingOf(projections).projections;
  const known = empty.get(making);
  if (known) return known;
  const models = ReadModels.open(temporaryFolder(), projections);
  models.close();
  const file = readFileSync(models.file);
  empty.set(making, file);
  return file;
};

/** Closed when their test is over, or at the end of the file where no test had begun: hundreds of open files are slow. */
const open: ReadModels[] = [];
let shared = 0;
beforeEach(() => {
  shared = open.length;
});
afterEach(() => {
  for (const models of open.splice(shared)) models.close();
});
afterAll(() => {
  for (const models of open.splice(0)) models.close();
});

/** The rows that projections make of what was told, as they are read on a day. */
export const rowsOf = (projections: readonly AnyProjection[], told: readonly Told[], today = '2025-12-02'): Reader => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, CURRENT), emptyRows(projections));
  const models = ReadModels.open(folder, projections);
  open.push(models);
  // Nobody asks for them after a crash.
  models.db.exec('pragma synchronous = off');
  models.project(recordedIn(told).map((event, n) => toEntry(event, n + 1)));
  return readerOf(models, today);
};

/** These read models as they stand, read on a day. */
export const readerOf = (models: ReadModels, today: string): Reader => ({
  db: models.db,
  prepare: models.prepare,
  day: today,
  isPast: false,
  get seq() {
    return models.seq;
  },
  settleHistory: () => undefined,
  storedOf: (stream) => countOf(models.prepare, stream),
});

/** Everything in these tables, in the order of their keys. */
export const dumpOf = ({ db }: Reader, tables: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(tables.map((table) => [table, db.prepare(`select * from ${table} order by 1, 2`).all()]));
