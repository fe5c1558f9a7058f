import { describe, expect, it } from '@jest/globals';
import { dateStory, type DateEntry, type DateStory } from '../../src/audit/slippage.js';
import { sentenceOf } from '../../src/audit/slippage.sentence.js';
import type { TargetDate } from '../../src/commitments/commitment.events.js';
import { lastDayOfMonth } from '../../src/event-sourcing/days.js';

const month = (asWritten: string, year: number, number: number): TargetDate => {
  const latest = lastDayOfMonth(year, number);
  return { asWritten, earliest: `${latest.slice(0, 7)}-01`, latest, precision: 'MONTH' };
};
const NOVEMBER = month('November 2025', 2025, 11);
const JANUARY = month('January 2026', 2026, 1);
const MARCH = month('March 2026', 2026, 3);
const ONGOING: TargetDate = { asWritten: 'Ongoing', earliest: null, latest: null, precision: 'ONGOING' };
const BOARD = { kind: 'BODY', name: 'Executive Board', minute: '24' } as const;
const HOUSING = { role: 'lead', body: 'Housing', name: 'Ama Mensah' };

type Said = Pick<DateEntry, 'type' | 'data'> & Partial<DateEntry>;
const entry = (said: Said, n: number): DateEntry => ({
  id: `entry-${n}`,
  commitmentId: 'hub',
  day: '2025-09-02',
  statedOn: '2025-09-02',
  statedBy: { role: null, body: 'Shadow Committee', name: null },
  source: null,
  ...said,
});

const made = (target: TargetDate | undefined, more: Partial<DateEntry> = {}): Said =>
  ({ type: 'CommitmentMade', data: target ? { target } : {}, ...more }) as Said;
const asked = (target: TargetDate, day = '2025-10-20'): Said => ({
  type: 'TargetMoveRequested',
  data: { target, reason: 'The lease is late' },
  statedBy: HOUSING,
  day,
});
const moved = (from: TargetDate, to: TargetDate, day = '2025-11-03'): Said => ({
  type: 'TargetMoved',
  data: { from, to, reason: 'The lease is late', allowedBy: BOARD },
  day,
});
const refused: Said = { type: 'TargetMoveRefused', data: { reason: 'Too late', refusedBy: BOARD }, day: '2025-11-04' };
const restated: Said = {
  type: 'TargetRestated',
  data: { target: JANUARY },
  day: '2025-12-02',
  source: { paper: 'Progress paper, December 2025' },
};

const tell = (...line: readonly (readonly Said[])[]): DateStory => {
  let n = 0;
  const story = dateStory(line.map((said) => said.map((one) => entry(one, ++n))));
  if (!story) throw new Error('There is no story.');
  return story;
};

