import { describe, expect, it } from '@jest/globals';
import { Sums } from '../../src/event-sourcing/sums.js';

describe('sums', () => {
  const written: unknown[] = [];
  const count = (_: unknown, cell: readonly string[], by: number) => void written.push([...cell, by]);
  const prepare = () => {
    throw new Error('No statement is needed here.');
  };

  it('write each counter once, by what it moved in all, and not where that is nothing', () => {
    const sums = new Sums();
    for (const [name, by] of [
      ['a', 1],
      ['b', 1],
      ['a', 1],
      ['b', -1],
      ['c', -1],
    ] as const)
      sums.add(count, [name, 'x'], by);
    sums.write(prepare);
    sums.write(prepare);
    expect(written.splice(0)).toEqual([
      ['a', 'x', 2],
      ['c', 'x', -1],
    ]);
  });

  it('forget what was taken back', () => {
    const sums = new Sums();
    sums.add(count, ['a'], 1);
    sums.forget();
    sums.write(prepare);
    expect(written).toEqual([]);
  });
});
