import { describe, expect, it } from '@jest/globals';
import { checked, type PaperCheck } from '../../src/papers/papers.check.js';
import { textPaper } from '../../src/papers/papers.text.js';

const LENGTH = 200_000;

/** What is found in a paper that says the same over and over. */
const foundIn = (scrap: string): PaperCheck => {
  const paper = textPaper(scrap.repeat(Math.ceil(LENGTH / scrap.length)));
  const run = checked(paper, { commitments: [], names: [], on: '2025-12-02', consented: new Set() });
  for (;;) {
    const { done, value } = run.next();
    if (done) return value;
  }
};

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
  ])('comes to an end: %j over and over', (scrap) => {
    // With the square of its length, this would outlast the runner's patience by far.
    expect(foundIn(scrap).mentioned).toEqual([]);
  });
});
