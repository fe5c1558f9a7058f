import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { commitments, DIMENSIONS } from '../../src/commitments/commitments.queries.js';
import { seriesOf } from '../../src/commitments/commitments.series.js';
import { addDays, effectiveDay, type Day } from '../../src/event-sourcing/days.js';
import { logs } from '../changes/changes.examples.js';
import { commitmentRows, histories, START_DAY } from '../commitments/commitments.examples.js';
import type { Told } from '../support/rows.js';

const asOf = (told: readonly Told[], day: Day) =>
  commitmentRows(
    told.filter(({ on, statedOn = on }) => effectiveDay({ earliest: on, latest: on }, statedOn) <= day),
    day,
  );

describe('Whatever happened to commitments, how they stood day after day', () => {
  it('is what a summary as of each day says', () => {
    fc.assert(
      fc.property(
        fc.oneof(histories, logs(40)),
        fc.array(fc.nat(120), { minLength: 1, maxLength: 3 }),
        fc.subarray([...DIMENSIONS], { maxLength: 4 }),
        (told, numbers, groupBy) => {
          const days = [...new Set(numbers)].sort((a, b) => a - b).map((n) => addDays(START_DAY, n));
          const now = commitmentRows(told, '2026-12-31');
          const series = seriesOf(now, { days, groupBy });
          const summaries = days.map((day) => {
            const past = asOf(told, day);
            const tallies = commitments.summary(past, groupBy);
            past.db.close();
            return tallies;
          });
          now.db.close();
          expect(series).toEqual(summaries);
        },
      ),
      { numRuns: 60 },
    );
  });
});
