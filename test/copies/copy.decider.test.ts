import { describe, expect, it } from '@jest/globals';
import { AcknowledgeErasure, JoinCopy, RetireCopy } from '../../src/copies/copy.commands.js';
import { copyDecider } from '../../src/copies/copy.decider.js';
import type { CopyEvent } from '../../src/copies/copy.events.js';
import { rulesOf, stream, type Told } from '../support/decider.js';
import { sending } from '../support/senders.js';

const ID = '5a7f6f64-2c3e-4a52-9d8e-1b6f0c9a7e21';
const ENTRY = '461c25e7-1b53-5127-8d49-196c1a646b00';
const { given } = rulesOf(copyDecider, undefined);

const join = () => new JoinCopy(ID, { name: 'tracker-1' }, sending());
const acknowledge = () => new AcknowledgeErasure(ID, { name: 'tracker-1', entryId: ENTRY }, sending());
const retire = (reason = 'Its disk was destroyed.') => new RetireCopy(ID, { reason }, sending());

const joined: Told<CopyEvent> = { type: 'CopyJoined', data: { name: 'tracker-1' } };
const acknowledged: Told<CopyEvent> = { type: 'ErasureAcknowledged', data: { entryId: ENTRY } };
const retired: Told<CopyEvent> = { type: 'CopyRetired', data: { reason: 'Its disk was destroyed.' } };

describe('a copy of the service', () => {
  it('joins once', () => {
    given().when(join()).then(joined);
    given(joined).when(join()).then();
  });

  it('acknowledges an erasure once', () => {
    given(joined).when(acknowledge()).then(acknowledged);
    given(joined, acknowledged).when(acknowledge()).then();
  });

  it('is on record with its first acknowledgement, if it was not before', () =>
    given().when(acknowledge()).then(joined, acknowledged));

  it('is retired once, when it was ever heard of', () => {
    given(joined).when(retire()).then(retired);
    given(joined, retired)
      .when(retire())
      .thenRefused('RULE', /was retired already/);
    given()
      .when(retire())
      .thenRefused('NOT_FOUND', /no such copy/, 'copyId');
  });

  it('that is heard of again was not gone after all', () => {
    given(joined, retired).when(join()).then(joined);
    given(joined, retired).when(acknowledge()).then(joined, acknowledged);
    given(joined, retired, joined).when(retire()).then(retired);
  });

  it('keeps what is on record of it', () => expect(copyDecider.objection?.(stream<CopyEvent>())).toMatch(/stays/));
});
