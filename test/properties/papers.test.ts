import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checked, type HeldAgainst, type PaperCheck } from '../../src/papers/papers.check.js';
import { textPaper, readable } from '../../src/papers/papers.text.js';

const commitment = (n: number, title: string, reference: string | null): HeldAgainst['commitments'][number] => ({
  shown: { id: `c${n}`, reference, title, state: 'AGREED', lead: null, targetAsWritten: null, targetLatest: null },
  sought: {
    id: `c${n}`,
    reference,
    title,
    aliases: ['An other name'],
    programme: null,
    wholeNames: [],
    shared: ['all'],
  },
  wholeIds: n === 0 ? [] : ['c0'],
  grade: n % 3 === 0 ? null : 'UNDATED',
  goesOnIn: [],
});

/** What papers are made of, and what else somebody may send. */
const SCRAPS = [
  ...[
    'Hub opens',
    'hubs',
    'A-1',
    'the',
    'Zorblina',
    'aged 9',
    'her foster carer',
    '(insert',
    ')',
    '[',
    ']',
    'here',
    'xx',
  ],
  ...[
    'to follow',
    'TBC',
    '"',
    '“',
    '”',
    '‘',
    '’',
    "'",
    '«',
    '»',
    '\n',
    '\r\n',
    '\n\n',
    ' - ',
    ' o ',
    '.',
    '!',
    ' ',
    '\u2028',
  ],
];
const aText = fc.oneof(
  fc
    .array(fc.oneof(fc.constantFrom(...SCRAPS), fc.string({ unit: 'binary' }), fc.lorem()), { maxLength: 60 })
    .map((all) => all.join(' ')),
  fc.string({ unit: 'binary', maxLength: 400 }),
);
const aPlan = fc
  .array(
    fc.tuple(
      fc.oneof(fc.constantFrom('Hub opens', 'The hubs', ''), fc.lorem()),
      fc.option(fc.constantFrom('A-1', '7', '')),
    ),
    { maxLength: 12 },
  )
  .map((all) => all.map(([title, reference], n) => commitment(n, title, reference)));

const check = (text: string, open: HeldAgainst['commitments']): PaperCheck => {
  const run = checked(textPaper(text), {
    commitments: open,
    names: ['The Hub'],
    on: '2025-12-02',
    consented: new Set(),
  });
  for (;;) {
    const step = run.next();
    if (step.done) return step.value;
  }
};

describe('the check of any text against any plan', () => {
  it('names every place rightly, and every expected commitment once', () =>
    fc.assert(
      fc.property(aText, aPlan, (text, open) => {
        const result = check(text, open);
        const { lines } = textPaper(text);
        const all = [...result.placeholders, ...result.quotes, ...result.possibleNames];
        for (const { line, words } of all) {
          // What goes over several lines begins in the one that is named.
          const from = lines
            .slice(line - 1)
            .map((one) => one.text)
            .join(' ')
            .replace(/\s+/g, ' ');
          expect(from).toContain(words);
          expect(words.trim()).not.toBe('');
        }
        for (const { confidence, places, words } of result.mentioned) {
          expect(confidence).toBeGreaterThanOrEqual(0.5);
          expect(confidence).toBeLessThanOrEqual(1);
          expect(places[0]?.confidence).toBe(confidence);
          expect(words).not.toBe('');
        }
        const mentioned = result.mentioned.filter(({ isExpected }) => isExpected).map(({ commitment: { id } }) => id);
        const silent = result.notMentioned.map(({ commitment: { id } }) => id);
        const expected = open.filter(({ grade }) => grade !== null).map(({ shown }) => shown.id);
        expect([...mentioned, ...silent].sort()).toEqual(expected.sort());
        expect(check(text, open)).toEqual(result);
      }),
      { numRuns: 500 },
    ));

  it('loses no mention by the words around it', () =>
    fc.assert(
      fc.property(fc.lorem({ mode: 'sentences' }), fc.lorem({ mode: 'sentences' }), (before, after) => {
        const { mentioned } = check(`${before}\n- Now the hub opens\n- ${after}`, [commitment(0, 'Hub opens', null)]);
        expect(mentioned[0]?.places.some(({ line }) => line === 2)).toBe(true);
      }),
    ));

  it('reads what is readable as it is', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => expect(readable(readable(text))).toBe(readable(text))),
    ));
});
