import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import {
  AmendDecision,
  decisionId,
  RecordActionRaised,
  RecordDecision,
  RecordEffectCarriedOut,
  RecordEffectRefused,
} from '../../src/meetings/meeting.commands.js';
import { meetingDecider } from '../../src/meetings/meeting.decider.js';
import {
  bringsNothingAbout,
  citedMinute,
  outcomeKey,
  type EffectKind,
  type MinuteReference,
} from '../../src/meetings/meeting.events.js';
import { stream, type Told } from '../support/decider.js';
import { happenedOn, sending } from '../support/senders.js';
import { COMMITTEE, given, MEETING, MET, scheduled, usual } from './meetings.examples.js';

const PROMISE = randomUUID();
const OTHER = randomUUID();
const onTheDay = { occurredOn: { earliest: MET, latest: MET }, statedOn: MET };
const minute: MinuteReference = { municipalYear: '2025/26', number: 21, limb: 'b' };
const id = decisionId(COMMITTEE, minute, '');

type Data = ConstructorParameters<typeof RecordDecision>[1];
const record = (data: Partial<Data> = {}, told = {}) =>
  new RecordDecision(MEETING, { outcome: 'Approved', text: 'So decided.', ...data }, sending(told));
const effect = (kind: EffectKind, more = {}) => ({ kind, commitmentId: PROMISE, ...more });

const decided = {
  type: 'DecisionRecorded',
  data: { decisionId: id, minute, outcome: 'Approved', text: 'So decided.', affects: [], effects: [] },
  statedOn: MET,
} as const;
const withdrawing = {
  ...decided,
  data: { ...decided.data, reasons: 'Done elsewhere.', affects: [PROMISE], effects: [effect('WITHDRAW')] },
} as const;
const done = { decisionId: id, commitmentId: PROMISE, effect: 'WITHDRAW' } as const;
const carriedOut = { type: 'DecisionEffectCarriedOut', data: done } as const;
const refusal = { ...done, code: 'RULE', reason: 'It is withdrawn already.' } as const;
const refused = { type: 'DecisionEffectRefused', data: refusal } as const;

