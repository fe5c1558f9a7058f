import { describe, expect, it } from '@jest/globals';
import { quotationsIn, wordsKey } from '../../src/papers/papers.quotes.js';
import { slidesOf, textPaper } from '../../src/papers/papers.text.js';

const quotations = (text: string, names: readonly string[] = []) =>
  slidesOf(textPaper(text)).flatMap((slide) => quotationsIn(slide, (words) => names.includes(words)));
const words = (text: string) => quotations(text).map((quotation) => quotation.words);

describe('quotations', () => {
  it.each([
    ['straight marks', '"The room was full of light"', 'The room was full of light'],
    ['curly marks', '“The room was full of light”', 'The room was full of light'],
    ['guillemets', '«The room was full of light»', 'The room was full of light'],
    ['raised commas', 'She said ‘that’s what the room is for’ and left', 'that’s what the room is for'],
    ['single straight marks', "They said 'that's the best day we had' again", "that's the best day we had"],
    ['a bullet of PowerPoint', ' - o "The room was full of light"', 'The room was full of light'],
    ['three words about somebody', '"It helped me"', 'It helped me'],
    ['marks in marks', '“They told me ‘come back soon’ and I did”', 'They told me ‘come back soon’ and I did'],
    ['two lines of a slide', '“The room was\nfull of light”', 'The room was full of light'],
    ['no mark at the end', '“The room was full of light\n\nNext slide', 'The room was full of light'],
  ])('are found in %s', (_, text, expected) => expect(words(text)).toEqual([expected]));

  it('end where the next one begins', () =>
    expect(words('"The room was full of light\n"The food was very good"')).toEqual([
      'The room was full of light',
      'The food was very good',
    ]));

  it('end where the next one begins on the same line', () =>
    expect(words('“The room was full of light “The food was very good”')).toEqual([
      'The room was full of light',
      'The food was very good',
    ]));

  it('are found side by side', () =>
    expect(words('"We liked it a lot" and "we come back soon"')).toEqual(['We liked it a lot', 'we come back soon']));

  it.each([
    'packs on “travel”, “money” and “home life”',
    'the right to rest ("article 31")',
    'a conference called “Hearing Every Young Voice Together”',
    "the carers' group and the children's group meet in the '90s house",
    'a room of 12" by 9" with tables',
    'no marks at all',
  ])('are not terms, titles or measures: %s', (text) => expect(words(text)).toEqual([]));

  it('are not names on record', () =>
    expect(quotations('We ran “a better start for all”', ['a better start for all'])).toEqual([]));

  it('know who is said to speak', () => {
    const introduced = (text: string) => quotations(text)[0]?.introducedBy;
    expect(introduced('- A visitor told us: "The room was full of light"')).toBe('A visitor told us:');
    expect(introduced('"The room was full of light" – a visitor')).toBe('a visitor');
    expect(introduced('What visitors said:\n - "The room was full of light"')).toBe('What visitors said:');
    expect(introduced('A visit took place\n - "The room was full of light"')).toBeNull();
  });

  it('stand where they stand', () => {
    const text = 'a\nb: “The room was full of light” c';
    const [quotation] = quotations(text);
    expect(text.slice(quotation?.from, quotation?.to)).toBe('“The room was full of light”');
  });
});

it('the same words in another spelling are the same words', () =>
  expect(wordsKey('It’s  good – really,\ngood!')).toBe(wordsKey("It's good; really good")));
