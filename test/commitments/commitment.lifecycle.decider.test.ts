import { describe, it } from '@jest/globals';
import {
  AgreeCommitment,
  HoldCommitment,
  ReopenCommitment,
  ResumeCommitment,
  StartWork,
  SupersedeCommitment,
  WithdrawCommitment,
} from '../../src/commitments/commitment.lifecycle.commands.js';
import {
  asGovernance,
  asLead,
  board,
  dayed,
  given,
  happened,
  historyTo,
  ID,
  made,
  on,
  OTHER_ID,
  proposed,
} from './commitment.examples.js';

describe('agreeing', () => {
  const agree = new AgreeCommitment(ID, { decidedBy: { ...board, minute: '2025/26, 21' } }, asGovernance());

  it('names who agreed', () =>
    given(proposed)
      .when(agree)
      .then({ type: 'CommitmentAgreed', data: { decidedBy: { ...board, minute: '2025/26, 21' } } }));

  it('leaves out what was not stated of who agreed', () => {
    const decidedBy = { ...board, decisionId: null, minute: undefined };
    given(proposed)
      .when(new AgreeCommitment(ID, { decidedBy }, asGovernance()))
      .then({ type: 'CommitmentAgreed', data: { decidedBy: board } });
  });

  it('is for proposals only', () =>
    given(made())
      .when(agree)
      .thenRefused('RULE', /is already agreed/));

  it('needs a commitment', () =>
    given()
      .when(agree)
      .thenRefused('NOT_FOUND', /no such commitment/));
});

describe('work', () => {
  const start = new StartWork(ID, {}, asLead());

  it('starts on what was agreed', () => given(made()).when(start).then(happened.started));
  it('starts on what is only proposed', () => given(proposed).when(start).then(happened.started));
  it('starts once', () =>
    given(...historyTo.IN_PROGRESS)
      .when(start)
      .thenRefused('RULE', /already in progress/));
});

describe('a hold', () => {
  const reason = 'The hub is shut';
  const hold = (reviewOn: string) => new HoldCommitment(ID, { reason, reviewOn }, asLead(on('2025-12-01')));

  it('has a reason and a day of review', () =>
    given(made())
      .when(hold('2025-12-02'))
      .then({ type: 'CommitmentHeld', data: { reason, reviewOn: '2025-12-02' } }));

  it('is looked at again after the day it began', () =>
    given(made())
      .when(hold('2025-12-01'))
      .thenRefused('INVALID', /on hold on 2025-12-01; give a later day/, 'reviewOn'));

  it('rests only what was agreed or begun', () =>
    given(proposed)
      .when(hold('2025-12-02'))
      .thenRefused('RULE', /agreed or started before you put it on hold/));

  it('ends with a reason', () =>
    given(...historyTo.ON_HOLD)
      .when(new ResumeCommitment(ID, { reason: 'The hub is open' }, asLead()))
      .then(happened.resumed));

  it('ends only where it began', () =>
    given(made())
      .when(new ResumeCommitment(ID, { reason }, asLead()))
      .thenRefused('RULE', /not on hold/));
});

describe('withdrawing', () => {
  const data = { decidedBy: board, reason: 'The hub was sold' };

  it('says who decided, why, and whether the young people were told', () =>
    given(made())
      .when(new WithdrawCommitment(ID, { ...data, youngPeopleTold: false }, asGovernance()))
      .then({ type: 'CommitmentWithdrawn', data: { ...data, youngPeopleTold: false } }));

  it('says nothing of the young people when that is not known', () =>
    given(made())
      .when(new WithdrawCommitment(ID, { ...data, youngPeopleTold: null }, asGovernance()))
      .then({ type: 'CommitmentWithdrawn', data }));

  it('does not end what is reported complete', () =>
    given(...historyTo.COMPLETED)
      .when(new WithdrawCommitment(ID, data, asGovernance()))
      .thenRefused('RULE', /awaits sign-off/));
});

describe('superseding', () => {
  const supersede = (...successorIds: string[]) => new SupersedeCommitment(ID, { successorIds }, asGovernance());

  it('names each successor once', () =>
    given(made())
      .when(supersede(OTHER_ID, OTHER_ID))
      .then({ type: 'CommitmentSuperseded', data: { successorIds: [OTHER_ID] } }));

  it('needs a successor', () =>
    given(made())
      .when(supersede())
      .thenRefused('INVALID', /at least one/, 'successorIds'));

  it('needs another successor than itself', () =>
    given(made())
      .when(supersede(ID))
      .thenRefused('INVALID', /replace itself/, 'successorIds'));

  it('needs a successor on record', () =>
    given(made())
      .knowing({ unknownIds: [OTHER_ID] })
      .when(supersede(OTHER_ID))
      .thenRefused('INVALID', /no such commitment/, 'successorIds.0'));

  it('needs a successor that was not superseded itself', () =>
    given(made())
      .knowing({ states: { [OTHER_ID]: 'SUPERSEDED' } })
      .when(supersede(OTHER_ID))
      .thenRefused('RULE', /name the one that replaced it/, 'successorIds'));

  it('is final', () =>
    given(...historyTo.SUPERSEDED)
      .when(supersede(OTHER_ID))
      .thenRefused('RULE', /turn to the one that replaced it/));
});

describe('reopening', () => {
  const reopen = new ReopenCommitment(ID, { decidedBy: board, reason: 'It stopped again' }, asGovernance());

  it('takes up what was closed', () =>
    given(...historyTo.CLOSED)
      .when(reopen)
      .then(happened.reopened));
  it('takes up what was withdrawn', () =>
    given(...historyTo.WITHDRAWN)
      .when(reopen)
      .then(happened.reopened));
  it('takes up no part of what is closed', () =>
    given(made({ partOf: OTHER_ID }), happened.withdrawn)
      .knowing({ states: { [OTHER_ID]: 'CLOSED' } })
      .when(reopen)
      .thenRefused('RULE', /a part of is closed; reopen that one first/));
  it('takes up nothing that is open', () =>
    given(made())
      .when(reopen)
      .thenRefused('RULE', /still open/));
  it('does not bring back what was superseded', () =>
    given(...historyTo.SUPERSEDED)
      .when(reopen)
      .thenRefused('RULE', /cannot be reopened/));
});

describe('the day of a change of state', () => {
  const started = dayed(happened.started, '2025-11-10');
  const hold = (day: string) =>
    new HoldCommitment(ID, { reason: 'Why', reviewOn: '2026-02-01' }, asLead({ ...on(day), statedOn: '2025-12-02' }));

  it('may be the day of the last one', () =>
    given(made(), started)
      .when(hold('2025-11-10'))
      .then({ type: 'CommitmentHeld', data: { reason: 'Why', reviewOn: '2026-02-01' } }));

  it('does not lie before the last one', () =>
    given(made(), started)
      .when(hold('2025-11-09'))
      .thenRefused('INVALID', /2025-11-09.*2025-11-10/, 'told.occurredOn'));

  it('does not lie before the commitment was made', () =>
    given(made())
      .when(new StartWork(ID, {}, asLead(on('2025-09-01'))))
      .thenRefused('INVALID', /2025-09-01.*2025-09-02/, 'told.occurredOn'));

  it('does not lie in the future', () =>
    given(made())
      .when(new StartWork(ID, {}, asLead({ occurredOn: { earliest: '2025-12-03', latest: '2025-12-03' } })))
      .thenRefused('INVALID', /2025-12-03.*2025-12-02/, 'told.occurredOn'));
});
