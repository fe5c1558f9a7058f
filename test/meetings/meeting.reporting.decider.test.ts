import { describe, expect, it } from '@jest/globals';
import type { Grade } from '../../src/meetings/meeting.events.js';
import {
  CloseReporting,
  CorrectReportingList,
  OpenReporting,
  type OpenReporting as Opening,
} from '../../src/meetings/meeting.commands.js';
import { meetingDecider } from '../../src/meetings/meeting.decider.js';
import type { ErrorCode } from '../../src/event-sourcing/errors.js';
import { gradeOf, type Cycle, type Heard } from '../../src/meetings/meeting.reporting.js';
import { recorded, type Told } from '../support/decider.js';
import { happenedOn, sending, TODAY } from '../support/senders.js';
import { given, MEETING, scheduled } from './meetings.examples.js';

const [SPOKEN, QUIET, PART, NEW] = ['spoken', 'quiet', 'part', 'new'] as const;

const open = (data: Partial<Opening['data']> = {}, told = {}) =>
  new OpenReporting(MEETING, { closesOn: '2025-11-24', ...data }, sending(told));
const close = (told = {}) => new CloseReporting(MEETING, {}, sending(told));
const correct = (...corrections: CorrectReportingList['data']['corrections']) =>
  new CorrectReportingList(MEETING, { corrections, reason: 'It was asked by mistake.' }, sending());

const opened = {
  type: 'ReportingOpened',
  data: { closesOn: '2025-11-24', expectedIds: [SPOKEN, QUIET, PART], atEvent: 'last' },
  statedOn: '2025-11-03',
} as const;
const closed = {
  type: 'ReportingClosed',
  data: {
    reportedIds: [SPOKEN],
    nothingToReportIds: [],
    noUpdateIds: [
      { commitmentId: QUIET, grade: 'DUE' },
      { commitmentId: PART, grade: 'UNDATED' },
    ],
  },
  statedOn: '2025-11-25',
} as const;
const corrected = (place: 'NOT_EXPECTED' | 'REPORTED') =>
  ({
    type: 'ReportingListCorrected',
    data: { corrections: [{ commitmentId: QUIET, place }], reason: 'Why' },
    statedOn: '2025-12-01',
  }) as const;

const silent: Heard = { said: null, earliest: null, latest: null, wholeWasReported: false };
/** What was heard of those that are on record. */
const hearing = (known: Readonly<Record<string, Partial<Heard>>>) => ({
  heard: (ids: readonly string[]) =>
    new Map(ids.flatMap((id) => (known[id] ? [[id, { ...silent, ...known[id] }] as const] : []))),
});

describe('a reporting cycle', () => {
  it('opens with what is expected on its day, and says what it knew', () =>
    given(scheduled)
      .knowing({ expectedIds: [SPOKEN, QUIET], atEvent: 'last' })
      .when(open({}, happenedOn('2025-11-03')))
      .then({
        type: 'ReportingOpened',
        data: { closesOn: '2025-11-24', expectedIds: [SPOKEN, QUIET], atEvent: 'last' },
      }));

  it('belongs to a meeting on record, one to each, opens neither ahead of today nor after its own deadline, which is no later than the meeting', () => {
    given()
      .when(open())
      .thenRefused('NOT_FOUND', /no such meeting/);
    given(scheduled, opened)
      .when(open())
      .thenRefused('RULE', /opened already/);
    given(scheduled)
      .when(open({}, { statedOn: TODAY, occurredOn: { earliest: '2026-01-01', latest: null } }))
      .thenRefused('INVALID', /once it has happened/, 'told.occurredOn');
    given(scheduled)
      .when(open({ closesOn: '2025-11-02' }, happenedOn('2025-11-03')))
      .thenRefused('INVALID', /deadline, 2025-11-02, lies before/, 'closesOn');
    given(scheduled)
      .when(open({ closesOn: '2025-12-03' }, happenedOn('2025-11-03')))
      .thenRefused('INVALID', /deadline, 2025-12-03, lies after the meeting/, 'closesOn');
  });

  it('closes on its deadline or later, once', () => {
    given(scheduled)
      .when(close())
      .thenRefused('RULE', /open it first/);
    given(scheduled, opened)
      .when(close(happenedOn('2025-11-23')))
      .thenRefused('RULE', /until 2025-11-24/, 'told.occurredOn');
    given(scheduled, opened)
      .when(close(happenedOn('2025-11-02')))
      .thenRefused('INVALID', /2025-11-03/, 'told.occurredOn');
    given(scheduled, opened, closed)
      .when(close())
      .thenRefused('RULE', /closed already/);
  });

  it('finds who reported, who had nothing to report, and of whom no update was received, by grade', () =>
    given(scheduled, {
      ...opened,
      data: { ...opened.data, expectedIds: [SPOKEN, NEW, QUIET, PART, 'ahead', 'from a day on', 'voided'] },
    })
      .knowing({
        atEvent: 'newer',
        ...hearing({
          [SPOKEN]: { said: 'REPORTED' },
          [NEW]: { said: 'NOTHING_TO_REPORT', latest: '2025-11-01' },
          [QUIET]: { latest: '2025-12-01' },
          [PART]: { wholeWasReported: true },
          ahead: { latest: '2025-12-02' },
          'from a day on': { earliest: '2025-01-01' },
        }),
      })
      .when(close(happenedOn('2025-11-24')))
      .then({
        type: 'ReportingClosed',
        data: {
          reportedIds: [SPOKEN],
          nothingToReportIds: [NEW],
          noUpdateIds: [
            { commitmentId: QUIET, grade: 'DUE' },
            { commitmentId: PART, grade: 'UNDATED', wholeWasReported: true },
            { commitmentId: 'ahead', grade: 'NOT_YET_DUE' },
            { commitmentId: 'from a day on', grade: 'NOT_YET_DUE' },
          ],
          atEvent: 'newer',
        },
      }));

  it('asks for what was said since the entry that opened it', () => {
    const asked: Cycle[] = [];
    const heard = (_: readonly string[], cycle: Cycle) => {
      asked.push(cycle);
      return new Map<string, Heard>();
    };
    given(scheduled, opened)
      .knowing({ heard })
      .when(close())
      .then({ type: 'ReportingClosed', data: { reportedIds: [], nothingToReportIds: [], noUpdateIds: [] } });
    expect(asked).toEqual([{ meetingId: MEETING, openedOn: '2025-11-03', openedBy: 'entry-2', openedAt: 'last' }]);
  });

  it('heeds corrections made while it is open', () =>
    given(scheduled, opened, {
      ...corrected('NOT_EXPECTED'),
      data: {
        corrections: [
          { commitmentId: QUIET, place: 'NOT_EXPECTED' },
          { commitmentId: NEW, place: 'EXPECTED' },
        ],
        reason: 'Why',
      },
    })
      .knowing(hearing({ [SPOKEN]: {}, [QUIET]: {}, [PART]: {}, [NEW]: {} }))
      .when(close())
      .then({
        type: 'ReportingClosed',
        data: {
          reportedIds: [],
          nothingToReportIds: [],
          noUpdateIds: [SPOKEN, PART, NEW].map((commitmentId) => ({ commitmentId, grade: 'UNDATED' as const })),
        },
      }));
});

