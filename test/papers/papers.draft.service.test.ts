import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PaperCheck } from '../../src/papers/papers.check.js';
import { bodyId } from '../../src/bodies/body.commands.js';
import { meetingId } from '../../src/meetings/meeting.commands.js';
import { startTracker, type Tracker } from '../support/tracker.js';
import { DRAFT, SPOKEN_OF } from './a-draft.js';

const PLACE = 'place line slide excerpt';
const COMMITMENT = 'commitment { reference title state lead targetAsWritten targetLatest }';
const QUERY = `query ($text: String!, $meetingId: ID, $on: Day, $toldBy: Day) {
  checkPaper(text: $text, meetingId: $meetingId, on: $on, toldBy: $toldBy) {
    on lineCount expectedCount leftOut
    mentioned { ${COMMITMENT} confidence by words isExpected places { ${PLACE} confidence } sentence }
    notMentioned { ${COMMITMENT} grade wholeMentioned sentence }
    placeholders { ${PLACE} words introducedBy sentence }
    quotes { ${PLACE} words introducedBy sentence }
    possibleNames { ${PLACE} words introducedBy sentence }
  }
}`;

const COMMITTEE = bodyId('Cared for Children and Care Leavers Committee');
const DECEMBER = { meetingId: meetingId(COMMITTEE, '2025-12-02') };

