import { describe, it } from '@jest/globals';
import {
  AppointLead,
  CarryForwardCommitment,
  ChangeContributors,
  ChangeScope,
  FileCommitment,
  MakeCommitment,
  RewordCommitment,
} from '../../src/commitments/commitment.terms.commands.js';
import {
  asGovernance,
  asImporter,
  dayed,
  given,
  happened,
  health,
  historyTo,
  housing,
  ID,
  january,
  made,
  myVoice,
  on,
  OTHER_ID,
  PLAN_ID,
  WORKSTREAM_ID,
} from './commitment.examples.js';

describe('making a commitment', () => {
  const least = { title: 'Launch the new packs', audiences: ['care leavers'], initialState: 'AGREED' } as const;
  const make = (data: Partial<MakeCommitment['data']> = {}) =>
    new MakeCommitment(ID, { ...least, ...data }, asImporter(on('2025-09-02')));

  it('keeps what was stated and leaves out the rest', () =>
    given()
      .when(make({ lead: null, wording: null, target: { asWritten: '' } }))
      .then(made()));

  it('keeps everything that was stated', () => {
    const stated = {
      reference: 'S-01d',
      wording: 'Launch the packs in both hubs',
      kind: 'improvement plan action',
      origin: 'inspection',
      planId: PLAN_ID,
      workstreamId: WORKSTREAM_ID,
      partOf: OTHER_ID,
      lead: housing,
      contributors: [health],
      coproducers: ['My VOICE'],
      places: ['Crewe'],
    };
    given()
      .when(make({ ...stated, target: { asWritten: 'January 2026' } }))
      .then(made({ ...stated, target: january }));
  });

  it.each(['PROPOSED', 'AGREED', 'IN_PROGRESS'] as const)('may first be seen %s', (initialState) =>
    given()
      .when(make({ initialState }))
      .then(made({ initialState, firstSeenComplete: false })),
  );

  it('says so when it was already done', () =>
    given()
      .when(make({ initialState: 'COMPLETED' }))
      .then(made({ initialState: 'COMPLETED', firstSeenComplete: true })));

  it('happens once', () =>
    given(made())
      .when(make({ reference: 'S-01d' }))
      .thenRefused('RULE', /S-01d is on record in this plan/, 'reference'));

  it('does not lie in the future', () =>
    given()
      .when(new MakeCommitment(ID, least, asImporter(on('2025-12-03'))))
      .thenRefused('INVALID', /2025-12-03/, 'told.occurredOn'));

  it('is no part of itself', () =>
    given()
      .when(make({ partOf: ID }))
      .thenRefused('INVALID', /part of itself/, 'partOf'));

  it('is no part of what is closed', () =>
    given()
      .knowing({ states: { [OTHER_ID]: 'CLOSED' } })
      .when(make({ partOf: OTHER_ID }))
      .thenRefused('RULE', /is closed; reopen that one first/, 'partOf'));

  it("is not answered for by a young people's group", () => {
    given()
      .when(make({ lead: myVoice }))
      .thenRefused('RULE', /My VOICE is a young people's group/, 'lead');
    given()
      .when(make({ contributors: [health, myVoice] }))
      .thenRefused('RULE', /never answers/, 'contributors');
  });

  it('names each contributor once', () =>
    given()
      .when(make({ contributors: [health, { ...health, name: 'health partners' }] }))
      .thenRefused('INVALID', /named twice/, 'contributors'));

  it('names every field that is not on record', () => {
    const refused = given()
      .knowing({ unknownIds: [PLAN_ID, WORKSTREAM_ID] })
      .when(make({ planId: PLAN_ID, workstreamId: WORKSTREAM_ID }));
    refused.thenRefused('INVALID', /no such plan/, 'planId');
    refused.thenRefused('INVALID', /no such workstream/, 'workstreamId');
  });

  it('is not made under what is closed', () => {
    const refused = given()
      .knowing({ closedIds: [PLAN_ID, WORKSTREAM_ID] })
      .when(make({ planId: PLAN_ID, workstreamId: WORKSTREAM_ID }));
    refused.thenRefused('RULE', /This plan is closed/, 'planId');
    refused.thenRefused('RULE', /This workstream is closed/, 'workstreamId');
  });
});

describe('rewording', () => {
  const reason = 'Young people asked for it';
  const reword = (data: Partial<RewordCommitment['data']>) =>
    new RewordCommitment(ID, { reason, ...data }, asGovernance());

  it('keeps only what changed, and the old title stays an alias', () =>
    given(made({ wording: 'As it was' }))
      .when(reword({ title: 'Launch the packs', wording: 'As it was ' }))
      .then({ type: 'CommitmentReworded', data: { title: 'Launch the packs', reason, oldTitleStaysAlias: true } }));

  it('may forget the old title', () =>
    given(made())
      .when(reword({ title: 'Launch the packs', oldTitleStaysAlias: false }))
      .then({ type: 'CommitmentReworded', data: { title: 'Launch the packs', reason, oldTitleStaysAlias: false } }));

  it('may change the wording alone', () =>
    given(made())
      .when(reword({ wording: 'In both hubs' }))
      .then({ type: 'CommitmentReworded', data: { wording: 'In both hubs', reason, oldTitleStaysAlias: false } }));

  it('changes something', () =>
    given(made(), { type: 'CommitmentReworded', data: { title: 'New', reason, oldTitleStaysAlias: true } })
      .when(reword({ title: 'New' }))
      .thenRefused('RULE', /would stay as they are/));

  it('gives new words to what was erased', () =>
    given(made({ title: null }))
      .when(reword({ title: 'New' }))
      .then({ type: 'CommitmentReworded', data: { title: 'New', reason, oldTitleStaysAlias: true } }));

  it('is too late for what has ended', () =>
    given(...historyTo.CLOSED)
      .when(reword({ title: 'New' }))
      .thenRefused('RULE', /closed; reopen it before you reword it/));
});

describe('a change of scope', () => {
  const change = (from: string, to: string) => new ChangeScope(ID, { from, to }, asGovernance());

  it('says from what to what', () =>
    given(made())
      .when(change('a project', 'a campaign'))
      .then({ type: 'ScopeChanged', data: { from: 'a project', to: 'a campaign' } }));
  it('changes something', () =>
    given(made())
      .when(change('a project', 'a project '))
      .thenRefused('RULE', /stay as it was/, 'to'));
  it('is for the successor of what was superseded', () =>
    given(...historyTo.SUPERSEDED)
      .when(change('a project', 'a campaign'))
      .thenRefused('RULE', /turn to the one that replaced it to change its scope/));
});

describe('filing', () => {
  const file = (data: FileCommitment['data']) => new FileCommitment(ID, data, asGovernance());
  const filed = made({ planId: PLAN_ID });

  it('keeps only what changed', () =>
    given(filed)
      .when(file({ planId: PLAN_ID, workstreamId: WORKSTREAM_ID }))
      .then({ type: 'CommitmentFiled', data: { workstreamId: WORKSTREAM_ID } }));

  it('leaves it under what was closed since, and puts nothing more there', () => {
    const now = given(filed).knowing({ closedIds: [PLAN_ID, WORKSTREAM_ID] });
    now
      .when(file({ planId: PLAN_ID, programmeId: OTHER_ID }))
      .then({ type: 'CommitmentFiled', data: { programmeId: OTHER_ID } });
    now.when(file({ workstreamId: WORKSTREAM_ID })).thenRefused('RULE', /takes no more commitments/, 'workstreamId');
  });

  it('takes it out where it says null', () =>
    given(filed)
      .when(file({ planId: null, partOf: null }))
      .then({ type: 'CommitmentFiled', data: { planId: null } }));

  it('changes something', () => {
    given(filed)
      .when(file({ planId: PLAN_ID }))
      .thenRefused('RULE', /stay where it is/);
    given(filed, { type: 'CommitmentFiled', data: { planId: null } })
      .when(file({ planId: null }))
      .thenRefused('RULE', /stay where it is/);
  });

  it('goes on after the end', () =>
    given(...historyTo.CLOSED)
      .when(file({ planId: PLAN_ID }))
      .then({ type: 'CommitmentFiled', data: { planId: PLAN_ID } }));

  it('makes nothing open a part of what is closed', () => {
    const closed = { states: { [OTHER_ID]: 'CLOSED' } } as const;
    const filed = file({ partOf: OTHER_ID });
    given(made())
      .knowing(closed)
      .when(filed)
      .thenRefused('RULE', /is closed; reopen that one first/, 'partOf');
    given(...historyTo.CLOSED)
      .knowing(closed)
      .when(filed)
      .then({ type: 'CommitmentFiled', data: { partOf: OTHER_ID } });
  });

  it('makes nothing a part of itself', () => {
    given(filed)
      .when(file({ partOf: ID }))
      .thenRefused('INVALID', /part of itself/, 'partOf');
    given(filed)
      .knowing({ partIds: [OTHER_ID] })
      .when(file({ partOf: OTHER_ID }))
      .thenRefused('INVALID', /is a part of this one/, 'partOf');
  });

  it('files it where something is', () =>
    given(filed)
      .knowing({ unknownIds: [OTHER_ID] })
      .when(file({ programmeId: OTHER_ID }))
      .thenRefused('INVALID', /no such programme/, 'programmeId'));
});

describe('appointing a lead', () => {
  const appoint = (data: AppointLead['data']) => new AppointLead(ID, data, asGovernance());
  const led = made({ lead: housing });

  it('names a team, a role or a partner', () =>
    given(made())
      .when(appoint({ lead: housing, from: '2026-01-01', until: '2026-03-31' }))
      .then({ type: 'LeadAppointed', data: { lead: housing, from: '2026-01-01', until: '2026-03-31' } }));

  it('may leave the post vacant', () =>
    given(led)
      .when(appoint({ lead: null }))
      .then({ type: 'LeadAppointed', data: { lead: null } }));

  it('leaves no empty post vacant', () =>
    given(made())
      .when(appoint({ lead: null }))
      .thenRefused('RULE', /nothing falls vacant/, 'lead'));

  it('may name who covers', () =>
    given(led)
      .when(appoint({ lead: health, cover: true }))
      .then({ type: 'LeadAppointed', data: { lead: health, cover: true } }));

  it('covers with somebody', () =>
    given(led)
      .when(appoint({ lead: null, cover: true }))
      .thenRefused('INVALID', /who covers/, 'lead'));

  it('changes something', () => {
    given(led)
      .when(appoint({ lead: housing }))
      .thenRefused('RULE', /Housing is appointed already/, 'lead');
    given(led, { type: 'LeadAppointed', data: { lead: health, cover: true } })
      .when(appoint({ lead: health, cover: true }))
      .thenRefused('RULE', /Health Partners is appointed already/, 'lead');
  });

  it('may give the same lead an end', () =>
    given(led)
      .when(appoint({ lead: housing, until: '2026-03-31' }))
      .then({ type: 'LeadAppointed', data: { lead: housing, until: '2026-03-31' } }));

  it('does not end before it begins', () =>
    given(made())
      .when(appoint({ lead: housing, from: '2026-01-02', until: '2026-01-01' }))
      .thenRefused('INVALID', /2026-01-01.*2026-01-02/, 'until'));

  it("is not for a young people's group", () =>
    given(made())
      .when(appoint({ lead: myVoice }))
      .thenRefused('RULE', /young people's group/, 'lead'));

  it('does not lie before the last appointment', () =>
    given(made(), dayed({ type: 'LeadAppointed', data: { lead: housing } }, '2025-11-20'))
      .when(new AppointLead(ID, { lead: health }, asGovernance(on('2025-11-19'))))
      .thenRefused('INVALID', /2025-11-19.*2025-11-20/, 'told.occurredOn'));

  it('is too late for what has ended', () =>
    given(...historyTo.WITHDRAWN)
      .when(appoint({ lead: housing }))
      .thenRefused('RULE', /reopen it before you appoint a lead/));
});

describe('contributors', () => {
  const change = (data: ChangeContributors['data']) => new ChangeContributors(ID, data, asGovernance());
  const helped = made({ contributors: [health] });

  it('come and go', () =>
    given(helped)
      .when(change({ added: [housing], removed: ['health  partners'] }))
      .then({ type: 'ContributorsChanged', data: { added: [housing], removed: [health] } }));

  it('come once', () =>
    given(helped)
      .when(change({ added: [health] }))
      .thenRefused('RULE', /contributes already/, 'added'));

  it('go only when they were there', () =>
    given(helped, { type: 'ContributorsChanged', data: { added: [], removed: [health] } })
      .when(change({ removed: ['Health Partners'] }))
      .thenRefused('RULE', /does not contribute/, 'removed'));

  it('do not come and go at once', () =>
    given(helped)
      .when(change({ added: [health], removed: ['Health Partners'] }))
      .thenRefused('INVALID', /named twice/, 'added'));

  it('change in some way', () =>
    given(helped)
      .when(change({}))
      .thenRefused('INVALID', /Name somebody/, 'added'));

  it("are no young people's group", () =>
    given(made())
      .when(change({ added: [myVoice] }))
      .thenRefused('RULE', /never answers/, 'added'));

  it('change no more once it has ended', () =>
    given(...historyTo.CLOSED)
      .when(change({ added: [housing] }))
      .thenRefused('RULE', /reopen it/));
});

describe('carrying forward', () => {
  const carry = (intoId: string) => new CarryForwardCommitment(ID, { intoId }, asImporter());
  const carried = { type: 'CommitmentCarriedForward', data: { intoId: OTHER_ID } } as const;

  it('links the later statement', () => given(made()).when(carry(OTHER_ID)).then(carried));
  it('links it also after the end', () =>
    given(made(), happened.completed, happened.signedOff).when(carry(OTHER_ID)).then(carried));
  it('links it once', () =>
    given(made(), carried)
      .when(carry(OTHER_ID))
      .thenRefused('RULE', /already/, 'intoId'));
  it('does not link itself', () =>
    given(made())
      .when(carry(ID))
      .thenRefused('INVALID', /into itself/, 'intoId'));
  it('links what is on record', () =>
    given(made())
      .knowing({ unknownIds: [OTHER_ID] })
      .when(carry(OTHER_ID))
      .thenRefused('INVALID', /no such commitment/, 'intoId'));
});
