import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  noTarget,
  parseTargetDate,
  TARGET_PRECISIONS,
  type TargetPrecision,
} from '../../src/commitments/target-date.js';
import { isDay } from '../../src/event-sourcing/days.js';
import { runs } from '../support/runs.js';

/** The day of the September deck, when nothing else is said. */
const SEPTEMBER = '2025-09-03';

type Row = readonly [words: string, precision: TargetPrecision, earliest: string | null, latest: string | null];

const reads = (name: string, rows: readonly Row[], { statedOn = SEPTEMBER, yearInferred = false } = {}) =>
  describe(name, () => {
    it.each(rows)('%p is %s, %s to %s', (asWritten, precision, earliest, latest) => {
      const expected = { asWritten, precision, earliest, latest, ...(yearInferred && { yearInferred: true }) };
      expect(parseTargetDate(asWritten, statedOn)).toStrictEqual(expected);
    });
  });

reads('a day with its year', [
  ['12th November 2025', 'DAY', '2025-11-12', '2025-11-12'],
  ['  Wednesday,  12 November 2025. ', 'DAY', '2025-11-12', '2025-11-12'],
  ['Weds 12th of Nov. 2025', 'DAY', '2025-11-12', '2025-11-12'],
  ['on 12 NOVEMBER 2025', 'DAY', '2025-11-12', '2025-11-12'],
  ['November 12th, 2025', 'DAY', '2025-11-12', '2025-11-12'],
  ['12/11/2025', 'DAY', '2025-11-12', '2025-11-12'],
  ['12.11.25', 'DAY', '2025-11-12', '2025-11-12'],
  ['3/4/26', 'DAY', '2026-04-03', '2026-04-03'],
  ['12-Nov-25', 'DAY', '2025-11-12', '2025-11-12'],
  ['2025-11-12', 'DAY', '2025-11-12', '2025-11-12'],
  ['29 February 2028', 'DAY', '2028-02-29', '2028-02-29'],
  ['w/c 12 January 2026', 'DAY', '2026-01-12', '2026-01-18'],
  ['Week commencing Monday 29 December 2025', 'DAY', '2025-12-29', '2026-01-04'],
]);

reads('a month with its year', [
  ['January 2026', 'MONTH', '2026-01-01', '2026-01-31'],
  ['in January 2026', 'MONTH', '2026-01-01', '2026-01-31'],
  ['Jan 26', 'MONTH', '2026-01-01', '2026-01-31'],
  ['Jan-26', 'MONTH', '2026-01-01', '2026-01-31'],
  ['Jan ’26', 'MONTH', '2026-01-01', '2026-01-31'],
  ['Sept. 2026', 'MONTH', '2026-09-01', '2026-09-30'],
  ['01/2026', 'MONTH', '2026-01-01', '2026-01-31'],
  ['2026-01', 'MONTH', '2026-01-01', '2026-01-31'],
  ['February 2026', 'MONTH', '2026-02-01', '2026-02-28'],
  ['February 2028', 'MONTH', '2028-02-01', '2028-02-29'],
  ['mid March 2026', 'MONTH', '2026-03-01', '2026-03-31'],
  ['mid-March 2026', 'MONTH', '2026-03-01', '2026-03-31'],
  ['in early March 2026', 'MONTH', '2026-03-01', '2026-03-31'],
  ['Late March 2026', 'MONTH', '2026-03-01', '2026-03-31'],
  ['end of March 2026', 'MONTH', '2026-03-01', '2026-03-31'],
]);

reads('a quarter or half', [
  ['Q1 2025/26', 'QUARTER', '2025-04-01', '2025-06-30'],
  ['Q3 2025/26', 'QUARTER', '2025-10-01', '2025-12-31'],
  ['Quarter 3 2025-26', 'QUARTER', '2025-10-01', '2025-12-31'],
  ['Q3, 2025–2026', 'QUARTER', '2025-10-01', '2025-12-31'],
  ['Qtr 3 of 25/26', 'QUARTER', '2025-10-01', '2025-12-31'],
  ['third quarter of financial year 2025/26', 'QUARTER', '2025-10-01', '2025-12-31'],
  ['2025/26 Q3', 'QUARTER', '2025-10-01', '2025-12-31'],
  ['end of Q3 2025/26', 'QUARTER', '2025-10-01', '2025-12-31'],
  ['Q4 FY2027/28', 'QUARTER', '2028-01-01', '2028-03-31'],
  ['H1 2026', 'HALF', '2026-01-01', '2026-06-30'],
  ['first half of 2026', 'HALF', '2026-01-01', '2026-06-30'],
  ['the second half of 2026', 'HALF', '2026-07-01', '2026-12-31'],
  ['H1 2025/26', 'HALF', '2025-04-01', '2025-09-30'],
  ['H2 2025/26', 'HALF', '2025-10-01', '2026-03-31'],
]);

