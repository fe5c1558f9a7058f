import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { EntryEvent } from '../../src/event-sourcing/entries.js';
import { countOf, toEntry } from '../../src/event-sourcing/entry-rows.js';
import type { DomainEvent } from '../../src/event-sourcing/messages.js';
import { buildPast, cutDays, type PastBuilder } from '../../src/event-sourcing/past.js';
import { ReadModels } from '../../src/event-sourcing/read-models.js';
import type { Reader } from '../../src/event-sourcing/reader.js';
import { TimeTravel } from '../../src/event-sourcing/time-travel.js';
import { historyOf, type HistoryFilter } from '../../src/history/history.queries.js';
import { projections } from '../../src/projections.js';
import { january, made } from '../commitments/commitment.examples.js';
import { idOf } from '../commitments/commitments.examples.js';
import { on, recordedIn, rowsOf, type Told } from '../support/rows.js';
import { temporaryFolder } from '../support/temporary.js';

const STREAM = `commitment-${idOf(1)}`;
const STRAND = `workstream-${idOf(102)}`;
const TODAY = '2025-12-31';

const happened = (id: string, day: string, event: DomainEvent | EntryEvent, stream = STREAM): Told => ({
  ...on(day, stream, event),
  id,
});

/** Everything that can change what an entry says: one before it, its voiding, its erasure, and names of other things. */
const told: readonly Told[] = [
  happened('w1', '2025-09-01', { type: 'WorkstreamEstablished', data: { name: 'Good homes', aliases: [] } }, STRAND),
  happened('e1', '2025-09-02', made({ title: 'Launch the packs', workstreamId: idOf(102), target: january })),
  happened('e2', '2025-11-12', { type: 'ProgressReported', data: { summary: 'Half of it', percent: 50 } }),
  happened('e3', '2025-10-01', { type: 'WorkStarted', data: {} }),
  happened('e4', '2025-10-10', { type: 'ProgressReported', data: { summary: 'Some of it', percent: 20 } }),
  happened(
    'w2',
    '2025-10-11',
    { type: 'WorkstreamRenamed', data: { name: 'Homes for all', oldNameStaysAlias: true } },
    STRAND,
  ),
  happened('e5', '2025-10-10', { type: 'EntryVoided', data: { entryId: 'e4', reason: 'Of another promise' } }),
  happened('e6', '2025-12-06', { type: 'WordsErased', data: { entryId: 'e2', requestRef: 'DP-7' } }),
];

const FILTERS: readonly HistoryFilter[] = [{}, { since: '2025-10-01' }, { types: ['ProgressReported'] }];

/** All that histories say to those who may see names and to those who may not, in turn. */
const saidIn = (reader: Reader): unknown =>
  [true, false, true].flatMap((showsNames) =>
    [STREAM, STRAND].flatMap((stream) =>
      FILTERS.flatMap((filter) =>
        [true, false].map((backwards) =>
          historyOf({ reader, showsNames }, stream, filter, { size: 3, backwards, from: null }).nodes.map(
            ({ id, statedBy, recordedBy, detail, changes, isVoided, isErased, voidedBy }) =>
              structuredClone({ id, statedBy, recordedBy, detail, changes, isVoided, isErased, voidedBy }),
          ),
        ),
      ),
    ),
  );

const here: PastBuilder = {
  build: async (liveFile, target, base) => buildPast(liveFile, target, base, projections),
  cuts: async (liveFile, parts) => cutDays(liveFile, parts),
};

describe('what is kept of a history', () => {
  const entries = recordedIn(told).map((event, n) => toEntry(event, n + 1));

  it('never outlives what it says, whatever is recorded next and whoever asks', () => {
    const models = ReadModels.open(temporaryFolder(), projections);
    entries.forEach((entry, n) => {
      models.project([entry]);
      const { db, prepare, seq } = models;
      const storedOf = (stream: string) => countOf(prepare, stream);
      const reader = { db, prepare, seq, day: TODAY, isPast: false, settleHistory: () => undefined, storedOf };
      const fresh = saidIn(rowsOf(projections, told.slice(0, n + 1)));
      expect(saidIn(reader)).toEqual(fresh);
      expect(saidIn(reader)).toEqual(fresh);
    });
    models.close();
  });

  it.each([{ day: '2025-11-30' }, { statedOn: '2025-11-30' }, { seq: 4 }])('nor in a past: %j', async (limits) => {
    const folder = temporaryFolder();
    const models = ReadModels.open(folder, projections);
    const travel = new TimeTravel(join(folder, 'pasts'), models, projections, here);
    for (const entry of entries) {
      models.project([entry]);
      const past = await travel.at(limits, TODAY);
      const again = new TimeTravel(join(folder, `pasts-${entry.seq}`), models, projections, here);
      const fresh = saidIn(await again.at(limits, TODAY));
      expect(saidIn(past)).toEqual(fresh);
      expect(saidIn(past)).toEqual(fresh);
      again.close();
    }
    travel.close();
    models.close();
  });
});
