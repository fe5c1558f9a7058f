import { describe, it } from '@jest/globals';
import type { Statement } from '../../src/event-sourcing/messages.js';
import {
  RefuseCompletion,
  ReportCompletion,
  SignOffCompletion,
} from '../../src/commitments/commitment.completion.commands.js';
import {
  asGovernance,
  asLead,
  board,
  day,
  dayed,
  EVIDENCE_ID,
  given,
  happened,
  historyTo,
  ID,
  made,
  on,
  OTHER_ID,
  proposed,
} from './commitment.examples.js';

const { completed, evidenced, started } = happened;
const whatWasDone = 'Launched in both hubs';

describe('reporting completion', () => {
  const report = (doneOn: { earliest: string | null; latest: string | null } | null, told?: Statement) =>
    new ReportCompletion(ID, { whatWasDone, doneOn }, asLead(told));

  it('happened on the day it was done', () =>
    given(made())
      .when(report(day('2025-11-12')))
      .then({
        type: 'CompletionReported',
        data: { whatWasDone, doneOn: day('2025-11-12') },
        occurredOn: day('2025-11-12'),
      }));

  it('happened when the sender says, where they say it', () =>
    given(made())
      .when(report(day('2025-11-12'), on('2025-11-30')))
      .then({ type: 'CompletionReported', data: { whatWasDone, doneOn: day('2025-11-12') } }));

  it('needs no day', () =>
    given(made(), started).when(report(null)).then({ type: 'CompletionReported', data: { whatWasDone } }));

  it('needs no start of work', () =>
    given(made()).when(report(null)).then({ type: 'CompletionReported', data: { whatWasDone } }));

  it('needs more than a proposal', () =>
    given(proposed)
      .when(report(null))
      .thenRefused('RULE', /agreed or started before you report it complete/));

  it('is not done in the future', () =>
    given(made())
      .when(report(day('2025-12-03')))
      .thenRefused('INVALID', /2025-12-02 cannot have been done on 2025-12-03/, 'doneOn'));

  it('is not done after it was stated', () =>
    given(made())
      .when(report({ earliest: null, latest: '2025-11-30' }, { statedOn: '2025-11-29' }))
      .thenRefused('INVALID', /2025-11-29 cannot have been done on 2025-11-30/, 'doneOn'));

  it('is not done before the last change of state', () =>
    given(made(), dayed(started, '2025-11-10'))
      .when(report(day('2025-11-09')))
      .thenRefused('INVALID', /2025-11-09.*2025-11-10/, 'doneOn'));

  it('has its days in order', () =>
    given(made())
      .when(report({ earliest: '2025-11-12', latest: '2025-11-01' }))
      .thenRefused('INVALID', /2025-11-12, lies after the last, 2025-11-01/, 'doneOn'));

  it('gives a day or none', () =>
    given(made())
      .when(report({ earliest: null, latest: null }))
      .thenRefused('INVALID', /or leave it out/, 'doneOn'));

  it('happens once', () =>
    given(...historyTo.COMPLETED)
      .when(report(null))
      .thenRefused('RULE', /already reported complete/));
});

describe('signing off', () => {
  const signOff = (data: Partial<SignOffCompletion['data']>) =>
    new SignOffCompletion(ID, { decidedBy: board, ...data }, asGovernance());
  const done = [made(), evidenced, completed] as const;
  const evidenceIds = [EVIDENCE_ID];

  it('rests on evidence', () =>
    given(...done)
      .when(signOff({ evidenceIds: [EVIDENCE_ID, EVIDENCE_ID] }))
      .then({ type: 'CompletionSignedOff', data: { decidedBy: board, evidenceIds } }));

  it('rests on a waiver', () =>
    given(...done)
      .when(signOff({ waiver: 'Members saw it' }))
      .then({ type: 'CompletionSignedOff', data: { decidedBy: board, evidenceIds: [], waiver: 'Members saw it' } }));

  it('rests on something', () =>
    given(...done)
      .when(signOff({}))
      .thenRefused('RULE', /needs evidence, or a waiver/, 'evidenceIds'));

  it('rests on evidence of this commitment', () =>
    given(...done)
      .when(signOff({ evidenceIds: [OTHER_ID] }))
      .thenRefused('INVALID', /no such evidence/, 'evidenceIds'));

  it('rests on evidence that was not withdrawn', () =>
    given(...done, { type: 'EvidenceWithdrawn', data: { evidenceId: EVIDENCE_ID, reason: 'No consent' } })
      .when(signOff({ evidenceIds }))
      .thenRefused('INVALID', /was withdrawn/, 'evidenceIds'));

  it.each([
    ['the person', { kind: 'OFFICER', name: 'ama  mensah' }],
    ['the role', { kind: 'OFFICER', name: 'Lead' }],
    ['the team', { kind: 'BODY', name: 'Housing' }],
    ['the team, entered as an officer,', { kind: 'OFFICER', name: 'housing' }],
  ] as const)('is not for %s who reported it complete', (_, decidedBy) =>
    given(...done)
      .when(signOff({ decidedBy, evidenceIds }))
      .thenRefused('RULE', /somebody else has to sign it off/, 'decidedBy'),
  );

  it('may be typed by whoever typed the report', () =>
    given(made(), evidenced, { ...completed, recorderId: 'account-gail' })
      .when(signOff({ evidenceIds }))
      .then({ type: 'CompletionSignedOff', data: { decidedBy: board, evidenceIds } }));

  it('is not for the paper that first showed it complete', () =>
    given({ ...made({ initialState: 'COMPLETED' }), statedBy: { role: null, body: 'Executive Board', name: null } })
      .when(signOff({ waiver: 'It was in the paper' }))
      .thenRefused('RULE', /somebody else/, 'decidedBy'));

  it('waits for the parts', () =>
    given(...done)
      .knowing({ openParts: ['S-06b', 'S-06c'] })
      .when(signOff({ evidenceIds }))
      .thenRefused('RULE', /still open: S-06b, S-06c/));

  it('needs a report of completion', () =>
    given(made(), evidenced)
      .when(signOff({ evidenceIds }))
      .thenRefused('RULE', /has to be reported complete/));

  it('names a body on record', () =>
    given(...done)
      .knowing({ unknownIds: [OTHER_ID] })
      .when(signOff({ decidedBy: { ...board, bodyId: OTHER_ID }, evidenceIds }))
      .thenRefused('INVALID', /no such body/, 'decidedBy.bodyId'));
});

describe('refusing completion', () => {
  const refuse = new RefuseCompletion(ID, { decidedBy: board, reason: 'One hub is missing' }, asGovernance());

  it('says who refused and why', () =>
    given(...historyTo.COMPLETED)
      .when(refuse)
      .then(happened.refused));
  it('needs a report of completion', () =>
    given(made())
      .when(refuse)
      .thenRefused('RULE', /reported complete before you refuse/));
});
