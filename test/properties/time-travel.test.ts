import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Limits } from '../../src/event-sourcing/past.js';
import { aHistory, dayOf, logOf } from '../support/pledges/histories.js';
import { entriesOf, tablesOfPast, tablesWithin, travelling } from '../support/pledges/pasts.js';

/** Any of the three times, alone or together. */
const limits: fc.Arbitrary<Limits> = fc
  .record({
    day: fc.option(fc.integer({ min: 0, max: 13 }).map(dayOf), { nil: undefined }),
    statedOn: fc.option(fc.integer({ min: 0, max: 16 }).map(dayOf), { nil: undefined }),
    seq: fc.option(fc.integer({ min: 0, max: 40 }), { nil: undefined }),
  })
  .map((asked) => Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)) as Limits);

const TODAY = '2025-12-02';
const settings = { kept: 24, worthIntervals: 1_000, intervals: 4, grace: 0 };

describe('Whatever happened to pledges, every table of a past', () => {
  it('equals the tables of a log that holds only what counts in it', async () => {
    await fc.assert(
      fc.asyncProperty(aHistory(), fc.array(limits, { minLength: 1, maxLength: 4 }), async (steps, asked) => {
        const log = logOf(steps);
        const { models, travel } = travelling(log, settings);
        for (const one of asked) {
          const within = { ...one, ...(one.seq === undefined ? {} : { seq: Math.min(one.seq, log.length) }) };
          expect(tablesOfPast(await travel.at(within, TODAY))).toEqual(tablesWithin(log, within));
        }
        travel.close();
        models.close();
      }),
      { numRuns: 60 },
    );
  });

  it('is the same when it is built on pasts kept at intervals, before and after more was recorded', async () => {
    await fc.assert(
      fc.asyncProperty(
        aHistory(),
        fc.array(limits, { minLength: 1, maxLength: 4 }),
        fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 3 }),
        async (steps, asked, growth) => {
          const log = logOf(steps);
          const total = growth.reduce((sum, more) => sum + more, 0);
          const parts = growth.map((_, n) => log.length - total + growth.slice(0, n + 1).reduce((a, b) => a + b, 0));
          const first = Math.max(0, log.length - total);
          const { models, travel } = travelling(log.slice(0, first), { ...settings, worthIntervals: 1 });
          await travel.keepIntervals();
          for (const upTo of [first, ...parts].filter((count) => count >= first)) {
            models.project(entriesOf(log).slice(models.seq, upTo));
            for (const one of asked) {
              const within = { ...one, ...(one.seq === undefined ? {} : { seq: Math.min(one.seq, models.seq) }) };
              expect(tablesOfPast(await travel.at(within, TODAY))).toEqual(tablesWithin(log.slice(0, upTo), within));
            }
            await travel.keepIntervals();
          }
          travel.close();
          models.close();
        },
      ),
      { numRuns: 60 },
    );
  });
});