describe('a decision', () => {
  it('is taken on the day of the meeting, and its minute names it in one spelling', () =>
    given(scheduled)
      .when(record({ outcome: ' Approved ', minute: { municipalYear: '2025-2026', number: 21, limb: '(B)' } }))
      .then({ type: 'DecisionRecorded', data: decided.data, ...onTheDay }));

  it('needs no minute', () =>
    given(scheduled)
      .when(record())
      .then({
        type: 'DecisionRecorded',
        data: {
          decisionId: decisionId(COMMITTEE, undefined, 'command-now'),
          ...{ outcome: 'Approved', text: 'So decided.', affects: [], effects: [] },
        },
        ...onTheDay,
      }));

  it('is taken by an officer under delegation on a day of their own', () =>
    given(scheduled)
      .when(record({ decidedBy: { kind: 'OFFICER', name: ' Director ' } }, happenedOn('2025-12-05')))
      .then({
        type: 'DecisionRecorded',
        data: {
          decisionId: decisionId(COMMITTEE, undefined, 'command-now'),
          ...{ outcome: 'Approved', text: 'So decided.', affects: [], effects: [] },
          decidedBy: { kind: 'OFFICER', name: 'Director', bodyId: COMMITTEE },
        },
        occurredOn: { earliest: '2025-12-05', latest: '2025-12-05' },
      }));

  it('names no other body as the one that decided', () =>
    given(scheduled)
      .when(record({ decidedBy: { kind: 'BODY', name: 'Board' } }))
      .thenRefused('INVALID', /Name the officer/, 'decidedBy'));

  it('is taken once the meeting is held', () => {
    given({ ...scheduled, data: { ...scheduled.data, on: '2026-03-03' } })
      .when(record())
      .thenRefused('INVALID', /is on 2026-03-03/, 'told.statedOn');
    given(scheduled)
      .when(record({}, happenedOn('2025-12-01')))
      .thenRefused('INVALID', /was on 2025-12-02.*2025-12-01/, 'told.occurredOn');
  });

  it('is never one of a group of young people', () =>
    given(scheduled)
      .knowing({ body: { name: 'My Voice', isAnswerable: false, closedOn: null } })
      .when(record())
      .thenRefused('RULE', /My Voice is a young people's group.*decides nothing/));

  it.each([
    ['2025/27', /such as 2025\/26/],
    ['25/26', /such as 2025\/26/],
    ['2024/25', /2024\/25 runs from 2024-05-01 to 2025-04-30; this was decided on 2025-12-02/],
  ])('is minuted in the municipal year it was taken in, not in %s', (municipalYear, sentence) =>
    given(scheduled)
      .when(record({ minute: { municipalYear, number: 21 } }))
      .thenRefused('INVALID', sentence, 'minute.municipalYear'),
  );

  it('is on record once under its minute, in this meeting and any other of the body', () => {
    const again = record({ minute: { municipalYear: '2025/26', number: 21, limb: 'B' } });
    given(scheduled, decided)
      .when(again)
      .thenRefused('RULE', /2025\/26, 21b of this body is on record already/, 'minute');
    given(scheduled)
      .knowing({ decidedElsewhere: (one) => one === id })
      .when(again)
      .thenRefused('RULE', /2025\/26, 21b/, 'minute');
    given(scheduled, decided)
      .when(record({ minute: { municipalYear: '2025/26', number: 21, limb: 'c' } }))
      .then({
        type: 'DecisionRecorded',
        data: {
          ...decided.data,
          decisionId: decisionId(COMMITTEE, { ...minute, limb: 'c' }, ''),
          minute: { ...minute, limb: 'c' },
        },
        ...onTheDay,
      });
  });

  it('that only notes or receives has no effects, and may say what it is about', () => {
    for (const outcome of ['NOTED', 'Received', 'noted and received', 'That the report be noted']) {
      given(scheduled)
        .when(record({ outcome, effects: [effect('AGREE')] }))
        .thenRefused('RULE', /changes no commitment/, 'effects');
    }
    given(scheduled)
      .when(record({ outcome: 'Noted', affects: [PROMISE, PROMISE] }))
      .then({
        type: 'DecisionRecorded',
        data: {
          decisionId: decisionId(COMMITTEE, undefined, 'command-now'),
          ...{ outcome: 'Noted', text: 'So decided.', affects: [PROMISE], effects: [] },
        },
        ...onTheDay,
      });
  });

  it('affects what it has an effect on', () => {
    const effects = [effect('AGREE'), { ...effect('SUPERSEDE'), successorIds: [OTHER, OTHER] }];
    given(scheduled)
      .when(record({ affects: [OTHER], effects }))
      .then({
        type: 'DecisionRecorded',
        data: {
          decisionId: decisionId(COMMITTEE, undefined, 'command-now'),
          ...{ outcome: 'Approved', text: 'So decided.', affects: [OTHER, PROMISE] },
          effects: [effect('AGREE'), { ...effect('SUPERSEDE'), successorIds: [OTHER] }],
        },
        ...onTheDay,
      });
  });

  it('allows a date as it was written, read on the day it was stated', () =>
    given(scheduled)
      .when(record({ effects: [effect('ALLOW_TARGET_MOVE', { target: { asWritten: 'March 2026' } })] }))
      .then({
        type: 'DecisionRecorded',
        data: {
          decisionId: decisionId(COMMITTEE, undefined, 'command-now'),
          ...{ outcome: 'Approved', text: 'So decided.', affects: [PROMISE] },
          effects: [
            effect('ALLOW_TARGET_MOVE', {
              target: { asWritten: 'March 2026', earliest: '2026-03-01', latest: '2026-03-31', precision: 'MONTH' },
            }),
          ],
        },
        ...onTheDay,
      }));

  it.each([
    ['names an effect twice', [effect('AGREE'), effect('AGREE')], 'effects.1.kind', /named already/],
    ['withdraws without a reason', [effect('WITHDRAW')], 'effects.0.kind', /needs a reason/],
    ['refuses a date without a reason', [effect('REFUSE_TARGET_MOVE')], 'effects.0.kind', /needs a reason/],
    ['refuses a completion without a reason', [effect('REFUSE_COMPLETION')], 'effects.0.kind', /needs a reason/],
    ['reopens without a reason', [effect('REOPEN')], 'effects.0.kind', /needs a reason/],
    ['signs off on nothing', [effect('SIGN_OFF')], 'effects.0.evidenceIds', /needs evidence, or reasons/],
    ['supersedes by nothing', [effect('SUPERSEDE')], 'effects.0.successorIds', /at least one/],
    [
      'supersedes by itself',
      [effect('SUPERSEDE', { successorIds: [PROMISE] })],
      'effects.0.successorIds',
      /cannot replace itself/,
    ],
    ['allows no date at all', [effect('ALLOW_TARGET_MOVE', { target: {} })], 'effects.0.target', /Say what the new/],
    [
      'agrees with a date',
      [effect('AGREE', { target: { asWritten: 'May' } })],
      'effects.0.target',
      /ALLOW_TARGET_MOVE only/,
    ],
    [
      'agrees with successors',
      [effect('AGREE', { successorIds: [OTHER] })],
      'effects.0.successorIds',
      /SUPERSEDE only/,
    ],
  ])('is refused when it %s', (_, effects, field, sentence) =>
    given(scheduled).when(record({ effects })).thenRefused('INVALID', sentence, field),
  );

  it('names only commitments on record', () => {
    const unknown = { unknownCommitments: [PROMISE] };
    const named = record({ affects: [PROMISE], effects: [{ ...effect('AGREE'), commitmentId: PROMISE }] });
    for (const field of ['affects.0', 'effects.0.commitmentId']) {
      given(scheduled)
        .knowing(unknown)
        .when(named)
        .thenRefused('INVALID', /no such commitment/, field);
    }
  });
});

describe('an amendment', () => {
  const amend = (data: object, told = {}) =>
    new AmendDecision(MEETING, { decisionId: id, reason: 'Misheard.', ...data }, sending(told));

  it('says only what changes, and why', () =>
    given(scheduled, decided)
      .when(amend({ outcome: 'Approved', text: 'Decided otherwise.', affects: [OTHER] }))
      .then({
        type: 'DecisionAmended',
        data: { decisionId: id, text: 'Decided otherwise.', affects: [OTHER], reason: 'Misheard.' },
      }));

  it('keeps among the affected what the decision has an effect on', () =>
    given(scheduled, withdrawing)
      .when(amend({ affects: [OTHER] }))
      .then({ type: 'DecisionAmended', data: { decisionId: id, affects: [OTHER, PROMISE], reason: 'Misheard.' } }));

  it('changes something, of a decision of this meeting, and not before it was taken', () => {
    given(scheduled, decided)
      .when(amend({ text: 'So decided. ' }))
      .thenRefused('RULE', /stay as it is/);
    given(scheduled)
      .when(amend({ text: 'Other' }))
      .thenRefused('INVALID', /no such decision of this meeting/, 'decisionId');
    given(scheduled, decided)
      .when(amend({ text: 'Other' }, happenedOn('2025-12-01')))
      .thenRefused('INVALID', /2025-12-01.*2025-12-02/, 'told.occurredOn');
    given(scheduled, decided)
      .knowing({ unknownCommitments: [OTHER] })
      .when(amend({ affects: [OTHER] }))
      .thenRefused('INVALID', /no such commitment/, 'affects.0');
  });

  it('does not make merely noted what was carried out, or is about to be', () => {
    const noted = amend({ outcome: 'Noted' });
    for (const since of [[], [carriedOut]]) {
      given(scheduled, withdrawing, ...since)
        .when(noted)
        .thenRefused('RULE', /not merely noted/, 'outcome');
    }
    given(scheduled, withdrawing, refused)
      .when(noted)
      .then({ type: 'DecisionAmended', data: { decisionId: id, outcome: 'Noted', reason: 'Misheard.' } });
  });
});

describe('what came of an effect', () => {
  const carry = new RecordEffectCarriedOut(MEETING, done, sending());
  const refuse = new RecordEffectRefused(MEETING, refusal, sending());

  it('is said once, and what was carried out is never refused', () => {
    given(scheduled, withdrawing).when(carry).then(carriedOut);
    given(scheduled, withdrawing).when(refuse).then(refused);
    given(scheduled, withdrawing, carriedOut).when(carry).then();
    given(scheduled, withdrawing, carriedOut).when(refuse).then();
    given(scheduled, withdrawing, refused).when(refuse).then();
  });

  it('is carried out in the end where another copy was refused it before', () =>
    given(scheduled, withdrawing, refused).when(carry).then(carriedOut));

  it('is not said of a decision that was voided meanwhile', () => {
    given(scheduled).when(carry).then();
    given(scheduled).when(refuse).then();
  });

  it('rests on the decision', () => {
    const objection = (...events: Told<typeof withdrawing | typeof carriedOut | typeof scheduled>[]) =>
      meetingDecider.objection?.(stream(...events));
    expect(objection(scheduled, carriedOut)).toMatch(/rest on this decision/);
    expect(objection(scheduled, withdrawing)).toBeUndefined();
    expect(objection(scheduled, withdrawing, carriedOut)).toBeUndefined();
  });
});

describe('an action', () => {
  const raise = new RecordActionRaised(MEETING, { commitmentId: PROMISE }, sending());
  const raised = { type: 'CommitteeActionRaised', data: { commitmentId: PROMISE } } as const;

  it('is raised once', () => {
    given(scheduled).when(raise).then(raised);
    given(scheduled, raised).when(raise).then();
  });
});

describe('words of outcomes and minutes', () => {
  it('tells what brings nothing about from what does', () => {
    const nothing = ['NOTED', 'noted.', 'Received', 'Received and noted', 'to note', 'That the report be received'];
    nothing.push('Received with thanks', 'Noted for information', 'Noting', 'The Committee noted the contents');
    nothing.push('RESOLVED: That the verbal update be noted');
    expect(nothing.filter(bringsNothingAbout)).toEqual(nothing);
    const something = [
      'Approved',
      'Noted and approved',
      'Agreed',
      'Not approved',
      'Resolved',
      'the report',
      'Received and referred',
      'That notice be given',
      '',
    ];
    expect(something.filter(bringsNothingAbout)).toEqual([]);
  });

  it('counts spellings of an outcome as one', () =>
    expect(['Approved, as amended', ' approved as AMENDED', 'APPROVED_AS_AMENDED'].map(outcomeKey)).toEqual(
      Array(3).fill('APPROVED_AS_AMENDED'),
    ));

  it('cites a minute as councils do', () => {
    expect(citedMinute(minute)).toBe('2025/26, 21b');
    expect(citedMinute({ municipalYear: '2025/26', number: 7 })).toBe('2025/26, 7');
    expect(citedMinute({ municipalYear: '2025/26', number: 12, limb: '1' })).toBe('2025/26, 12(1)');
  });

  it('decides nothing for a body that is no longer on record', () =>
    given(scheduled)
      .knowing({ ...usual, body: null })
      .when(record())
      .thenRefused('RULE', /no longer on record/));
});
