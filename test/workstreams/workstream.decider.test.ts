import { describe, expect, it } from '@jest/globals';
import {
  AddWorkstreamAlias,
  AppointWorkstreamLead,
  CloseWorkstream,
  EstablishWorkstream,
  RenameWorkstream,
  workstreamId,
} from '../../src/workstreams/workstream.commands.js';
import { workstreamDecider } from '../../src/workstreams/workstream.decider.js';
import { rulesOf } from '../support/decider.js';
import { followsTheRulesOfNames } from '../support/named.js';
import { restsOnItsFounding } from '../support/objections.js';
import { happenedOn, sending } from '../support/senders.js';

const id = workstreamId('Good homes for all');
const { given } = rulesOf(workstreamDecider, { namesOfOthers: [] });
const established = { type: 'WorkstreamEstablished', data: { name: 'Good homes for all', aliases: [] } } as const;
const renamed = { type: 'WorkstreamRenamed', data: { name: 'Good homes', oldNameStaysAlias: true } } as const;
const lead = { name: 'Head of Housing', kind: 'ROLE' } as const;
const appointed = { type: 'WorkstreamLeadAppointed', data: { lead } } as const;
const closed = { type: 'WorkstreamClosed', data: {} } as const;

describe('a workstream', () => {
  followsTheRulesOfNames(workstreamDecider)({
    noun: 'workstream',
    founded: (data) => ({ type: 'WorkstreamEstablished', data }),
    renamed: (data) => ({ type: 'WorkstreamRenamed', data }),
    closed,
    found: (data, sent) => new EstablishWorkstream(id, data, sent),
    rename: (data, sent) => new RenameWorkstream(id, data, sent),
    addAlias: (data, sent) => new AddWorkstreamAlias(id, data, sent),
    close: (sent) => new CloseWorkstream(id, {}, sent),
  });

  restsOnItsFounding(workstreamDecider, established, renamed, appointed, closed);

  it('has the same id under every spelling of its name', () => {
    expect(workstreamId('GOOD homes  for all')).toBe(id);
    expect(workstreamId('Good health')).not.toBe(id);
  });
});

describe('the lead of a workstream', () => {
  const appoint = (data: AppointWorkstreamLead['data'], told = {}) =>
    new AppointWorkstreamLead(id, data, sending(told));

  it('is appointed', () => given(established).when(appoint({ lead })).then(appointed));

  it('is appointed for a time that is still to come', () =>
    given(established)
      .when(appoint({ lead, from: '2026-01-01', until: '2026-06-30' }))
      .then({ ...appointed, data: { lead, from: '2026-01-01', until: '2026-06-30' } }));

  it('is covered for', () =>
    given(established, appointed)
      .when(appoint({ lead: { name: 'Housing Team', kind: 'TEAM' }, until: '2026-01-31', cover: true }))
      .then({
        ...appointed,
        data: { lead: { name: 'Housing Team', kind: 'TEAM' }, until: '2026-01-31', cover: true },
      }));

  it('may be nobody', () =>
    given(established, appointed)
      .when(appoint({ lead: null }))
      .then({ ...appointed, data: { lead: null } }));

  it('does not leave before the first day', () =>
    given(established)
      .when(appoint({ lead, from: '2026-01-01', until: '2025-12-31' }))
      .thenRefused('INVALID', /end on 2025-12-31, before it begins on 2026-01-01/, 'until'));

  it('does not leave before the day of the appointment when no first day is given', () =>
    given(established)
      .when(appoint({ lead, until: '2025-12-09' }))
      .thenRefused('INVALID', /end on 2025-12-09, before it begins on 2025-12-10/, 'until'));

  it('is not covered for by nobody', () =>
    given(established)
      .when(appoint({ lead: null, cover: true }))
      .thenRefused('INVALID', /Say who covers/, 'lead'));

  it('is not appointed before the last change of the workstream', () =>
    given(established, { ...renamed, statedOn: '2025-11-01' })
      .when(appoint({ lead }, happenedOn('2025-10-31')))
      .thenRefused('INVALID', /2025-10-31.*2025-11-01/, 'told.occurredOn'));

  it('is itself a change that later ones do not precede', () =>
    given(established, { ...appointed, statedOn: '2025-11-01' })
      .when(new CloseWorkstream(id, {}, sending(happenedOn('2025-10-31'))))
      .thenRefused('INVALID', /2025-10-31.*2025-11-01/, 'told.occurredOn'));

  it('is appointed neither before the workstream is there nor after it is closed', () => {
    given()
      .when(appoint({ lead }))
      .thenRefused('NOT_FOUND', /There is no such workstream/);
    given(established, closed)
      .when(appoint({ lead }))
      .thenRefused('RULE', /is closed/);
  });
});