reads('a year', [
  ['2025/26', 'FINANCIAL_YEAR', '2025-04-01', '2026-03-31'],
  ['2025-2026', 'FINANCIAL_YEAR', '2025-04-01', '2026-03-31'],
  ['25/26', 'FINANCIAL_YEAR', '2025-04-01', '2026-03-31'],
  ['financial year 2025/26', 'FINANCIAL_YEAR', '2025-04-01', '2026-03-31'],
  ['FY25/26', 'FINANCIAL_YEAR', '2025-04-01', '2026-03-31'],
  ['2099/00', 'FINANCIAL_YEAR', '2099-04-01', '2100-03-31'],
  ['academic year 2025/26', 'ACADEMIC_YEAR', '2025-09-01', '2026-08-31'],
  ['2025/26 academic year', 'ACADEMIC_YEAR', '2025-09-01', '2026-08-31'],
  ['2026', 'YEAR', '2026-01-01', '2026-12-31'],
  ['during 2026', 'YEAR', '2026-01-01', '2026-12-31'],
]);

reads('a season or term', [
  ['Spring 2026', 'SEASON', '2026-03-01', '2026-05-31'],
  ['Summer 2026', 'SEASON', '2026-06-01', '2026-08-31'],
  ['Autumn 2026', 'SEASON', '2026-09-01', '2026-11-30'],
  ['Winter 2026', 'SEASON', '2026-12-01', '2027-02-28'],
  ['Winter 2027/28', 'SEASON', '2027-12-01', '2028-02-29'],
  ['late summer 2026', 'SEASON', '2026-06-01', '2026-08-31'],
  ['Autumn term 2026', 'SEASON', '2026-09-01', '2026-12-31'],
  ['Spring term 2026', 'SEASON', '2026-01-01', '2026-03-31'],
  ['Summer term 2026', 'SEASON', '2026-04-01', '2026-07-31'],
  ['Autumn term 2025/26', 'SEASON', '2025-09-01', '2025-12-31'],
  ['Spring term 2025/26', 'SEASON', '2026-01-01', '2026-03-31'],
  ['Summer term of academic year 2025/26', 'SEASON', '2026-04-01', '2026-07-31'],
]);

reads('a last day without a first one', [
  ['by 31 March 2026', 'DAY', null, '2026-03-31'],
  ['By 31/03/2026', 'DAY', null, '2026-03-31'],
  ['no later than 31 March 2026', 'DAY', null, '2026-03-31'],
  ['by March 2026', 'MONTH', null, '2026-03-31'],
  ['by the end of March 2026', 'MONTH', null, '2026-03-31'],
  ['completed by end-March 2026', 'MONTH', null, '2026-03-31'],
  ['before the end of March 2026', 'MONTH', null, '2026-03-31'],
  ['before March 2026', 'MONTH', null, '2026-02-28'],
  ['by the start of 2026/27', 'FINANCIAL_YEAR', null, '2026-04-01'],
  ['by the end of Q3 2025/26', 'QUARTER', null, '2025-12-31'],
  ['by summer 2026', 'SEASON', null, '2026-08-31'],
  ['by Christmas 2025', 'DAY', null, '2025-12-25'],
]);

reads('a first day without a last one', [
  ['from April 2026', 'MONTH', '2026-04-01', null],
  ['From 1 April 2026 onwards', 'DAY', '2026-04-01', null],
  ['after Christmas 2025', 'DAY', '2025-12-26', null],
  ['2026/27 onwards', 'FINANCIAL_YEAR', '2026-04-01', null],
]);

