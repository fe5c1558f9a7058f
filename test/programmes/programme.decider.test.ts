import { describe, expect, it } from '@jest/globals';
import {
  AddProgrammeAlias,
  CloseProgramme,
  NameProgramme,
  programmeId,
  RenameProgramme,
  ReportActivity,
} from '../../src/programmes/programme.commands.js';
import { programmeDecider } from '../../src/programmes/programme.decider.js';
import { rulesOf } from '../support/decider.js';
import { followsTheRulesOfNames } from '../support/named.js';
import { restsOnItsFounding } from '../support/objections.js';
import { gail, happenedOn, sending } from '../support/senders.js';

const id = programmeId('Housing charter');
const { given } = rulesOf(programmeDecider, { namesOfOthers: [] });
const named = { type: 'ProgrammeNamed', data: { name: 'Housing charter', aliases: [] } } as const;
const renamed = { type: 'ProgrammeRenamed', data: { name: 'The charter', oldNameStaysAlias: true } } as const;
const reported = { type: 'ActivityReported', data: { summary: 'Read out at the assembly' } } as const;
const closed = { type: 'ProgrammeClosed', data: {} } as const;

describe('a programme', () => {
  followsTheRulesOfNames(programmeDecider)({
    noun: 'programme',
    founded: (data) => ({ type: 'ProgrammeNamed', data }),
    renamed: (data) => ({ type: 'ProgrammeRenamed', data }),
    closed,
    found: (data, sent) => new NameProgramme(id, data, sent),
    rename: (data, sent) => new RenameProgramme(id, data, sent),
    addAlias: (data, sent) => new AddProgrammeAlias(id, data, sent),
    close: (sent) => new CloseProgramme(id, {}, sent),
  });

  restsOnItsFounding(programmeDecider, named, renamed, reported, closed);

  it('may be of a kind, in the words of the council', () =>
    given()
      .when(new NameProgramme(id, { name: 'Housing charter', kind: ' Charter ' }, sending()))
      .then({ ...named, data: { name: 'Housing charter', aliases: [], kind: 'Charter' } }));

  it('has the same id under every spelling of its name', () => {
    expect(programmeId('HOUSING  charter')).toBe(id);
    expect(programmeId('Local offer')).not.toBe(id);
  });
});

describe('an activity of a programme', () => {
  const report = (told = {}) => new ReportActivity(id, { summary: 'Read out at the assembly' }, sending(told));

  it('is reported', () => given(named).when(report()).then(reported));

  it('may be reported long afterwards, even from before the programme had a name', () =>
    given({ ...named, statedOn: '2025-11-01' })
      .when(report(happenedOn('2024-06-01')))
      .then(reported));

  it('changes nothing in the life of the programme', () =>
    given(named, { ...reported, statedOn: '2025-12-01' })
      .when(new CloseProgramme(id, {}, sending(happenedOn('2025-11-30'))))
      .then(closed));

  it('is not reported before it has happened', () =>
    given(named)
      .when(report(happenedOn('2025-12-24')))
      .thenRefused('INVALID', /2025-12-24.*2025-12-10/, 'told.occurredOn'));

  it('is reported neither before the programme has a name nor after it is closed', () => {
    given()
      .when(report())
      .thenRefused('NOT_FOUND', /There is no such programme/);
    given(named, closed)
      .when(report())
      .thenRefused('RULE', /is closed/);
  });

  it('may be reported by the lead of any workstream', () => {
    expect(ReportActivity.allows).toContain('lead');
    expect(programmeDecider.concerns?.(null, { ...gail, roles: ['lead'] })).toBe(true);
  });
});
