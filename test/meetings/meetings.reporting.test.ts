import { describe, expect, it } from '@jest/globals';
import type { CommitmentEvent } from '../../src/commitments/commitment.events.js';
import type { Background } from '../../src/event-sourcing/background.js';
import { sources } from '../../src/reporting.sources.js';
import { foldCommitment } from '../../src/commitments/commitments.fold.view.js';
import { heardCommitments, WORDS } from '../../src/commitments/commitments.heard.queries.js';
import { commitments, type CommitmentFilter } from '../../src/commitments/commitments.queries.js';
import { blankCommitment } from '../../src/commitments/commitments.view.js';
import { bodyId } from '../../src/bodies/body.commands.js';
import { meetingId } from '../../src/meetings/meeting.commands.js';
import { reporting, reportingScans } from '../../src/meetings/meetings.reporting.queries.js';
import { board, happened, historyTo, march, made } from '../commitments/commitment.examples.js';
import { idOf } from '../commitments/commitments.examples.js';
import { COMMITTEE } from './meetings.examples.js';
import { GrowingLog, itemsOf, placesIn, silentCycles, WHOLE } from './reporting.examples.js';

const SEPTEMBER = '2025-09-02';
const DECEMBER = '2025-12-02';
const MARCH = '2026-03-03';
const [MADE, OPENED, SPOKEN, CLOSED, LATER] = ['2025-09-02', '2025-09-10', '2025-10-01', '2025-11-24', '2025-12-20'];

const progress = { type: 'ProgressReported', data: { summary: 'So far' } } as const;
const nothing = (meetingOn?: string) =>
  ({
    type: 'NothingToReportDeclared',
    data: { reason: 'On course', ...(meetingOn ? { meetingId: meetingId(COMMITTEE, meetingOn) } : {}) },
  }) as const;
const decided = (outcome: string, ...affected: readonly number[]) =>
  ({
    type: 'DecisionRecorded',
    data: { decisionId: 'decision', outcome, text: 'It was so.', affects: affected.map(idOf), effects: [] },
  }) as const;
const superseded = (...by: readonly number[]) =>
  ({ type: 'CommitmentSuperseded', data: { successorIds: by.map(idOf) } }) as const;

/** Commitments that were made, as many as there are events after each. */
const logWith = (...terms: readonly Partial<Parameters<typeof made>[0] & object>[]): GrowingLog => {
  const log = new GrowingLog();
  terms.forEach((one, n) => log.add(n + 1, MADE, made(one)));
  return log;
};

describe('Expected in a cycle', () => {
  it('is what was made before it opened and is proposed, agreed, in progress, or on hold past its review day', () => {
    const log = new GrowingLog();
    Object.values(historyTo).forEach((history, n) => {
      for (const event of history) log.add(n + 1, MADE, event);
    });
    log.open(DECEMBER, OPENED);
    expect(Object.keys(historyTo).filter((_, n) => n + 1 in placesIn(log.cycle(DECEMBER)))).toEqual([
      ...['PROPOSED', 'AGREED', 'IN_PROGRESS'],
    ]);
    // It is to be looked at again on 1 February, and past that the day after.
    log.open('2026-02-20', '2026-02-01');
    expect(placesIn(log.cycle('2026-02-20'))).not.toHaveProperty('4');
    log.open('2026-02-21', '2026-02-02');
    expect(placesIn(log.cycle('2026-02-21'))).toHaveProperty('4', 'EXPECTED');
  });

  it('is what was on record then, as it stood on the day it opened, however late that is told', () => {
    const log = logWith({}, {});
    log.add(1, SPOKEN, happened.completed);
    log.add(3, SPOKEN, made());
    log.open(DECEMBER, OPENED);
    expect(Object.keys(placesIn(log.cycle(DECEMBER)))).toEqual(['1', '2']);
    log.add(4, MADE, made(), SPOKEN);
    log.open(MARCH, OPENED);
    expect(Object.keys(placesIn(log.cycle(MARCH)))).toEqual(['1', '2']);
    const before = new GrowingLog();
    before.open(SEPTEMBER, MADE);
    before.add(1, MADE, made());
    expect(placesIn(before.cycle(SEPTEMBER))).toEqual({});
  });
});