reads('a range', [
  ['November to December 2025', 'MONTH', '2025-11-01', '2025-12-31'],
  ['November–December 2025', 'MONTH', '2025-11-01', '2025-12-31'],
  ['November/December 2025', 'MONTH', '2025-11-01', '2025-12-31'],
  ['November — February 2026', 'MONTH', '2025-11-01', '2026-02-28'],
  ['Nov-25 - Jan-26', 'MONTH', '2025-11-01', '2026-01-31'],
  ['1-30 November 2025', 'DAY', '2025-11-01', '2025-11-30'],
  ['1st – 30th November 2025', 'DAY', '2025-11-01', '2025-11-30'],
  ['between 28 November and 2 December 2025', 'DAY', '2025-11-28', '2025-12-02'],
  ['between March and May 2026', 'MONTH', '2026-03-01', '2026-05-31'],
  ['from 2025/26 to 2027/28', 'FINANCIAL_YEAR', '2025-04-01', '2028-03-31'],
  ['2025-2028', 'YEAR', '2025-01-01', '2028-12-31'],
  ['Q4 to Q1 2026/27', 'QUARTER', '2026-01-01', '2026-06-30'],
  ['2025-11-12 to 2025-11-20', 'DAY', '2025-11-12', '2025-11-20'],
  ['Q1/Q2 2026/27', 'QUARTER', '2026-04-01', '2026-09-30'],
  ['Spring/Summer 2026', 'SEASON', '2026-03-01', '2026-08-31'],
]);

reads(
  'a year taken from the day of the statement',
  [
    ['12 November', 'DAY', '2025-11-12', '2025-11-12'],
    ['12/11', 'DAY', '2025-11-12', '2025-11-12'],
    ['3 September', 'DAY', '2025-09-03', '2025-09-03'],
    ['2 September', 'DAY', '2026-09-02', '2026-09-02'],
    ['29 February', 'DAY', '2028-02-29', '2028-02-29'],
    ['in November', 'MONTH', '2025-11-01', '2025-11-30'],
    ['November', 'MONTH', '2025-11-01', '2025-11-30'],
    ['in December', 'MONTH', '2025-12-01', '2025-12-31'],
    ['September', 'MONTH', '2025-09-01', '2025-09-30'],
    ['August', 'MONTH', '2026-08-01', '2026-08-31'],
    ['by end of March', 'MONTH', null, '2026-03-31'],
    ['before September', 'MONTH', null, '2026-08-31'],
    ['by Christmas', 'DAY', null, '2025-12-25'],
    ['before Christmas', 'DAY', null, '2025-12-24'],
    ['Q3', 'QUARTER', '2025-10-01', '2025-12-31'],
    ['by the end of the financial year', 'FINANCIAL_YEAR', null, '2026-03-31'],
    ['this academic year', 'ACADEMIC_YEAR', '2025-09-01', '2026-08-31'],
    ['Summer', 'SEASON', '2026-06-01', '2026-08-31'],
    ['autumn term', 'SEASON', '2025-09-01', '2025-12-31'],
    ['November to February', 'MONTH', '2025-11-01', '2026-02-28'],
    ['November 2025 to January', 'MONTH', '2025-11-01', '2026-01-31'],
    ['August - September', 'MONTH', '2025-08-01', '2025-09-30'],
  ],
  { yearInferred: true },
);

reads('a winter begun last year', [['Winter', 'SEASON', '2025-12-01', '2026-02-28']], {
  statedOn: '2026-01-10',
  yearInferred: true,
});

reads('an ongoing target', [
  ['Ongoing', 'ONGOING', null, null],
  ['On-going', 'ONGOING', null, null],
  ['continuous', 'ONGOING', null, null],
  ['Ongoing throughout 2025/26', 'ONGOING', '2025-04-01', '2026-03-31'],
]);

reads('a recurring target', [
  ['annual', 'RECURRING', null, null],
  ['Annually', 'RECURRING', null, null],
  ['yearly', 'RECURRING', null, null],
  ['every year', 'RECURRING', null, null],
  ['Quarterly', 'RECURRING', null, null],
  ['monthly', 'RECURRING', null, null],
  ['every six months', 'RECURRING', null, null],
  ['each academic term', 'RECURRING', null, null],
  ['quarterly from April 2026', 'RECURRING', '2026-04-01', null],
]);

reads(
  'the next time of a recurring target',
  [
    ['every November', 'RECURRING', '2025-11-01', '2025-11-30'],
    ['annually in November', 'RECURRING', '2025-11-01', '2025-11-30'],
    ['annually, each November', 'RECURRING', '2025-11-01', '2025-11-30'],
    ['November; annual', 'RECURRING', '2025-11-01', '2025-11-30'],
    ['November each year', 'RECURRING', '2025-11-01', '2025-11-30'],
    ['every 1 April', 'RECURRING', '2026-04-01', '2026-04-01'],
  ],
  { yearInferred: true },
);

reads('a conditional target', [
  ['when funding is agreed', 'CONDITIONAL', null, null],
  ['Subject to Cabinet approval', 'CONDITIONAL', null, null],
  ['once the survey closes', 'CONDITIONAL', null, null],
  ['following the local offer review', 'CONDITIONAL', null, null],
  ['after the panel in March 2026', 'CONDITIONAL', null, null],
  ['by March 2026, subject to funding', 'CONDITIONAL', null, '2026-03-31'],
]);

