import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bodyOf, toEntry } from '../../src/event-sourcing/entry-rows.js';
import { START, type Recorded } from '../../src/event-sourcing/messages.js';
import type { AnyProjection } from '../../src/event-sourcing/projection.js';
import { ReadModels } from '../../src/event-sourcing/read-models.js';
import { aHistory, aStep, logOf, type Step } from '../support/pledges/histories.js';
import { pledgeWords } from '../support/pledges/pledge.events.js';
import { pledgesProjection } from '../support/pledges/pledges.projection.js';
import { allTables, featureTables, type Tables } from '../support/tables.js';
import { temporaryFolder } from '../support/temporary.js';

const projections: readonly AnyProjection[] = [pledgesProjection];

/** The tables of read models that took this log in batches of these sizes, over and over. */
const live = (log: readonly Recorded[], sizes: readonly number[] = [1]): ReadModels => {
  const models = ReadModels.open(temporaryFolder(), projections);
  for (let start = 0, n = 0; start < log.length; n++) {
    const size = sizes[n % sizes.length] ?? 1;
    const batch = log.slice(start, start + size);
    models.project(batch.map((event, index) => toEntry({ ...event }, start + index + 1)));
    start += size;
  }
  return models;
};

const tablesOf = (models: ReadModels): Tables => {
  const tables = allTables(models.db);
  models.close();
  return tables;
};

/** The same by filling from the start. */
const rebuilt = (log: readonly Recorded[], size: number): Tables => {
  const folder = temporaryFolder();
  const models = ReadModels.build(folder, projections);
  for (let start = 0; start < log.length; start += size) {
    const entries = log.slice(start, start + size).map((event, index) => toEntry({ ...event }, start + index + 1));
    models.fill({ entries, bodies: entries.map(bodyOf), newestKey: 0, through: entries.at(-1)?.position ?? START });
  }
  models.finish(folder, projections);
  return tablesOf(ReadModels.open(folder, projections));
};

/** What the log says once the keys of erased words are gone. */
const withoutErased = (log: readonly Recorded[]): readonly Recorded[] => {
  const erased = new Set(
    log.flatMap(({ type, data }) => (type === 'WordsErased' ? [(data as { entryId: string }).entryId] : [])),
  );
  return log.map((event) => {
    if (!erased.has(event.id)) return event;
    const words = (pledgeWords as Readonly<Record<string, readonly string[]>>)[event.type] ?? [];
    const fields = Object.entries<unknown>({ ...event.data });
    const data = Object.fromEntries(fields.map(([field, value]) => [field, words.includes(field) ? null : value]));
    return { ...event, data, erased: true as const };
  });
};

describe('Whatever happened to pledges, in whatever order it was recorded', () => {
  const size = fc.integer({ min: 1, max: 15 });

  it('batches of any size give the same rows', () => {
    fc.assert(
      fc.property(aHistory(), fc.array(size, { minLength: 1, maxLength: 5 }), (steps, sizes) => {
        const log = logOf(steps);
        expect(tablesOf(live(log, sizes))).toEqual(tablesOf(live(log)));
      }),
      { numRuns: 60 },
    );
  });

  it('a rebuild gives the rows that stand, in every column of every table', () => {
    fc.assert(
      fc.property(aHistory({ erasing: true }), size, (steps, batch) => {
        const log = logOf(steps);
        expect(rebuilt(log, batch)).toEqual(tablesOf(live(log)));
      }),
      { numRuns: 80 },
    );
  });

  it('words erased live leave the rows that a rebuild makes after the key is gone', () => {
    fc.assert(
      fc.property(aHistory({ erasing: true }), size, (steps, batch) => {
        const log = logOf(steps);
        expect(tablesOf(live(log, [batch]))).toEqual(rebuilt(withoutErased(log), batch));
      }),
      { numRuns: 60 },
    );
  });

  it('facts about different days give the same rows in any order of arrival', () => {
    const facts = fc
      .uniqueArray(aStep(), { minLength: 1, maxLength: 13, selector: ({ day }) => day })
      .map((steps) => steps.map((step): Step => ({ ...step, what: step.what % 7, pledge: 0, statedAfter: 0 })));
    const pair = facts.chain((steps) =>
      fc.tuple(fc.constant(steps), fc.shuffledSubarray(steps, { minLength: steps.length })),
    );
    fc.assert(
      fc.property(pair, size, ([steps, shuffled], batch) => {
        const [first, second] = [live(logOf(steps)), live(logOf(shuffled), [batch])];
        const [{ views: _, ...expected }, { views: __, ...tables }] = [
          featureTables(first.db),
          featureTables(second.db),
        ];
        expect(tables).toEqual(expected);
        const views = 'select stream, day, stated_on, view from views';
        expect(second.db.prepare(views).all()).toEqual(first.db.prepare(views).all());
        const changes = 'select type, day, changes from entries order by day';
        expect(second.db.prepare(changes).all()).toEqual(first.db.prepare(changes).all());
        first.close();
        second.close();
      }),
      { numRuns: 80 },
    );
  });
});
