import { describe, expect, it } from '@jest/globals';
import { checked } from '../../src/papers/papers.check.js';
import { textPaper } from '../../src/papers/papers.text.js';

/** How long half a paper of this takes and how long a whole one, in milliseconds of this process. */
const timesOf = (scrap: string): readonly number[] =>
  [100_000, 200_000].map((length) => {
    const paper = textPaper(scrap.repeat(Math.ceil(length / scrap.length)));
    const before = process.cpuUsage();
    const run = checked(paper, { open: [], names: [], on: '2025-12-02', consented: new Set() });
    while (!run.next().done);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  });

describe('a paper that wants to hold everybody up', () => {
  it.each([
    ...[
      'a',
      ' ',
      '\n',
      '"',
      '“a',
      "'a ",
      '‘a ',
      '" a',
      '“this is what they all said ',
      '"this is what they all said" ',
    ],
    ...['(', '[', '(insert ', 'please insert the ', 'insert here ', 'to follow ', '.', '_', 'x', ' - ', '1-', 'a. A'],
    ...['Aa ', 'K aged ', 'Zor lives with ', "Zor's new "],
  ])('takes no more than its length asks for: %j over and over', (scrap) => {
    const [half = 0, whole = 0] = timesOf(scrap);
    // Twice the length takes about twice as long; with its square it would take four times, and minutes in the end.
    expect(whole).toBeLessThan(Math.max(1_000, 3.5 * half));
  });
});