reads('a target to be confirmed', [
  ['TBC', 'TBC', null, null],
  ['t.b.c.', 'TBC', null, null],
  ['TBA', 'TBC', null, null],
  ['tbd', 'TBC', null, null],
  ['Date TBC', 'TBC', null, null],
  ['to be confirmed', 'TBC', null, null],
  ['to follow', 'TBC', null, null],
]);

reads('no target', [
  ['', 'NONE', null, null],
  ['  ', 'NONE', null, null],
  ['-', 'NONE', null, null],
  ['—', 'NONE', null, null],
  ['N/A', 'NONE', null, null],
  ['n.a.', 'NONE', null, null],
  ['none', 'NONE', null, null],
  ['not stated', 'NONE', null, null],
]);

reads('words left to a person', [
  ['soonish', 'UNPARSED', null, null],
  ['31 February 2026', 'UNPARSED', null, null],
  ['by 31/02/2026', 'UNPARSED', null, null],
  ['29/02/2026', 'UNPARSED', null, null],
  ['31-02-2026', 'UNPARSED', null, null],
  ['2026-13-01', 'UNPARSED', null, null],
  ['11/23/2025', 'UNPARSED', null, null],
  ['Tuesday 12 November 2025', 'UNPARSED', null, null],
  ['Tuesday 12 November', 'UNPARSED', null, null],
  ['Q3 2025', 'UNPARSED', null, null],
  ['Q5 2025/26', 'UNPARSED', null, null],
  ['2025/27', 'UNPARSED', null, null],
  ['Summer 2025/26', 'UNPARSED', null, null],
  ['November 12', 'UNPARSED', null, null],
  ['March 31', 'UNPARSED', null, null],
  ['12/13', 'UNPARSED', null, null],
  ['March 2026 to January 2026', 'UNPARSED', null, null],
  ['before Easter 2026', 'UNPARSED', null, null],
  ['March 2026 (TBC)', 'UNPARSED', null, null],
  ['annual review', 'UNPARSED', null, null],
  ['not by March 2026', 'UNPARSED', null, null],
]);

reads(
  'words without a year on no day of this century',
  [
    ['November', 'UNPARSED', null, null],
    ['Jan 26', 'UNPARSED', null, null],
  ],
  { statedOn: 'yesterday' },
);

describe('any words', () => {
  const vocabulary = `by end of start the between and to - / from before after on mid 1 12 31st 30 26 2025 2026 2025/26
    25-26 2026-02-31 31/02/2026 29 February Nov November, Sept. Q3 Quarter H1 half first Winter Spring term annual every
    year monthly ongoing TBC subject once financial academic Wednesday Christmas w/c`.split(/\s+/);
  const phrase = fc
    .array(fc.constantFrom(...vocabulary), { maxLength: 8 })
    .chain((words) => fc.constantFrom(' ', '  ', '-').map((gap) => words.join(gap)));
  const words = fc.oneof({ arbitrary: phrase, weight: 4 }, fc.string({ unit: 'binary' }));
  const someDay = fc
    .date({ min: new Date('1990-01-01'), max: new Date('2110-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));
  const statedOn = fc.oneof(
    { arbitrary: someDay, weight: 4 },
    fc.constantFrom('0000-01-01', '9999-12-31'),
    fc.string(),
  );

  it('are kept, and their ends are real days in order', () => {
    fc.assert(
      fc.property(words, statedOn, (asWritten, day) => {
        const target = parseTargetDate(asWritten, day);
        expect(target.asWritten).toBe(asWritten);
        expect(TARGET_PRECISIONS).toContain(target.precision);
        for (const end of [target.earliest, target.latest]) expect(end === null || isDay(end)).toBe(true);
        if (target.earliest !== null && target.latest !== null) expect(target.earliest <= target.latest).toBe(true);
        if (['TBC', 'NONE', 'UNPARSED'].includes(target.precision))
          expect([target.earliest, target.latest]).toEqual([null, null]);
      }),
      runs(2000),
    );
  });

  it('are read in a moment, however many there are', () => {
    const started = performance.now();
    for (const word of ['to ', 'by ', 'every ', 'in ', '- ', ' ', '1', 'a-', 'once a '])
      parseTargetDate(word.repeat(5_000), SEPTEMBER);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

it('no target is what empty words are read as', () => {
  expect(parseTargetDate('', SEPTEMBER)).toStrictEqual(noTarget);
});
