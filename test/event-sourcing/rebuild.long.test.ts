import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { streamOf } from '../../src/event-sourcing/messages.js';
import { ReadModels } from '../../src/event-sourcing/read-models.js';
import { removeDatabase } from '../../src/event-sourcing/read-models.files.js';
import { rebuild } from '../../src/event-sourcing/rebuild.js';
import { openStores } from '../../src/event-sourcing/stores.js';
import { StandingClock } from '../support/clock.js';
import { newEvent } from '../support/new-event.js';
import { pledgesProjection } from '../support/pledges/pledges.projection.js';
import { MASTER_KEY } from '../support/pledges/spine.js';
import { allTables } from '../support/tables.js';
import { temporaryFolder } from '../support/temporary.js';

const EVENTS = 12_000;

it('gives the same rows whether one thread opens and folds a long log, or two', async () => {
  const dataDir = temporaryFolder();
  const settings = { dataDir, masterKey: MASTER_KEY };
  const { store, keys, sealing } = await openStores(settings, new StandingClock());
  const projections = [pledgesProjection];
  const appends: Promise<unknown>[] = [];
  const stream = () => streamOf('pledge', randomUUID());
  for (let n = 0; n < EVENTS; n += 30) {
    const events = Array.from({ length: 30 }, (_, k) => {
      const { sealed: _sealed, ...event } = newEvent({
        type: k === 0 ? 'PledgeMade' : 'PledgeReported',
        data: k === 0 ? { title: `Title ${n}`, weight: 1 } : { summary: `Summary ${n + k}`, percent: k },
        occurredOn: { earliest: null, latest: `2025-10-${String(1 + ((n + k * 7) % 28)).padStart(2, '0')}` },
      });
      return event;
    });
    const sealed = await sealing.sealAll(events, () => ['title', 'summary'], null);
    appends.push(store.append(stream(), sealed, 0));
  }
  await Promise.all(appends);

  const tables = async (beside: boolean) => {
    const told: number[] = [];
    const tell = ({ events }: { events: number }) => told.push(events);
    await rebuild(store, sealing, dataDir, projections, tell, beside ? settings : undefined);
    expect(told.at(-1)).toBe(EVENTS);
    const models = ReadModels.open(dataDir, projections);
    const rows = allTables(models.db);
    models.close();
    removeDatabase(join(dataDir, 'read-models.sqlite'));
    return rows;
  };
  const [alone, beside] = [await tables(false), await tables(true)];
  expect(alone['entries']).toHaveLength(EVENTS);
  expect(beside).toEqual(alone);
  await store.close();
  await keys.close();
});