describe('A word in a cycle', () => {
  const { started, held, resumed, completed, evidenced, withdrawn, moveRequested } = happened;
  const rated = { type: 'RatingAssessed', data: { rating: 'GREEN', assessor: 'LEAD' } } as const;
  const felt = { type: 'ImpactRecorded', data: { statement: 'It helps', expectedOrObserved: 'OBSERVED' } } as const;
  const restated = { type: 'TargetRestated', data: { target: march } } as const;
  const afterOne = (...events: readonly (readonly [day: string, event: CommitmentEvent])[]) => {
    const log = logWith({});
    log.open(DECEMBER, OPENED);
    for (const [day, event] of events) log.add(1, day, event);
    log.close(DECEMBER, CLOSED);
    return placesIn(log.cycle(DECEMBER))[1];
  };

  it.each([progress, rated, felt, evidenced, completed, moveRequested, held, withdrawn])('is: $type', (event) =>
    expect(afterOne([SPOKEN, event])).toBe('REPORTED'),
  );

  it('is a resumption', () => {
    const log = logWith({});
    log.add(1, MADE, { ...held, data: { ...held.data, reviewOn: '2025-09-05' } });
    log.open(DECEMBER, OPENED);
    log.add(1, SPOKEN, resumed);
    log.close(DECEMBER, CLOSED);
    expect(placesIn(log.cycle(DECEMBER))).toEqual({ 1: 'REPORTED' });
  });

  it.each([started, restated, { type: 'CommitmentAgreed', data: { decidedBy: board } } as const])(
    'is not: $type',
    (event) => expect(afterOne([SPOKEN, event])).toBe('NO_UPDATE'),
  );

  it('is a declaration that there is nothing to report, to this meeting or to none, unless there was more', () => {
    expect(afterOne([SPOKEN, nothing()])).toBe('NOTHING_TO_REPORT');
    expect(afterOne([SPOKEN, nothing(DECEMBER)])).toBe('NOTHING_TO_REPORT');
    expect(afterOne([SPOKEN, nothing(MARCH)])).toBe('NO_UPDATE');
    expect(afterOne([OPENED, nothing(DECEMBER)])).toBe('NOTHING_TO_REPORT');
    expect(afterOne([SPOKEN, progress], ['2025-11-01', nothing()])).toBe('REPORTED');
    expect(afterOne([SPOKEN, nothing()], ['2025-11-01', progress])).toBe('REPORTED');
  });

  it('is a decision of any meeting that affects it, unless that only notes or receives', () => {
    const after = (outcome: string) => {
      const stream = `meeting-${meetingId(COMMITTEE, SPOKEN)}`;
      const log = logWith({}, {});
      log.open(DECEMBER, OPENED);
      log.addTo(stream, PAST, { type: 'MeetingScheduled', data: { bodyId: COMMITTEE, on: SPOKEN } });
      log.addTo(stream, SPOKEN, decided(outcome, 2));
      log.close(DECEMBER, CLOSED);
      return placesIn(log.cycle(DECEMBER));
    };
    expect(after('AGREED')).toEqual({ 1: 'NO_UPDATE', 2: 'REPORTED' });
    expect(after('Deferred')).toEqual({ 1: 'NO_UPDATE', 2: 'REPORTED' });
    expect(after('NOTED')).toEqual({ 1: 'NO_UPDATE', 2: 'NO_UPDATE' });
    expect(after('received')).toEqual({ 1: 'NO_UPDATE', 2: 'NO_UPDATE' });
  });

  it('is a decision as it was amended', () => {
    const after = (outcome: string, amended: object) => {
      const log = logWith({}, {});
      const stream = `meeting-${meetingId(COMMITTEE, SEPTEMBER)}`;
      log.addTo(stream, PAST, { type: 'MeetingScheduled', data: { bodyId: COMMITTEE, on: SEPTEMBER } });
      log.addTo(stream, MADE, decided(outcome, 1));
      log.open(DECEMBER, OPENED);
      const data = { decisionId: 'decision', reason: 'Why', ...amended };
      log.addTo(stream, SPOKEN, { type: 'DecisionAmended', data });
      log.close(DECEMBER, CLOSED);
      return placesIn(log.cycle(DECEMBER));
    };
    expect(after('NOTED', { outcome: 'AGREED' })).toEqual({ 1: 'REPORTED', 2: 'NO_UPDATE' });
    expect(after('AGREED', { affects: [idOf(1), idOf(2)] })).toEqual({ 1: 'NO_UPDATE', 2: 'REPORTED' });
    expect(after('AGREED', { text: 'In other words.' })).toEqual({ 1: 'NO_UPDATE', 2: 'NO_UPDATE' });
    expect(after('AGREED', { outcome: 'NOTED' })).toEqual({ 1: 'NO_UPDATE', 2: 'NO_UPDATE' });
  });

  it('is stated after the day it opened, or on that day and recorded after it opened, and not voided', () => {
    const log = logWith({}, {}, {}, {}, {});
    log.add(1, OPENED, progress);
    log.add(5, OPENED, nothing());
    log.open(DECEMBER, OPENED);
    log.add(2, OPENED, progress);
    // Told of late, and about a day before it opened.
    log.add(3, MADE, progress, SPOKEN);
    const mistaken = log.add(4, SPOKEN, progress);
    log.addTo(`commitment-${idOf(4)}`, SPOKEN, { type: 'EntryVoided', data: { entryId: mistaken, reason: 'Why' } });
    const early = log.add(4, OPENED, progress, '2025-09-09');
    log.close(DECEMBER, CLOSED);
    expect(early).toBeDefined();
    expect(placesIn(log.cycle(DECEMBER))).toEqual({
      ...{ 1: 'NO_UPDATE', 2: 'REPORTED', 3: 'REPORTED', 4: 'NO_UPDATE', 5: 'NO_UPDATE' },
    });
  });

  it('told after the closing day counts as late, though the closing was recorded after it', () => {
    const log = logWith({}, {});
    log.open(DECEMBER, OPENED);
    log.add(1, SPOKEN, progress, LATER);
    log.add(2, SPOKEN, progress);
    log.close(DECEMBER, CLOSED);
    const items = itemsOf(log.cycle(DECEMBER));
    expect(items.map(({ place, reportedLateOn, said }) => [place, reportedLateOn, said.length])).toEqual([
      ['NO_UPDATE', LATER, 0],
      ['REPORTED', null, 1],
    ]);
  });

  it('on the whole stands beside its silent parts, and the parts of those, and is not their own', () => {
    const log = logWith({}, { partOf: idOf(1) }, { partOf: idOf(2) }, {}, { partOf: idOf(4) });
    log.open(DECEMBER, OPENED);
    log.add(1, SPOKEN, progress);
    log.close(DECEMBER, CLOSED);
    const silent = log.cycle(DECEMBER).silent({}, WHOLE).nodes;
    expect(silent.map(({ commitmentId, wholeWasReported }) => [commitmentId, wholeWasReported])).toEqual([
      [idOf(2), true],
      [idOf(3), true],
      [idOf(4), false],
      [idOf(5), false],
    ]);
  });

  it('is the same list for the fold, the queries and the book of rules', () => {
    for (const type of Object.keys(foldCommitment) as (keyof typeof foldCommitment)[]) {
      const view = { ...blankCommitment(idOf(1)), made: {} as never };
      const data = {
        successorIds: [],
        target: march,
        to: march,
        added: [],
        removed: [],
        evidenceId: 'e',
        assessor: 'LEAD',
      };
      const entry = { id: 'e', type, day: SPOKEN, statedOn: SPOKEN, data: { ...made().data, ...data } };
      foldCommitment[type](view, entry as never);
      expect([type, view.lastWordOn !== null]).toEqual([type, (WORDS as readonly string[]).includes(type)]);
    }
    expect(heardCommitments.words(logWith({}).rows(), [], { from: MADE, meetingId: 'any' })).toEqual([]);
  });
});

