import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DIMENSIONS } from '../../src/commitments/commitments.counts.projection.js';
import { summaryOf } from '../../src/commitments/commitments.summary.js';
import type { Told } from '../support/rows.js';
import { runs } from '../support/runs.js';
import { happened, january, made, march } from './commitment.examples.js';
import { commitmentRows, histories, keptIn, to } from './commitments.examples.js';

/** Every set of at most two dimensions. */
const SETS = [
  [],
  ...DIMENSIONS.map((one) => [one]),
  ...DIMENSIONS.flatMap((a, n) => DIMENSIONS.slice(n + 1).map((b) => [a, b])),
];

const counts = (told: readonly Told[], today: string) => {
  const reader = commitmentRows(told, today);
  const everything = { sql: 'true and true', values: [] };
  return SETS.map((dimensions) => ({
    kept: summaryOf(reader, dimensions, { sql: 'true', values: [] }),
    counted: summaryOf(reader, dimensions, everything).filter(({ count }) => count > 0),
  }));
};

const voided = (entry: Told): Told => ({
  ...entry,
  id: entry.id!.replace(/^0/, 'f'),
  event: { type: 'EntryVoided', data: { entryId: entry.id, reason: 'A mistake' } },
});

describe('the rows of commitments', () => {
  it('are the same in whatever order facts were recorded', () => {
    fc.assert(
      fc.property(
        histories.chain((told) =>
          fc.tuple(fc.constant(told), fc.shuffledSubarray([...told], { minLength: told.length })),
        ),
        ([told, shuffled]) => {
          expect(keptIn(commitmentRows(shuffled))).toEqual(keptIn(commitmentRows(told)));
        },
      ),
      runs(40),
    );
  });

  it('are what they would be without the entries that were voided', () => {
    fc.assert(
      fc.property(
        histories.chain((told) => fc.tuple(fc.constant(told), fc.subarray([...told]))),
        ([told, mistakes]) => {
          const without = told.filter((entry) => !mistakes.includes(entry));
          const { changes: _, views: __, ...rows } = keptIn(commitmentRows([...told, ...mistakes.map(voided)]));
          const { changes: ___, views: ____, ...wanted } = keptIn(commitmentRows(without));
          expect(rows).toEqual(wanted);
        },
      ),
      runs(40),
    );
  });

  it('are counted as a count of the rows would say, on every day', () => {
    fc.assert(
      fc.property(histories, fc.constantFrom('2025-12-01', '2026-03-01', '2027-06-01'), (told, today) => {
        for (const { kept, counted } of counts(told, today)) expect(kept).toEqual(counted);
      }),
      runs(40),
    );
  });

  it('hold nothing of a commitment that was not made, or was made by mistake', () => {
    const update = to(1, '2025-10-01', { type: 'ProgressReported', data: { summary: 'Begun' } });
    const making = { ...to(1, '2025-09-02', made()), id: '01' };
    for (const told of [[update], [making, update, voided(making)]]) {
      const { views: _, changes: __, ...rows } = keptIn(commitmentRows(told));
      expect(Object.values(rows).flat(2)).toEqual([]);
    }
  });

  it('go back to where they were when a hold ends', () => {
    const { started, held, resumed } = happened;
    const told = [made(), started, held, resumed].map((event, n) => to(1, `2025-09-0${n + 2}`, event));
    expect(commitmentRows(told).prepare('select state from commitments').get()).toEqual({ state: 'IN_PROGRESS' });
  });

  it('say what each entry changed, as a reader would', () => {
    const told = [
      to(1, '2025-09-02', made({ target: january })),
      to(1, '2025-11-01', { type: 'RatingAssessed', data: { rating: 'AMBER_E', label: 'Amber E', assessor: 'BOARD' } }),
      to(1, '2025-12-01', { type: 'TargetMoved', data: { ...happened.moved.data, to: march } }),
      // Known late: it comes before the others, and what they changed stays as it was.
      to(1, '2025-10-01', { type: 'ProgressReported', data: { summary: 'Half of it', percent: 50 } }, '2025-12-02'),
    ];
    const rows = commitmentRows(told).prepare('select type, changes from entries order by day').all();
    const changes = rows.map(({ type, changes }) => [type, JSON.parse(changes as string) as unknown]);
    expect(changes.slice(1)).toEqual([
      ['ProgressReported', [{ field: 'percent', from: null, to: '50%' }]],
      ['RatingAssessed', [{ field: 'rating', from: null, to: 'BOARD: Amber E' }]],
      ['TargetMoved', [{ field: 'target', from: 'January 2026', to: 'March 2026' }]],
    ]);
  });
});
