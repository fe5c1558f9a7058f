import { describe, expect, it } from '@jest/globals';
import { excerptOf, paragraphsOf, placeOf, sentencesOf, slidesOf, textPaper } from '../../src/papers/papers.text.js';

const paragraphs = (text: string) => paragraphsOf(textPaper(text)).map((stretch) => stretch.text);

describe('the paragraphs of a text', () => {
  it('join lines that were broken by hand', () =>
    expect(paragraphs('The hub opens\nin March.\nIt is new.')).toEqual(['The hub opens\nin March.', 'It is new.']));

  it('join a full line with the next, though that begins with a capital', () => {
    const full = 'What was agreed with the young people of the county about National';
    expect(paragraphs(`${full}\nCare Leaver Month`)).toEqual([`${full}\nCare Leaver Month`]);
  });

  it.each(['- ', '• ', '2. ', 'o '])('begin anew at a bullet: "%s"', (bullet) =>
    expect(paragraphs(`the first\n${bullet}the second`)).toHaveLength(2),
  );

  it('keep apart what stands apart', () => expect(paragraphs('one\n\ntwo\r\n\r\nthree\rFour')).toHaveLength(4));
});

describe('a place in a paper', () => {
  it('is the line of the text, whatever was joined', () => {
    const [paragraph] = paragraphsOf(textPaper('\n\none goes\non and\non'));
    expect([0, 4, 8, 9, 15, 16].map((offset) => paragraph?.at(offset).line.line)).toEqual([3, 3, 3, 4, 4, 5]);
  });

  it('is told in words, as the kind of the paper has it', () => {
    expect(placeOf({ kind: 'TEXT' }, { line: 3, slide: null })).toBe('line 3');
    expect(placeOf({ kind: 'DOCUMENT' }, { line: 3, slide: null })).toBe('paragraph 3');
    expect(placeOf({ kind: 'SLIDES' }, { line: 3, slide: 2 })).toBe('slide 2, paragraph 3');
  });

  it('is on one slide', () => {
    const line = (slide: number, n: number, text: string) => ({ text, line: n, slide });
    const slides = slidesOf({ kind: 'SLIDES', lines: [line(1, 1, 'a'), line(1, 2, 'b'), line(2, 1, 'c')] });
    expect(slides.map(({ text }) => text)).toEqual(['a\nb', 'c']);
  });
});

describe('the sentences of a paragraph', () => {
  const sentences = (text: string) => {
    const [paragraph] = paragraphsOf(textPaper(text));
    return paragraph ? [...sentencesOf(paragraph)] : [];
  };

  it('end where the next one begins with a capital', () =>
    expect(sentences('It opened, e.g. in May. “Good!” We went. 12 came').map(({ text }) => text.trim())).toEqual([
      'It opened, e.g. in May.',
      '“Good!”',
      'We went.',
      '12 came',
    ]));

  it('are cut between words where there is no end, and lose nothing', () => {
    const text = 'word '.repeat(500);
    const pieces = sentences(text);
    expect(pieces.length).toBeGreaterThan(4);
    expect(pieces.map((piece) => piece.text).join('')).toBe(text);
    expect(pieces.every((piece) => text.startsWith(piece.text, piece.offset))).toBe(true);
  });
});

it('marks that show nothing do not stand between two words', () =>
  expect(textPaper('\ufeffNational\u00a0Care Lea\u00adver\u200b Month').lines[0]?.text).toBe(
    'National Care Leaver Month',
  ));

it('an excerpt leaves out bullets and what is long', () => {
  expect(excerptOf(' -  one\n two ')).toBe('one two');
  expect(excerptOf('x'.repeat(300))).toHaveLength(161);
  expect(excerptOf(`${'one '.repeat(100)}here ${'two '.repeat(100)}`, 400)).toMatch(
    /^…(?:one ){10,}here (?:two ){10,}two…$/,
  );
});
