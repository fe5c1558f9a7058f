import { describe, expect, it } from '@jest/globals';
import { AddBodyAlias, bodyId, CloseBody, EstablishBody, RenameBody } from '../../src/bodies/body.commands.js';
import { bodyDecider } from '../../src/bodies/body.decider.js';
import { isAnswerable } from '../../src/bodies/body.events.js';
import { rulesOf } from '../support/decider.js';
import { followsTheRulesOfNames } from '../support/named.js';
import { restsOnItsFounding } from '../support/objections.js';
import { sending } from '../support/senders.js';

const id = bodyId('Shadow Committee');
const { given } = rulesOf(bodyDecider, { namesOfOthers: [] });
const names = { name: 'Shadow Committee', aliases: [] };
const established = { type: 'BodyEstablished', data: { ...names, kind: 'YOUNG_PEOPLES_GROUP' } } as const;
const renamed = { type: 'BodyRenamed', data: { name: 'My Voice', oldNameStaysAlias: true } } as const;
const closed = { type: 'BodyClosed', data: {} } as const;

describe('a body', () => {
  followsTheRulesOfNames(bodyDecider)({
    noun: 'body',
    founded: (data) => ({ type: 'BodyEstablished', data: { ...data, kind: 'BOARD' } }),
    renamed: (data) => ({ type: 'BodyRenamed', data }),
    closed,
    found: (data, sent) => new EstablishBody(id, { ...data, kind: ' BOARD ' }, sent),
    rename: (data, sent) => new RenameBody(id, data, sent),
    addAlias: (data, sent) => new AddBodyAlias(id, data, sent),
    close: (sent) => new CloseBody(id, {}, sent),
  });

  restsOnItsFounding(bodyDecider, established, renamed, closed);

  it('is of the kind that the council says', () =>
    given()
      .when(new EstablishBody(id, { name: 'Shadow Committee', kind: 'YOUNG_PEOPLES_GROUP' }, sending()))
      .then(established));

  it('answers for promises unless it is a group of young people, however that is spelt', () => {
    expect(['COMMITTEE', 'Board', 'EXTERNAL'].map(isAnswerable)).toEqual([true, true, true]);
    expect(['YOUNG_PEOPLES_GROUP', "Young people's group", 'Young People’s Group'].map(isAnswerable)).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('has the same id under every spelling of its name', () => {
    expect(bodyId(' shadow  COMMITTEE')).toBe(id);
    expect(bodyId('Executive Board')).not.toBe(id);
  });
});