/** Before everything. */
const PAST = '2025-01-01';

describe('The list of a closed cycle', () => {
  it('stays as it was, and says what was reported late', () => {
    const log = logWith({}, {}, {});
    log.open(DECEMBER, OPENED);
    log.add(1, SPOKEN, progress);
    log.close(DECEMBER, CLOSED);
    const frozen = placesIn(log.cycle(DECEMBER));
    log.add(2, LATER, progress);
    log.add(2, '2025-12-24', progress);
    log.add(1, LATER, happened.withdrawn);
    expect(placesIn(log.cycle(DECEMBER))).toEqual(frozen);
    const late = itemsOf(log.cycle(DECEMBER)).map(({ commitmentId, reportedLateOn }) => [commitmentId, reportedLateOn]);
    expect(late).toEqual([
      [idOf(2), LATER],
      [idOf(3), null],
      [idOf(1), null],
    ]);
  });

  it('is changed by corrections alone', () => {
    const log = logWith({}, {}, {});
    log.open(DECEMBER, OPENED);
    log.correct(DECEMBER, SPOKEN, [{ commitmentId: idOf(3), place: 'NOT_EXPECTED' }]);
    expect(placesIn(log.cycle(DECEMBER))).toEqual({ 1: 'EXPECTED', 2: 'EXPECTED', 3: 'NOT_EXPECTED' });
    log.close(DECEMBER, CLOSED);
    log.correct(DECEMBER, LATER, [
      { commitmentId: idOf(1), place: 'REPORTED' },
      { commitmentId: idOf(2), place: 'NO_UPDATE', grade: 'DUE' },
    ]);
    const cycle = log.cycle(DECEMBER);
    expect(placesIn(cycle)).toEqual({ 1: 'REPORTED', 2: 'NO_UPDATE' });
    expect(cycle.counts).toMatchObject({ expected: 2, reported: 1, noUpdate: 1, due: 1, undated: 0 });
  });

  it('is not there while the cycle is open: nobody is found silent', () => {
    const log = logWith({}, { target: march });
    log.open(DECEMBER, OPENED);
    log.add(1, SPOKEN, progress);
    const list = log.cycle(DECEMBER).silent({}, WHOLE);
    expect(list.isFinal).toBe(false);
    expect(list.nodes.map(({ commitmentId, place, grade }) => [commitmentId, place, grade])).toEqual([
      [idOf(2), 'EXPECTED', 'NOT_YET_DUE'],
    ]);
    expect(reporting.closingEntry(log.rows(), meetingId(COMMITTEE, DECEMBER))).toBeNull();
  });

  it('is read page by page, from either end', () => {
    const log = logWith({}, {}, {}, {});
    log.open(DECEMBER, OPENED);
    log.add(2, SPOKEN, progress);
    log.close(DECEMBER, CLOSED);
    const cycle = log.cycle(DECEMBER);
    const ids = (page: Parameters<typeof cycle.list>[1]) =>
      cycle.list({}, page).nodes.map(({ commitmentId }) => commitmentId);
    const first = cycle.list({}, { size: 2, backwards: false, from: null });
    expect(first.nodes.map(({ commitmentId }) => commitmentId)).toEqual([idOf(1), idOf(3)]);
    expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    const last = first.edges.at(-1)!;
    const from = [last.node.line.grade === 'UNDATED' ? 1 : 9, last.node.line.ordinal] as const;
    expect(ids({ size: 5, backwards: false, from })).toEqual([idOf(4), idOf(2)]);
    expect(ids({ size: 1, backwards: true, from })).toEqual([idOf(1)]);
    expect(() => ids({ size: 1, backwards: false, from: ['another list'] })).toThrow(/of another list/);
  });
});

