import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readExample } from '../../src/example/example.shape.js';

const text = readFileSync(new URL('../../src/example/example-plan.yaml', import.meta.url), 'utf8');
const example = readExample(text);

/**
 * Digests of every six words in a row of a line of the two papers, and of every four in a row of what somebody is
 * quoted with in them: so the project can keep out sentences that it does not hold. Twelve hex digits each.
 */
const papers = new Set(
  readFileSync(new URL('../fixtures/example/papers.sha256', import.meta.url), 'utf8')
    .trimEnd()
    .split('\n'),
);

/** Names are facts and carry over, however long they are. */
const NAMES = [
  'Cared for Children and Care Leavers Committee',
  'Cheshire and Merseyside Threshold Decision Making Document and Toolkit',
  'Convention on the Rights of the Child',
  'cared for children and young people',
];

const wordsIn = (words: string): readonly string[] =>
  words
    .toLowerCase()
    .replace(/[‘’]/g, "'")
    .match(/[a-z0-9]+(?:'[a-z]+)?/g) ?? [];

/** Runs of `length` words that stand in the papers as well. */
const copied = (words: readonly string[], length: number): readonly string[] =>
  words
    .map((_, n) => words.slice(n, n + length).join(' '))
    .filter((run) => papers.has(createHash('sha256').update(run).digest('hex').slice(0, 12)));

describe('the words of the example plan are its own', () => {
  // A name in the middle of a run is taken for one word that no paper holds.
  const words = wordsIn(NAMES.reduce((rest, name) => rest.replaceAll(new RegExp(name, 'gi'), ' name0 '), text));

  it('knows a sentence of the papers when it meets one', () => {
    expect(papers.size).toBe(800);
    expect(copied(wordsIn('the Threshold Decision Making Document and Toolkit'), 6)).toEqual([
      'threshold decision making document and toolkit',
    ]);
  });

  it('holds no six words in a row of the papers', () => expect(copied(words, 6)).toEqual([]));

  it('holds no four words in a row of what anybody is quoted with', () => expect(copied(words, 4)).toEqual([]));

  it('holds no quotation', () => expect(text).not.toMatch(/["“”«»]/));

  it('uses the words children and young people prefer', () =>
    expect(text).not.toMatch(/\b(?:LAC|CLA|NEETs?|placements?|looked[- ]after|contact visits?)\b/i));

  it('tells of no child: no age, no school, no home, no number of a case', () =>
    expect(text).not.toMatch(/\b(?:aged?|years? old|born|siblings?|foster|school|address of|case)\b/i));
});

describe('the example plan leaves nothing out', () => {
  const sourceOf = ({ source }: { source: string }) => source;

  it('has all 33 commitments, each from its place in its paper', () =>
    expect(Object.fromEntries(example.commitments.map((one) => [one.reference, sourceOf(one)]))).toEqual({
      'S-01': 'september, lines 15 and 21',
      'S-01a': 'september, line 27',
      'S-01b': 'september, line 28',
      'S-01c': 'september, line 30',
      'S-01d': 'september, line 30',
      'S-01e': 'september, line 30',
      'S-02': 'september, line 16',
      'S-02a': 'september, line 16',
      'S-02b': 'september, line 16',
      'S-02c': 'september, line 16',
      'S-03': 'september, line 17',
      'S-04': 'september, lines 34 and 36',
      'S-05': 'september, lines 34 and 37',
      'S-06': 'september, line 42',
      'S-06a': 'september, line 42',
      'S-06b': 'september, line 42',
      'S-06c': 'september, line 42',
      'S-06d': 'september, line 42',
      'S-06e': 'september, line 42',
      'S-06f': 'september, line 42',
      'S-07': 'september, line 43',
      'S-08': 'september, line 44',
      'S-09': 'september, line 45',
      'S-10': 'september, line 46',
      'D-01': 'december, line 27',
      'D-02': 'december, line 27',
      'D-03': 'december, line 28',
      'D-04': 'december, line 29',
      'D-05': 'december, line 48',
      'D-06': 'december, line 49',
      'D-07': 'december, line 23',
      'D-08': 'december, line 39',
      'D-09': 'december, line 20',
    }));

  it('has all 16 updates, each from its line and about what it is about', () =>
    expect(
      example.updates.map((one) => {
        const { id, source, about = [], concludedAbout = [], programme } = one;
        return `${id}: ${source}: ${[...about, ...concludedAbout].join(' ')}${programme ?? ''}`;
      }),
    ).toEqual([
      'U-01: september, line 21: S-01',
      'U-02: september, line 22: S-01',
      'U-03: september, line 23: S-01',
      'U-04: september, line 27: S-01a',
      'U-05: september, line 29: S-01',
      'U-06: september, line 36: S-04',
      'U-07: september, line 37: S-05',
      'U-08: september, line 38: My VOICE and the activity days',
      'U-09: september, line 42: S-06',
      'U-10: december, line 11: S-06',
      'U-11: december, line 12: S-03 S-06a',
      'U-12: december, line 15: S-06f',
      'U-13: december, line 16: S-06d',
      'U-14: december, line 20: D-09 S-02a',
      'U-15: december, line 33: Ofsted monitoring visit',
      'U-16: december, line 39: D-05 D-08 S-04',
    ]));

  it('has all 13 quotes, each from its line, with whose words they are and how that is known', () =>
    expect(
      example.feedback.map(({ id, source, speakerKind, speakerBasis }) =>
        [id, source, speakerKind, speakerBasis].join(),
      ),
    ).toEqual([
      'Q-01,december, line 13,YOUNG_PERSON,STATED',
      'Q-02,december, line 14,PROFESSIONAL,INFERRED',
      'Q-03,december, line 21,UNKNOWN,UNKNOWN',
      ...[34, 35, 36, 37, 38, 40, 41, 42, 43, 44].map(
        (line, n) => `Q-${String(n + 4).padStart(2, '0')},december, line ${line},YOUNG_PERSON,INFERRED`,
      ),
    ]));

  it.each([
    ['programmes', 'Independence packs'],
    ['programmes', 'Local offer for care leavers'],
    ['programmes', 'Care leaver survey'],
    ['programmes', "Cared-for children's survey"],
    ['programmes', 'Care Experienced Housing Charter'],
    ['programmes', 'Pen picture profile project'],
    ['programmes', 'National Care Leaver Month'],
    ['programmes', 'Takeover Day'],
    ['programmes', 'Training by the Care Leaver Ambassadors'],
    ['programmes', 'Star Celebration Day'],
    ['programmes', 'Christmas celebration for care leavers'],
    ['programmes', "Children's Rights Month"],
    ['programmes', 'Care experience as a protected characteristic'],
    ['programmes', 'Cyber crime and the Big Conversation'],
    ['programmes', 'Cheshire and Merseyside Threshold Decision Making Document and Toolkit'],
    ['programmes', 'Ofsted monitoring visit'],
    ['programmes', 'Tenancy video'],
    ['programmes', 'My VOICE and the activity days'],
    ['programmes', 'Voice of the Child Conference'],
    ['programmes', 'Commendations'],
    ['workstreams', 'Good homes for all'],
    ['workstreams', 'Good education and skills'],
    ['workstreams', 'Good health and wellbeing'],
    ['bodies', 'My VOICE'],
    ['bodies', 'Care Leaver Ambassadors'],
  ] as const)('has among its %s: %s', (where, name) => expect(example[where].map((one) => one.name)).toContain(name));

  it('has the plan, and the hubs as places', () => {
    expect(example.plans.map(({ title }) => title)).toEqual(["Children's Services Improvement Plan"]);
    expect(new Set(example.commitments.flatMap(({ places = [] }) => places))).toEqual(
      new Set(['Care leaver hub, Crewe', 'Care leaver hub, Macclesfield', 'Cheshire East', 'Cheshire and Merseyside']),
    );
  });
});

describe('a fault in the file is named', () => {
  it.each([
    ['a misspelt field', text.replace('audiences:', 'audience:'), /commitments\.0/],
    [
      'a day that does not exist',
      text.replace('statedOn: 2025-09-02', 'statedOn: 2025-09-31'),
      /papers\.september\.statedOn/,
    ],
    ['an update about nothing', text.replace('    about: [S-01]\n', ''), /updates\.0: must be about/],
    [
      'a change that says two things',
      text.replace('started: true', 'started: true\n    carriedInto: D-03'),
      /must say one of/,
    ],
  ])('%s', (_, faulty, message) => expect(() => readExample(faulty)).toThrow(message));
});