/** A draft for December, held against the example plan as the council had been told it by 3 September. */
describe('a draft for the meeting of 2 December', () => {
  let tracker: Tracker;
  let check: PaperCheck;
  beforeAll(async () => {
    tracker = await startTracker({}, []);
    check = await checked(DRAFT);
  });
  afterAll(() => tracker.stop());

  const checked = async (text: string, meeting: object = DECEMBER, toldBy = '2025-09-03'): Promise<PaperCheck> => {
    const { data, errors } = await tracker.ask(QUERY, { text, toldBy, ...meeting });
    expect(errors).toBeUndefined();
    return data?.['checkPaper'] as PaperCheck;
  };
  const graded = (grade: string) =>
    check.notMentioned.filter((one) => one.grade === grade).map(({ commitment }) => commitment.reference);

  it('is held against all that the cycle of its meeting expects', () => {
    expect(check).toMatchObject({ on: '2025-12-02', expectedCount: 23, leftOut: 0 });
    expect(check.mentioned.length + check.notMentioned.length).toBe(23);
  });

  it('does not mention sixteen promises, nor one that only the minutes link to what it tells', () => {
    expect(graded('DUE')).toEqual(['S-06b', 'S-06c', 'S-06e', 'S-08', 'S-10']);
    expect(graded('UNDATED')).toEqual(['S-01b', 'S-02', 'S-02a', 'S-02b', 'S-02c', 'S-05', 'S-09']);
    expect(graded('NOT_YET_DUE')).toEqual(['S-01', 'S-01c', 'S-01d', 'S-01e', 'S-07']);
    const ofWhole = check.notMentioned.filter(({ wholeMentioned }) => wholeMentioned);
    expect(ofWhole.map(({ commitment }) => commitment.reference)).toEqual(['S-06b', 'S-06c', 'S-06e']);
  });

  it('mentions what a person reads in it: how many mentions are right, and how many are found', () => {
    const places = check.mentioned.flatMap(({ commitment, places: all }) =>
      all.map(({ line }) => `${commitment.reference} ${line}`),
    );
    const truth = Object.entries(SPOKEN_OF).flatMap(([reference, lines]) =>
      lines.map((line) => `${reference} ${line}`),
    );
    const found = new Set(check.mentioned.map(({ commitment }) => commitment.reference));
    const meant = new Set(Object.keys(SPOKEN_OF));
    const right = {
      commitments: [...found].filter((one) => meant.has(one ?? '')),
      places: places.filter((one) => truth.includes(one)),
    };
    expect({
      ofCommitments: {
        precision: right.commitments.length / found.size,
        recall: right.commitments.length / meant.size,
      },
      ofPlaces: { precision: right.places.length / places.length, recall: right.places.length / truth.length },
    }).toEqual({
      ofCommitments: { precision: 1, recall: 1 },
      // The local offer, named once more in line 29, might be its review.
      ofPlaces: { precision: 7 / 8, recall: 1 },
    });
  });

  it('says in sentences what was found, and where', () => {
    expect(check.mentioned.find(({ commitment }) => commitment.reference === 'S-06a')).toMatchObject({
      commitment: { title: 'Care Leaver Month: the local offer review', targetAsWritten: 'November 2025' },
      ...{ confidence: 0.95, by: 'TITLE', isExpected: true },
      sentence:
        'Line 6 seems to speak of S-06a “Care Leaver Month: the local offer review” by its title: “local offer review”.',
    });
    expect(check.notMentioned.map(({ sentence }) => sentence)).toEqual(
      expect.arrayContaining([
        'This paper does not mention S-08 “Star Celebration Day 2025”; it was due by 30 November 2025.',
        'This paper does not mention S-05 “Views on cyber crime for the Big Conversation”; it has no date.',
        'This paper does not mention S-06e “Care Leaver Month: Takeover Day”; it was due by 30 November 2025. ' +
          'It does mention what this is a part of.',
      ]),
    );
  });

  it('holds three placeholders', () =>
    expect(check.placeholders.map(({ place, words }) => `${place}: ${words}`)).toEqual([
      'line 16: (please add two more comments here)',
      'line 17: to follow',
      'line 30: TBC',
    ]));

  it('quotes six people, of whom one is introduced', () => {
    expect(check.quotes.map(({ line }) => line)).toEqual([7, 8, 15, 22, 23, 25]);
    expect(check.quotes.flatMap(({ introducedBy }) => introducedBy ?? [])).toEqual(['A visitor told us:']);
    expect(check.quotes[0]?.sentence).toBe(
      'Line 7 quotes somebody, and no consent to use these words in a paper is on record.',
    );
  });

  it('names nobody', () => expect(check.possibleNames).toEqual([]));

  it('is held against another day and the record of today', async () => {
    const now = await checked(DRAFT, { on: '2026-02-10' }, '2026-02-10');
    expect(now.expectedCount).toBe(27);
    expect(now.notMentioned.find(({ commitment }) => commitment.reference === 'S-01d')?.grade).toBe('DUE');
    const completed = now.mentioned.find(({ commitment }) => commitment.reference === 'S-06');
    expect(completed).toMatchObject({ isExpected: false, commitment: { state: 'COMPLETED' } });
  });

  it('is held against the same promises once its cycle has closed, and against none of those made since', async () => {
    const now = await checked(DRAFT, DECEMBER, '2026-02-10');
    expect(now.expectedCount).toBe(23);
    const silent = ({ notMentioned }: PaperCheck) =>
      notMentioned.map(({ commitment, grade }) => [commitment.reference, grade]);
    expect(silent(now)).toEqual(silent(check));
    const expected = now.mentioned.filter(({ isExpected }) => isExpected);
    expect(expected.map(({ commitment }) => commitment.reference)).toEqual(Object.keys(SPOKEN_OF));
  });

  it('is held against every open promise where its meeting has no cycle', async () => {
    const june = { meetingId: meetingId(COMMITTEE, '2025-06-24') };
    const now = await checked(DRAFT, june, '2026-02-10');
    expect(now).toMatchObject({ on: '2025-06-24', expectedCount: 27 });
    expect(now).toEqual(await checked(DRAFT, { on: '2025-06-24' }, '2026-02-10'));
  });

  it.each([
    ['no meeting', {}, 'INVALID', /give "meetingId", or "on"/],
    ['a meeting twice', { ...DECEMBER, on: '2025-12-02' }, 'INVALID', /not both/],
    ['a meeting that nobody knows', { meetingId: COMMITTEE }, 'NOT_FOUND', /no such meeting/],
    ['a meeting not yet told of', { ...DECEMBER, toldBy: '2025-06-24' }, 'NOT_FOUND', /at that time/],
  ])('cannot be for %s', async (_, meeting, code, sentence) => {
    const { errors } = await tracker.ask(QUERY, { text: DRAFT, ...meeting });
    expect(errors).toMatchObject([
      { message: expect.stringMatching(sentence), extensions: { code, field: 'meetingId' } },
    ]);
  });

  it('tells of a child by name', async () => {
    const { possibleNames } = await checked('The hub helped Zorblina (9) and her foster carer.');
    expect(possibleNames).toMatchObject([
      {
        ...{ place: 'line 1', words: 'Zorblina' },
        sentence: expect.stringMatching(/^Line 1: “Zorblina” looks like a person's name, beside “\(?9/),
      },
    ]);
  });
});
