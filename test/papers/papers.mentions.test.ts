import { describe, expect, it } from '@jest/globals';
import { indexOf, type NameIndex, type Sought } from '../../src/papers/papers.index.js';
import { mentionsIn } from '../../src/papers/papers.mentions.js';
import { paragraphsOf, sentencesOf, textPaper } from '../../src/papers/papers.text.js';

const sought = (id: string, title: string, more: Partial<Sought> = {}): Sought => ({
  ...{ id, reference: null, title, aliases: [], programme: null, wholeNames: [] },
  shared: ['care leavers', 'cared for children and young people', 'Crewe'],
  ...more,
});

const month = 'National Care Leaver Month 2025';
const part = (id: string, title: string): Sought => sought(id, title, { wholeNames: [month] });
const PLAN: readonly Sought[] = [
  sought('month', month, { reference: 'P-06' }),
  part('review', 'Care Leaver Month: the local offer review'),
  part('workshops', 'Care Leaver Month: workshops'),
  part('day', 'Care Leaver Month: Takeover Day'),
  sought('offer', 'A local offer made better together', {
    reference: '7',
    programme: { id: 'local offer', names: ['Local offer for care leavers', 'Local offer'] },
  }),
  sought('profiles', 'Picture profiles of professionals', { aliases: ['Meet your worker'] }),
  sought('wifi', 'Wireless internet in every home', { reference: 'A4' }),
  sought('young', 'Young people in Crewe'),
];
const indexed = (all: readonly Sought[]): NameIndex => {
  const run = indexOf(all);
  for (;;) {
    const step = run.next();
    if (step.done) return step.value;
  }
};
const index = indexed(PLAN);

const mentions = (text: string, among = index) => {
  const found = paragraphsOf(textPaper(text))
    .flatMap((paragraph) => [...sentencesOf(paragraph)])
    .flatMap((sentence) => mentionsIn(sentence, among));
  return Object.fromEntries(found.map(({ id, by, confidence }) => [id, `${by} ${confidence}`]));
};

describe('a paper mentions a commitment', () => {
  it.each<[string, string, Readonly<Record<string, string>>]>([
    ['by its reference', 'See p-06 for more', { month: 'REFERENCE 1' }],
    ['by a reference that is only a number, where it is called one', 'Action 7 goes on', { offer: 'REFERENCE 1' }],
    ['by its title', 'NATIONAL care leavers month went well', { month: 'TITLE 0.95' }],
    ['by its title broken over two lines', 'It was for National Care\nleaver month', { month: 'TITLE 0.95' }],
    ['by another name', 'A page called meet your worker is out', { profiles: 'ALIAS 0.9' }],
    ['by the name of its programme', 'The local offer is on the website', { offer: 'PROGRAMME 0.85' }],
    ['by all words in another order', 'Homes have wireless internet now, every one', { wifi: 'TITLE 0.85' }],
    ['by other forms of its words', 'A profile with pictures of a professional', { profiles: 'TITLE 0.85' }],
    [
      'and its whole, each by its own words',
      'In National Care Leaver Month the local offer review was held',
      {
        month: 'TITLE 0.95',
        review: 'TITLE 0.95',
        offer: 'PROGRAMME 0.85',
      },
    ],
    [
      'by one word of its own near the words of its whole',
      'Care Leaver Month has workshops',
      { workshops: 'TITLE 0.65' },
    ],
  ])('%s', (_, text, expected) => expect(mentions(text)).toEqual(expected));

  it('less surely in another year', () => expect(mentions('National Care Leaver Month 2024 is long gone')).toEqual({}));

  it('less surely by a programme that many serve', () => {
    const programme = { id: 'p', names: ['Housing charter'] };
    const serving = (count: number) =>
      indexed(
        Array.from({ length: count }, (_, n) => sought(`c${n}`, `Thing ${n} of ${'abcdefgh'[n]}mail`, { programme })),
      );
    const found = (count: number) => mentions('The housing charter is signed', serving(count));
    expect(found(1)).toEqual({ c0: 'PROGRAMME 0.85' });
    expect(Object.values(found(3))).toEqual(['PROGRAMME 0.55', 'PROGRAMME 0.55', 'PROGRAMME 0.55']);
    expect(found(4)).toEqual({});
  });
});

it('a reference that several plans use is less sure, and of many no mention', () => {
  const called = (count: number) =>
    indexed(Array.from({ length: count }, (_, n) => sought(`c${n}`, 'Something else', { reference: 'P-1' })));
  expect(mentions('See P-1', called(2))).toEqual({ c0: 'REFERENCE 0.71', c1: 'REFERENCE 0.71' });
  expect(mentions('See P-1', called(5))).toEqual({});
});

describe('a paper does not mention a commitment', () => {
  it.each([
    ['by words that half of the plan shares', 'Young people and care leavers came to Crewe'],
    ['by a part of its words', 'A picture was taken of the month'],
    ['by a number that is no reference', 'There were 7 of us, on A4 paper'],
    ['by a reference in a longer one', 'See P-06b and XP-06'],
    ['by the words of its whole', 'Care Leaver Month'],
    ['by one common word of its own, far from its whole', 'There were workshops'],
    ['in an empty line', ''],
  ])('%s', (_, text) => expect(mentions(text)).toEqual({}));
});

it('a plan without commitments is mentioned nowhere', () => expect(mentions('P-06', indexed([]))).toEqual({}));

it('the place is where the words stand', () => {
  const [paragraph] = paragraphsOf(textPaper('First this. Then National Care Leaver Month came.'));
  const found = paragraph ? [...sentencesOf(paragraph)].flatMap((sentence) => mentionsIn(sentence, index)) : [];
  expect(found.map(({ offset, words }) => paragraph?.text.startsWith(words, offset))).toEqual([true]);
  expect(found[0]?.words).toBe('National Care Leaver Month');
});
