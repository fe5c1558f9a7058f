import { describe, expect, it } from '@jest/globals';
import { placeholdersIn } from '../../src/papers/papers.placeholders.js';
import { quotationsIn } from '../../src/papers/papers.quotes.js';
import { slidesOf, textPaper } from '../../src/papers/papers.text.js';

const found = (text: string) =>
  slidesOf(textPaper(text)).flatMap((slide) =>
    placeholdersIn(
      slide,
      quotationsIn(slide, () => false),
    ).map(({ from, to }) => slide.text.slice(from, to)),
  );

describe('what looks left in from a draft', () => {
  it.each([
    ['- (add two comments here)', '(add two comments here)'],
    ['The hub [insert name] opens', '[insert name]'],
    ['Opens on [date] in town', '[date]'],
    ['Numbers: [please check with health]', '[please check with health]'],
    ['- Insert the chart from the spring', 'Insert the chart from the spring'],
    ['  Please add a line from the young people here', 'Please add a line from the young people here'],
    ['Click to add text', 'Click to add text'],
    ['Photos to follow', 'to follow'],
    ['Photos to follow.', 'to follow'],
    ['Figures to follow in March', 'to follow'],
    ['Figures (to follow)', 'to follow'],
    ['Date: TBC', 'TBC'],
    ['Lead tba, place tbc', 'tba,tbc'],
    ['Venue to be confirmed', 'to be confirmed'],
    ['Lorem ipsum dolor', 'Lorem ipsum'],
    ['XX young people took part, £xx spent', 'XX,xx'],
    ['on xx/xx/2025', 'xx/xx/2025'],
    ['Cost: ???', '???'],
    ['Signed ______', '______'],
    ['The rest […] is missing', '[…]'],
    ['Spoke to [...]', '[...]'],
    ['TODO ask housing', 'TODO'],
  ])('is found: %s', (text, words) => expect(found(text).join()).toBe(words));

  it.each([
    'We will follow up with every school',
    'The guidance is easy to follow',
    'Steps for staff to follow',
    'The plan to follow up each visit works',
    'The rules we have to follow.',
    'Young people who live here are included in the group',
    'We include families who moved here last year',
    'The group (which meets here) agreed',
    'Inserted by the committee in May',
    'Update: the hub is open',
    'Part XX of the Act',
    'She wrote "love to you all xx" on the card',
    'They said "we went […] and then we ate lunch"',
    'See appendix [3] and [Smith 2020]',
    'Wait... what?',
    'The next steps are clear.',
  ])('is not seen in ordinary words: %s', (text) => expect(found(text)).toEqual([]));

  it('is named once where two signs overlap', () =>
    expect(found('(insert the date here, to follow)')).toEqual(['(insert the date here, to follow)']));
});
