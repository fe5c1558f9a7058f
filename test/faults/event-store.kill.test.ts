import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { SqliteEventStore } from '../../src/event-sourcing/event-store.sqlite.js';
import { idsAfter, nthAppend } from '../support/lane.js';
import { newStream } from '../support/new-event.js';
import { temporaryFolder } from '../support/temporary.js';
import { acknowledged, startWriter } from '../support/writing-process.js';

const ROUNDS = 100;
const IN_FLIGHT = 64;
const LONGEST_LIFE_MS = 40;
/** Starting a hundred processes takes minutes on a machine that is busy with other things. */
const PATIENCE_MS = 240_000;

it(
  `loses nothing acknowledged and stores nothing twice, killed at ${ROUNDS} random moments`,
  async () => {
    const path = join(temporaryFolder(), 'events.sqlite');
    let stored = 0;
    let lost = 0;

    for (let round = 0; round < ROUNDS; round++) {
      const streams = Array.from({ length: IN_FLIGHT }, newStream);
      const writer = startWriter({ path, streams, appends: 1_000_000, clockAheadMs: 0 });
      await writer.first;
      await sleep(randomInt(LONGEST_LIFE_MS));
      writer.child.kill('SIGKILL');
      const answered = acknowledged(await writer.lines);

      const store = await SqliteEventStore.open(path, { clock: () => new Date() });
      const idsOf = async (stream: string) => (await store.read(stream)).map(({ id }) => id);
      const checked = streams.map(async (stream) => {
        const known = answered.get(stream) ?? 0;
        const [without, all] = [idsAfter(stream, known), idsAfter(stream, known + 1)];
        const held = await idsOf(stream);
        // The one append that was under way is there whole or not at all.
        const isThere = held.length > without.length;
        expect(held).toEqual(isThere ? all : without);
        if (!isThere) lost++;

        const { events, expectedVersion } = nthAppend(stream, known);
        await store.append(stream, events, expectedVersion);
        expect(await idsOf(stream)).toEqual(all);
        stored += all.length;
      });
      await Promise.all(checked);
      await store.close();
    }

    const store = await SqliteEventStore.open(path, { clock: () => new Date() });
    expect(await store.verify()).toEqual([]);
    expect(Number(await store.head())).toBe(stored);
    await store.close();
    // The kills fell where they hurt: appends were under way that had not reached the disk.
    expect(lost).toBeGreaterThan(0);
  },
  PATIENCE_MS,
);