describe('Silence', () => {
  const silentIn = (log: GrowingLog, filter: CommitmentFilter) =>
    [...commitments.among(log.rows(), [1, 2, 3, 4].map(idOf), filter)].sort();

  it('is broken by a word on what superseded it, and goes on in that otherwise', () => {
    const log = logWith({}, {}, {});
    log.open(DECEMBER, OPENED);
    log.add(4, SPOKEN, made());
    log.add(1, SPOKEN, superseded(4));
    log.add(2, SPOKEN, superseded(3));
    log.add(3, SPOKEN, progress);
    log.close(DECEMBER, CLOSED);
    expect(placesIn(log.cycle(DECEMBER))).toEqual({ 1: 'NO_UPDATE', 2: 'REPORTED', 3: 'REPORTED' });
    expect([1, 2, 3, 4].map((n) => silentCycles(log, n))).toEqual([1, 0, 0, 1]);
    expect(silentIn(log, { cyclesWithoutUpdate: { bodyId: COMMITTEE, atLeast: 1 } })).toEqual([idOf(1), idOf(4)]);
    expect(silentIn(log, { noUpdateReceived: { bodyId: COMMITTEE } })).toEqual([idOf(1)]);
  });

  it('goes on in what a refresh of the plan makes of it', () => {
    const refreshedOn = (log: GrowingLog, day: string, successorIds: readonly string[]) => {
      const mapping = [{ commitmentId: idOf(1), outcome: 'MERGED', successorIds }];
      log.addTo('plan-plan', day, { type: 'PlanRefreshed', data: { version: day, mapping } });
    };
    const log = logWith({}, {});
    log.addTo('plan-plan', MADE, {
      type: 'PlanAdopted',
      data: { title: 'Plan', version: '1', adoptedBy: { kind: 'BODY', name: 'Board' } },
    });
    log.open(DECEMBER, OPENED);
    refreshedOn(log, SPOKEN, [idOf(2)]);
    log.add(2, SPOKEN, progress);
    log.close(DECEMBER, CLOSED);
    expect(placesIn(log.cycle(DECEMBER))).toEqual({ 1: 'REPORTED', 2: 'REPORTED' });

    const quiet = logWith({}, {});
    quiet.told.push(...log.told.filter(({ stream }) => stream === 'plan-plan').slice(0, 1));
    quiet.open(DECEMBER, OPENED);
    quiet.add(2, SPOKEN, progress);
    quiet.close(DECEMBER, CLOSED);
    refreshedOn(quiet, LATER, [idOf(2)]);
    expect([1, 2].map((n) => silentCycles(quiet, n))).toEqual([1, 1]);
    expect(silentIn(quiet, { cyclesWithoutUpdate: { bodyId: COMMITTEE, atLeast: 1 } })).toEqual([idOf(1), idOf(2)]);
  });

  it('is counted in closed cycles of the body in a row, the latest first', () => {
    const log = logWith({}, {}, {}, {});
    log.open(SEPTEMBER, SEPTEMBER);
    log.add(3, '2025-09-04', progress);
    log.close(SEPTEMBER, '2025-09-05');
    log.open(DECEMBER, OPENED);
    log.add(2, SPOKEN, nothing());
    log.close(DECEMBER, CLOSED);
    // Between two cycles: a word, but in neither of them; completed, and so not asked again.
    log.add(4, LATER, happened.completed);
    log.open(MARCH, '2025-12-21');
    expect([1, 2, 3, 4].map((n) => silentCycles(log, n))).toEqual([2, 0, 1, 2]);
    log.correct(MARCH, '2025-12-22', [{ commitmentId: idOf(1), place: 'NOT_EXPECTED' }]);
    log.close(MARCH, '2026-02-20');
    // What was taken out was not asked; what it does not expect breaks the row.
    log.correct(MARCH, '2026-02-21', [{ commitmentId: idOf(1), place: 'NOT_EXPECTED' }]);
    expect([1, 2, 3, 4].map((n) => silentCycles(log, n))).toEqual([2, 1, 2, 0]);
    const atLeast = (n: number) => silentIn(log, { cyclesWithoutUpdate: { bodyId: COMMITTEE, atLeast: n } });
    expect([1, 2, 3].map(atLeast)).toEqual([[idOf(1), idOf(2), idOf(3)], [idOf(1), idOf(3)], []]);
    const other = bodyId('Another');
    expect(silentCycles(log, 1, other)).toBe(0);
    expect(silentIn(log, { cyclesWithoutUpdate: { bodyId: other, atLeast: 1 } })).toEqual([]);
  });

  it('is asked for of one meeting or one body', () => {
    const log = logWith({});
    expect(() => silentIn(log, { noUpdateReceived: {} })).toThrow(/by its meeting or by the body/);
    expect(() => silentIn(log, { cyclesWithoutUpdate: { bodyId: COMMITTEE, atLeast: 0 } })).toThrow(/at least 1/);
  });
});