describe('the list of a reporting cycle', () => {
  const known = hearing({ [QUIET]: {}, [NEW]: {} });
  const may = (...history: readonly Told<never>[]) => given(scheduled, ...history).knowing(known);

  it('is put right with a reason, as the cycle stands', () => {
    const cases = [
      [[opened], { commitmentId: NEW, place: 'EXPECTED' }],
      [[opened], { commitmentId: QUIET, place: 'NOT_EXPECTED' }],
      [[opened, closed], { commitmentId: QUIET, place: 'REPORTED' }],
      [[opened, closed], { commitmentId: NEW, place: 'NO_UPDATE', grade: 'DUE' }],
    ] as const;
    for (const [history, correction] of cases) {
      may(...(history as unknown as readonly Told<never>[]))
        .when(correct(correction))
        .then({
          type: 'ReportingListCorrected',
          data: { corrections: [correction], reason: 'It was asked by mistake.' },
        });
    }
  });

  it('is put right only where that can be', () => {
    const refused = (
      history: readonly object[],
      corrections: Parameters<typeof correct>,
      ...[code, message, field]: [code: ErrorCode, message: RegExp, field?: string]
    ) =>
      may(...(history as readonly Told<never>[]))
        .when(correct(...corrections))
        .thenRefused(code, message, field);
    const quiet = { commitmentId: QUIET };
    refused([], [{ ...quiet, place: 'NOT_EXPECTED' }], 'RULE', /open it first/);
    refused([opened], [], 'INVALID', /what is to be corrected/, 'corrections');
    refused([opened], [{ ...quiet, place: 'REPORTED' }], 'RULE', /still open/, 'corrections.0.place');
    refused([opened, closed], [{ ...quiet, place: 'EXPECTED' }], 'RULE', /is closed/, 'corrections.0.place');
    const unknown = { commitmentId: 'unknown', place: 'NOT_EXPECTED' } as const;
    refused([opened], [unknown], 'INVALID', /no such commitment/, 'corrections.0.commitmentId');
    const twice = { ...quiet, place: 'NOT_EXPECTED' } as const;
    refused([opened], [twice, twice], 'INVALID', /once/, 'corrections.1.commitmentId');
    refused(
      [opened, closed],
      [{ ...quiet, place: 'NO_UPDATE' }],
      'INVALID',
      /how its target stood/,
      'corrections.0.grade',
    );
    const graded = { ...quiet, place: 'REPORTED', grade: 'DUE' } as const;
    refused([opened, closed], [graded], 'INVALID', /Only NO_UPDATE/, 'corrections.0.grade');
  });
});

describe('an entry of a reporting cycle', () => {
  const objection = (...events: readonly object[]) =>
    meetingDecider.objection?.([scheduled, ...events].map((event, n) => recorded(event as never, n + 1)));

  it('is voided only when nothing rests on it', () => {
    expect(objection(opened, closed, corrected('REPORTED'))).toBeUndefined();
    expect(objection(opened, corrected('NOT_EXPECTED'), closed)).toBeUndefined();
    expect(objection(opened)).toBeUndefined();
    expect(objection(closed)).toMatch(/rests on this one/);
    expect(objection(corrected('NOT_EXPECTED'))).toMatch(/rests on this one/);
    expect(objection(opened, corrected('REPORTED'))).toMatch(/rests on this one/);
  });

  it('that is voided lets the cycle be opened, or closed, again', () => {
    given(scheduled)
      .knowing({ expectedIds: [NEW] })
      .when(open({}, happenedOn('2025-11-03')))
      .then({ type: 'ReportingOpened', data: { closesOn: '2025-11-24', expectedIds: [NEW] } });
    expect(objection(opened, closed, opened)).toBeUndefined();
  });
});

describe('a target', () => {
  it.each<[string | null, string | null, Grade]>([
    [null, '2025-12-01', 'DUE'],
    ['2025-11-01', '2025-12-02', 'NOT_YET_DUE'],
    ['2026-01-01', null, 'NOT_YET_DUE'],
    [null, null, 'UNDATED'],
  ])('from %s to %s is, on 2 December, %s', (earliest, latest, grade) =>
    expect(gradeOf({ earliest, latest }, '2025-12-02')).toBe(grade),
  );
});
