import { describe, expect, it } from '@jest/globals';
import type { Sender } from '../../src/event-sourcing/messages.js';
import { validated } from '../../src/event-sourcing/validation.js';
import {
  commitmentCommands,
  commitmentId,
  MakeCommitment,
  SubmitUpdate,
} from '../../src/commitments/commitment.commands.js';
import { commitmentDecider } from '../../src/commitments/commitment.decider.js';
import type { CommitmentEvent, Party } from '../../src/commitments/commitment.events.js';
import { namedIds } from '../../src/commitments/commitment.rules.js';
import { stream, type Told } from '../support/decider.js';
import {
  ama,
  asGovernance,
  board,
  dayed,
  EVIDENCE_ID,
  happened,
  health,
  housing,
  ID,
  january,
  made,
  OTHER_ID,
  PLAN_ID,
  WORKSTREAM_ID,
} from './commitment.examples.js';

const { agreed, completed, evidenced, held, moved, refused, reopened, resumed, signedOff, started, targetSet } =
  happened;
const stateAfter = (...history: readonly Told<CommitmentEvent>[]) =>
  stream(...history).reduce(commitmentDecider.evolve.bind(commitmentDecider), commitmentDecider.initialState);

describe('whom a commitment concerns', () => {
  const concerns = (who: Sender, ...history: readonly Told<CommitmentEvent>[]) =>
    commitmentDecider.concerns?.(stateAfter(...history), who);
  const appointed = (lead: Party | null, dates: object = {}) =>
    ({ type: 'LeadAppointed', data: { lead, ...dates } }) as const;

  it('the team that leads it, however it is spelt', () => {
    expect(concerns({ ...ama, body: 'HOUSING ' }, made({ lead: housing }))).toBe(true);
    expect(concerns({ ...ama, body: 'Health Partners' }, made({ lead: housing }))).toBe(false);
  });

  it('a team that contributes', () => {
    expect(concerns(ama, made({ lead: health, contributors: [housing] }))).toBe(true);
    const gone = { type: 'ContributorsChanged', data: { added: [], removed: [housing] } } as const;
    expect(concerns(ama, made({ lead: health, contributors: [housing] }), gone)).toBe(false);
  });

  it('whoever works in its workstream', () => {
    const inWorkstream = { ...ama, body: null, workstreams: [WORKSTREAM_ID] };
    expect(concerns(inWorkstream, made({ workstreamId: WORKSTREAM_ID }))).toBe(true);
    expect(concerns(inWorkstream, made())).toBe(false);
    const moved = { type: 'CommitmentFiled', data: { workstreamId: OTHER_ID } } as const;
    expect(concerns(inWorkstream, made({ workstreamId: WORKSTREAM_ID }), moved)).toBe(false);
  });

  it('nobody else, where no lead is stated', () => {
    expect(concerns(ama, made())).toBe(false);
    expect(concerns({ ...ama, body: null }, made({ lead: housing }))).toBe(false);
    expect(concerns(ama)).toBe(false);
  });

  it('the lead of the day, and whoever covers on it', () => {
    const led = made({ lead: health });
    expect(concerns(ama, led, appointed(housing, { from: '2025-12-02' }))).toBe(true);
    expect(concerns(ama, led, appointed(housing, { from: '2025-12-03' }))).toBe(false);
    expect(concerns(ama, led, appointed(housing, { until: '2025-12-01' }))).toBe(false);
    expect(concerns(ama, led, appointed(housing, { until: '2025-12-02', cover: true }))).toBe(true);
    expect(concerns({ ...ama, body: health.name }, led, appointed(housing, { cover: true }))).toBe(true);
    expect(concerns({ ...ama, body: health.name }, led, appointed(null))).toBe(false);
  });
});

describe('voiding an entry', () => {
  const objection = (...left: readonly Told<CommitmentEvent>[]) => commitmentDecider.objection?.(stream(...left));
  const attached = { ...signedOff, data: { decidedBy: board, evidenceIds: [EVIDENCE_ID] } } as const;

  it.each([
    ['the promise, and nothing else stands', []],
    ['a report', [made(), started, completed]],
    ['a start, since what was agreed can be reported complete', [made(), completed]],
    ['a hold and its end', [made(), started]],
    ['a move of the target, and another follows', [made({ target: january }), moved]],
  ])('leaves no objection to %s', (_, left) => {
    expect(objection(...left)).toBeUndefined();
  });

  it.each([
    ['the promise everything rests on', [started], /void those first/],
    ['a hold that was ended', [made(), dayed(resumed, '2025-10-05')], /the resumption of 2025-10-05; void that first/],
    ['a report of completion that was signed off', [made(), signedOff], /the sign-off of 2025-09-02/],
    ['a report of completion that was refused', [made(), refused], /the refusal of completion/],
    ['a sign-off after which it was reopened', [made(), completed, reopened], /the reopening/],
    ['an agreement after which it was held', [made({ initialState: 'PROPOSED' }), held], /the hold/],
    ['evidence a sign-off rests on', [made(), completed, attached], /the sign-off/],
    [
      'evidence that was withdrawn',
      [made(), { type: 'EvidenceWithdrawn', data: { evidenceId: EVIDENCE_ID, reason: 'No consent' } }],
      /the withdrawal of evidence/,
    ],
    ['the target that was moved', [made(), moved], /the move of the target/],
    [
      'the target a paper restated',
      [made(), { type: 'TargetRestated', data: { target: january } }],
      /the restated target/,
    ],
    [
      'a request that was refused',
      [made(), targetSet, { type: 'TargetMoveRefused', data: { reason: 'No', refusedBy: board } }],
      /the refusal to move the target/,
    ],
    [
      'a contributor who left',
      [made(), { type: 'ContributorsChanged', data: { added: [], removed: [health] } }],
      /the change of contributors/,
    ],
    [
      'a reopening after which work was reported',
      [made(), completed, signedOff, dayed({ type: 'ProgressReported', data: { summary: 'Again' } }, '2025-11-01')],
      /a fact of 2025-11-01/,
    ],
  ] as const)('leaves an objection to %s', (_, left, sentence) => {
    expect(objection(...left)).toMatch(sentence);
  });

  it('leaves evidence before it as it was', () => {
    expect(objection(made(), evidenced, completed, attached)).toBeUndefined();
    expect(objection(made({ initialState: 'PROPOSED' }), agreed, held)).toBeUndefined();
  });
});