describe('An entry', () => {
  it('is settled for those who recorded it once a cycle has closed on it', () => {
    const log = logWith({});
    const before = log.add(1, SPOKEN, progress);
    expect(reporting.settled(log.rows(), before)).toBeUndefined();
    log.open(DECEMBER, OPENED);
    expect(reporting.settled(log.rows(), before)).toBeUndefined();
    log.close(DECEMBER, CLOSED);
    const after = log.add(1, LATER, progress);
    expect(reporting.settled(log.rows(), before)).toMatch(/closed on 2025-11-24 .* ask governance staff/);
    expect(reporting.settled(log.rows(), after)).toBeUndefined();
    const closing = reporting.closingEntry(log.rows(), meetingId(COMMITTEE, DECEMBER));
    expect(closing).toEqual({ id: log.told.at(-2)?.id, closedOn: CLOSED });
  });
});

describe('The long list of an open cycle', () => {
  const LONG = 510;
  const long = () => {
    const log = new GrowingLog();
    for (let n = 1; n <= LONG; n++) log.add(n, MADE, made());
    log.open(DECEMBER, OPENED);
    for (let n = 1; n <= LONG; n += 7) log.add(n, SPOKEN, n % 2 === 0 ? progress : nothing());
    return log;
  };

  it('is worked out beside the request thread, once for all who ask, and reads as it would on it', async () => {
    const log = long();
    const scans: Readonly<Record<string, (...args: never[]) => unknown>> = reportingScans(sources);
    const asked: string[] = [];
    const background = {
      scan: (name: string, _: unknown, cycle: unknown) => {
        asked.push(name);
        // Another thread has rows of its own, and what it answers is copied.
        return Promise.resolve(structuredClone(scans[name]?.(log.rows() as never, cycle as never)));
      },
    } as unknown as Background;
    const reader = log.rows();
    const cycles = [log.cycle(DECEMBER, reader), log.cycle(DECEMBER, reader)];
    await Promise.all(cycles.map((cycle) => cycle.workedOut(background)));
    await log.cycle(DECEMBER, reader).workedOut(background);
    expect(asked).toHaveLength(1);
    const here = log.cycle(DECEMBER);
    for (const cycle of cycles) {
      expect(placesIn(cycle)).toEqual(placesIn(here));
      expect(cycle.counts).toEqual(here.counts);
    }
    expect(here.counts).toMatchObject({ expected: LONG, reported: 36, nothingToReport: 37 });
  });
});