describe('The story of a date', () => {
  it('is none where nothing was promised', () => {
    expect(dateStory([[entry(restated, 1)]])).toBeNull();
  });

  it('says who asked for a move and who allowed it', () => {
    const story = tell([made(NOVEMBER), asked(JANUARY), moved(NOVEMBER, JANUARY)]);
    expect(story).toMatchObject({ first: NOVEMBER, now: JANUARY, daysMoved: 62, waiting: null });
    expect(story.moves).toMatchObject([{ days: 62, asked: { askedBy: HOUSING, target: JANUARY }, allowedBy: BOARD }]);
    expect(sentenceOf(story)).toBe(
      'Promised on 2 September 2025; due November 2025; moved once, by 62 days, asked by Housing, allowed by the Executive Board, minute 24; now due January 2026.',
    );
  });

  it('adds moves up, each with its own leave', () => {
    const story = tell([
      made(NOVEMBER),
      asked(JANUARY),
      moved(NOVEMBER, JANUARY),
      moved(JANUARY, NOVEMBER, '2025-11-05'),
    ]);
    expect(story.daysMoved).toBe(0);
    expect(story.moves.map(({ days, asked }) => [days, asked?.askedBy.body])).toEqual([
      [62, 'Housing'],
      [-62, undefined],
    ]);
    expect(sentenceOf(story)).toContain(
      'moved twice, by 0 days in all: from November 2025 to January 2026 (by 62 days)',
    );
    expect(sentenceOf(story)).toContain('from January 2026 to November 2025 (brought forward by 62 days)');
  });

  it('keeps a wish waiting until it is answered', () => {
    const waiting = tell([made(NOVEMBER), asked(JANUARY)]);
    expect(waiting.waiting).toMatchObject({ target: JANUARY, askedOn: '2025-10-20' });
    expect(sentenceOf(waiting)).toMatch(/Housing asked on 20 October 2025 for January 2026 and waits for an answer\.$/);
    const answered = tell([made(NOVEMBER), asked(JANUARY), refused]);
    expect(answered.waiting).toBeNull();
    expect(answered.refused).toMatchObject([{ asked: { target: JANUARY }, refusedBy: BOARD }]);
  });

  it('says what was refused', () => {
    expect(sentenceOf(tell([made(NOVEMBER), asked(JANUARY), refused]))).toBe(
      'Promised on 2 September 2025; due November 2025; never moved; Housing asked on 20 October 2025 for January 2026, refused on 4 November 2025 by the Executive Board, minute 24.',
    );
  });

  it('lets a wish end with the promise it was for', () => {
    const decidedBy = { kind: 'OFFICER', name: 'Director' } as const;
    const ends: readonly Said[] = [
      { type: 'CommitmentWithdrawn', data: { decidedBy, reason: 'No longer wanted', youngPeopleTold: false } },
      { type: 'CompletionSignedOff', data: { decidedBy, evidenceIds: [], waiver: 'Seen' } },
    ] as readonly Said[];
    for (const end of ends) {
      const story = tell([made(NOVEMBER), asked(JANUARY), end, moved(NOVEMBER, MARCH)]);
      expect(story).toMatchObject({ waiting: null, moves: [{ asked: null }] });
      expect(tell([made(NOVEMBER), asked(JANUARY), end]).waiting).toBeNull();
    }
    const replaced = tell([made(NOVEMBER), asked(JANUARY)], [made(MARCH, { day: '2025-12-02' })]);
    expect(replaced).toMatchObject({ waiting: null, moves: [{ asked: null, allowedBy: null }] });
  });

  it('dates what a successor moved by the day it took over, also where that was on record before', () => {
    const ended = { type: 'CommitmentSuperseded', data: { successorIds: ['hubs'] }, day: '2025-12-02' } as Said;
    expect(tell([made(NOVEMBER), ended], [made(MARCH, { day: '2025-08-01' })]).moves).toMatchObject([
      { day: '2025-12-02' },
    ]);
    expect(tell([made(NOVEMBER), ended], [made(MARCH, { day: '2025-12-09' })]).moves).toMatchObject([
      { day: '2025-12-09' },
    ]);
  });

  it('quotes words that name no day, and says when the first day was named', () => {
    expect(sentenceOf(tell([made(ONGOING)]))).toBe(
      'Promised on 2 September 2025; without a day (“Ongoing”); never moved.',
    );
    const set: Said = { type: 'TargetSet', data: { target: NOVEMBER }, day: '2025-09-20' };
    expect(sentenceOf(tell([made(undefined), set, moved(NOVEMBER, ONGOING)]))).toBe(
      'Promised on 2 September 2025; due November 2025, as set on 20 September 2025; moved once, from November 2025 to Ongoing, allowed by the Executive Board, minute 24; now without a day (“Ongoing”).',
    );
    const first = { ...ONGOING, asWritten: 'TBC', precision: 'TBC' } as const;
    expect(tell([made(first), { type: 'TargetSet', data: { target: ONGOING } }])).toMatchObject({
      first,
      now: ONGOING,
    });
  });

  it('adds the year that the paper left out', () => {
    const november = { ...NOVEMBER, asWritten: 'November', yearInferred: true } as const;
    expect(sentenceOf(tell([made(november)]))).toContain('; due November (2025); ');
  });

  it('no longer holds a paper against a date that was moved since', () => {
    const story = tell([made(NOVEMBER), restated, moved(NOVEMBER, JANUARY, '2025-12-10')]);
    expect(story.restated).toHaveLength(1);
    expect(sentenceOf(story)).toBe(
      'Promised on 2 September 2025; due November 2025; moved once, by 62 days, allowed by the Executive Board, minute 24; now due January 2026.',
    );
  });

  it('calls a date that a paper merely prints what it is', () => {
    const story = tell([made(NOVEMBER), restated]);
    expect(story).toMatchObject({ now: NOVEMBER, daysMoved: 0, moves: [], restated: [{ target: JANUARY }] });
    expect(sentenceOf(story)).toBe(
      'Promised on 2 September 2025; due November 2025; “Progress paper, December 2025” prints January 2026, though nobody moved the date.',
    );
  });

  it('begins with the first date that names a day', () => {
    const set: Said = { type: 'TargetSet', data: { target: NOVEMBER }, day: '2025-09-20' };
    expect(tell([made(ONGOING), set, moved(NOVEMBER, JANUARY)])).toMatchObject({ first: NOVEMBER, daysMoved: 62 });
  });

  it('goes on in what replaced a commitment, whose other date is a move without leave', () => {
    const story = tell([made(NOVEMBER)], [made(MARCH, { commitmentId: 'hubs', day: '2025-12-02' })]);
    expect(story).toMatchObject({ promisedOn: '2025-09-02', first: NOVEMBER, now: MARCH, daysMoved: 121 });
    expect(story.moves).toMatchObject([{ commitmentId: 'hubs', allowedBy: null, asked: null }]);
    expect(sentenceOf(story)).toContain('by what replaced it and nobody’s leave');
    const same = tell([made(NOVEMBER)], [made(NOVEMBER, { commitmentId: 'hubs', day: '2025-12-02' })]);
    expect(sentenceOf(same)).toBe('Promised on 2 September 2025; due November 2025; never moved.');
  });
});
