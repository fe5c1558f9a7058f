import { expect, it } from '@jest/globals';
import { conditionOf, type CommitmentFilter } from '../../src/commitments/commitments.filter.js';

it('a filter of more levels than anyone would write is refused, also one deeper than the stack', () => {
  const nested = (levels: number): CommitmentFilter => {
    let filter: CommitmentFilter = {};
    for (let level = 0; level < levels; level++) filter = { not: filter };
    return filter;
  };
  expect(conditionOf(nested(8), '2025-12-02').sql).toContain('is not true');
  for (const levels of [9, 100_000]) {
    expect(() => conditionOf(nested(levels), '2025-12-02')).toThrow(/at most 100 conditions, 8 levels deep/);
  }
});
