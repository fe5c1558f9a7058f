import { describe, expect, it } from '@jest/globals';
import { possibleNamesIn } from '../../src/papers/papers.people.js';
import { paragraphsOf, sentencesOf, textPaper } from '../../src/papers/papers.text.js';

const KNOWN = new Set(['crewe', 'voice', 'improvement', 'plan', 'independence', 'packs']);
const names = (text: string) =>
  paragraphsOf(textPaper(text))
    .flatMap((paragraph) => [...sentencesOf(paragraph)])
    .flatMap((sentence) =>
      possibleNamesIn(sentence, (word) => KNOWN.has(word)).map(({ from, to }) => sentence.text.slice(from, to)),
    );

// All names here are made up.
describe('what looks like a child’s name', () => {
  it.each([
    ['Zorblina, aged 9, came along', 'Zorblina'],
    ['We met Zorblina (14) at the hub', 'Zorblina'],
    ['A talk with Zorblina Quax, year 5', 'Zorblina Quax'],
    ["Zorblina's foster carer wrote to us", 'Zorblina'],
    ['Zorblina lives with her foster carer', 'Zorblina'],
    ['Then Zorblina met her social worker', 'Zorblina'],
    ['Her brother, little Quax, is 7 years old', 'Quax'],
    ['A picture by Zorblina and Quax, aged 6', 'Zorblina,Quax'],
    ['K (14) drew the poster', 'K'],
    ['KQ, aged 9, drew the poster', 'KQ'],
  ])('is found: %s', (text, found) => expect(names(text).join()).toBe(found));

  it.each([
    'Care leavers aged 16 to 25 may ask for the Independence Packs',
    'Young People aged 16-25 signed it',
    'The Improvement Plan enters year 2 in Crewe',
    'Training for Social Workers at the Voice Conference',
    'In May, 14 young people met the Mayor',
    'The hub in Quaxtown helps children aged 9',
    'Councillor Quax spoke with a child aged 9 and her carer',
    'Table A (3) shows the rest',
    'Children with a foster carer were asked',
    'Zorblina chaired the committee',
    'Feedback from his school was good',
  ])('is not seen in: %s', (text) => expect(names(text)).toEqual([]));
});