describe('the id of a commitment', () => {
  it('comes from its plan and reference, however the reference is spelt', () => {
    const id = commitmentId({ planId: PLAN_ID, reference: 'S-01d' }, 'command-1');
    expect(commitmentId({ planId: PLAN_ID, reference: ' s-01D ' }, 'command-2')).toBe(id);
    expect(commitmentId({ planId: OTHER_ID, reference: 'S-01d' }, 'command-1')).not.toBe(id);
    expect(commitmentId({ planId: null, reference: 'S-01d' }, 'command-1')).not.toBe(id);
  });

  it('comes from the command where there is no reference', () => {
    expect(commitmentId({ planId: PLAN_ID, reference: null }, 'command-1')).toBe(commitmentId({}, 'command-1'));
    expect(commitmentId({}, 'command-1')).not.toBe(commitmentId({}, 'command-2'));
  });
});

describe('the commands', () => {
  it('have a name each', () => {
    const names = commitmentCommands.map((command) => command.name);
    expect(new Set(names).size).toBe(29);
    for (const Class of commitmentCommands) {
      expect(new (Class as new (...given: unknown[]) => { type: string })(ID, {}, asGovernance()).type).toBe(
        Class.name,
      );
    }
  });

  it('may all be sent by governance staff, and by nobody who only reads', () => {
    for (const { allows } of commitmentCommands) {
      expect(allows).toContain('governance');
      for (const role of ['member', 'young-person', 'dashboard', 'auditor', 'data-protection', 'participation']) {
        expect(allows).not.toContain(role);
      }
    }
  });

  it('let a lead report, and decide nothing', () => {
    const names = commitmentCommands.filter(({ allows }) => (allows as readonly string[]).includes('lead'));
    expect(names.map(({ name }) => name).sort()).toEqual([
      'AssessRating',
      'AttachEvidence',
      'DeclareNothingToReport',
      'HoldCommitment',
      'RecordImpact',
      'ReportCompletion',
      'ReportProgress',
      'RequestTargetMove',
      'ResumeCommitment',
      'StartWork',
      'SubmitUpdate',
      'WithdrawEvidence',
    ]);
  });

  it('name what must be on record', () => {
    const data = {
      title: 'T',
      audiences: ['both'],
      initialState: 'AGREED',
      planId: PLAN_ID,
      partOf: OTHER_ID,
    } as const;
    expect(namedIds(new MakeCommitment(ID, data, asGovernance()))).toEqual([
      { category: 'plan', id: PLAN_ID, field: 'planId' },
      { category: 'commitment', id: OTHER_ID, field: 'partOf' },
    ]);
  });

  it('name every field at fault', () => {
    const wrong = {
      title: ' ',
      audiences: [],
      initialState: 'CLOSED',
      target: { asWritten: 7 },
      contributors: [{ name: 'Health', kind: 'GROUP' }],
      places: 'Crewe',
      colour: 'red',
    };
    expect(() => validated(MakeCommitment.shape, wrong)).toThrow(
      expect.objectContaining({
        refusals: expect.arrayContaining(
          ['title', 'audiences', 'initialState', 'target.asWritten', 'contributors.0.kind', 'places', 'colour'].map(
            (field) => expect.objectContaining({ code: 'INVALID', field }),
          ),
        ) as unknown,
      }),
    );
  });

  it('check each part of an update', () => {
    expect(() => validated(SubmitUpdate.shape, { progress: { percent: 101 }, completion: 'done' })).toThrow(
      expect.objectContaining({
        refusals: expect.arrayContaining(
          ['progress.summary', 'progress.percent', 'completion'].map((field) => expect.objectContaining({ field })),
        ) as unknown,
      }),
    );
    const update = validated(SubmitUpdate.shape, { progress: { summary: 'Agreed', percent: 40 }, rating: null });
    expect(update.progress?.percent).toBe(40);
  });
});
