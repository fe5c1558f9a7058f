import { describe, expect, it } from '@jest/globals';
import {
  MoveTarget,
  RefuseTargetMove,
  RequestTargetMove,
  RestateTarget,
  SetTarget,
} from '../../src/commitments/commitment.target.commands.js';
import type { TargetShape } from '../../src/commitments/commitment.shapes.commands.js';
import { readTarget } from '../../src/commitments/commitment.target.reading.js';
import {
  asGovernance,
  asImporter,
  asLead,
  board,
  dated,
  dayed,
  given,
  happened,
  historyTo,
  ID,
  january,
  made,
  march,
  on,
  ongoing,
} from './commitment.examples.js';

const { completed, moved, moveRequested, signedOff } = happened;
const reason = 'The printer is late';
const inMarch = { asWritten: 'March 2026' };
const set = (target: TargetShape) => new SetTarget(ID, { target }, asGovernance());
const request = (target: TargetShape) => new RequestTargetMove(ID, { target, reason }, asLead());
const move = (target: TargetShape) => new MoveTarget(ID, { target, reason, allowedBy: board }, asGovernance());
const restate = (target: TargetShape) => new RestateTarget(ID, { target }, asImporter(on('2025-12-02')));

describe('setting a target', () => {
  it('reads the words as they were meant on the day they were stated', () =>
    given(made())
      .when(set({ asWritten: 'January 2026' }))
      .then({ type: 'TargetSet', data: { target: january } }));

  it('gives a first date to what was ongoing', () =>
    given(made({ target: ongoing }))
      .when(set(inMarch))
      .then({ type: 'TargetSet', data: { target: march } }));

  it('happens once', () =>
    given(dated)
      .when(set(inMarch))
      .thenRefused('RULE', /ask for a move instead/, 'target'));

  it('does not launder a date that was moved to no day at all', () =>
    given(dated, { type: 'TargetMoved', data: { ...moved.data, to: ongoing } })
      .when(set(inMarch))
      .thenRefused('RULE', /ask for a move/, 'target'));

  it('says something', () =>
    given(made())
      .when(set({ asWritten: ' ' }))
      .thenRefused('INVALID', /Say what the target is/, 'target.asWritten'));

  it('says something new', () =>
    given(made({ target: ongoing }))
      .when(set({ asWritten: 'Ongoing' }))
      .thenRefused('RULE', /on record already/, 'target'));

  it('is too late for what has ended', () =>
    given(...historyTo.WITHDRAWN)
      .when(set(inMarch))
      .thenRefused('RULE', /withdrawn; reopen it before you set its date/));
});

describe('asking for another date', () => {
  it('keeps the date and the reason', () => given(dated).when(request(inMarch)).then(moveRequested));

  it('is open to a commitment that never had one', () => given(made()).when(request(inMarch)).then(moveRequested));

  it('asks for another date than the one it has', () =>
    given(dated)
      .when(request({ asWritten: 'Jan 2026' }))
      .thenRefused('RULE', /on record already/, 'target'));

  it('asks for the same date once', () =>
    given(dated, moveRequested)
      .when(request(inMarch))
      .thenRefused('RULE', /awaits an answer/, 'target'));

  it('may change its mind', () =>
    given(dated, moveRequested)
      .when(request({ asWritten: 'Ongoing' }))
      .then({ type: 'TargetMoveRequested', data: { target: ongoing, reason } }));

  it('is pointless once it is reported complete', () =>
    given(dated, completed)
      .when(request(inMarch))
      .thenRefused('RULE', /refused before you ask for another date/));
});

describe('moving a target', () => {
  it('names the date before and who allowed it', () => given(dated).when(move(inMarch)).then(moved));

  it('goes on from where it was moved to', () =>
    given(dated, moved)
      .when(move({ asWritten: 'Ongoing' }))
      .then({ type: 'TargetMoved', data: { from: march, to: ongoing, reason, allowedBy: board } }));

  it('needs a date to move', () =>
    given(made({ target: ongoing }))
      .when(move(inMarch))
      .thenRefused('RULE', /no target date yet; set one/, 'target'));

  it('moves it to another day', () =>
    given(dated)
      .when(move({ asWritten: 'January 2026' }))
      .thenRefused('RULE', /on record already/, 'target'));

  it('moves nothing that is reported complete', () =>
    given(dated, completed)
      .when(move(inMarch))
      .thenRefused('RULE', /reported complete/));

  it('does not lie before the last move', () =>
    given(dated, dayed(moved, '2025-11-20'))
      .when(
        new MoveTarget(
          ID,
          { target: { asWritten: 'Ongoing' }, reason, allowedBy: board },
          asGovernance(on('2025-11-19')),
        ),
      )
      .thenRefused('INVALID', /2025-11-19.*2025-11-20/, 'told.occurredOn'));

  it('may lie before the last change of state', () =>
    given(dated, dayed(happened.started, '2025-11-20'))
      .when(new MoveTarget(ID, { target: inMarch, reason, allowedBy: board }, asGovernance(on('2025-11-19'))))
      .then(moved));
});

describe('refusing another date', () => {
  const refuse = new RefuseTargetMove(ID, { reason: 'It is promised', refusedBy: board }, asGovernance());
  const refused = { type: 'TargetMoveRefused', data: { reason: 'It is promised', refusedBy: board } } as const;

  it('answers a request', () => given(dated, moveRequested).when(refuse).then(refused));
  it('answers it still when the commitment is reported complete', () =>
    given(dated, moveRequested, completed).when(refuse).then(refused));
  it('needs a request', () =>
    given(dated)
      .when(refuse)
      .thenRefused('RULE', /Nobody has asked/));
  it('needs one that is not answered', () =>
    given(dated, moveRequested, refused)
      .when(refuse)
      .thenRefused('RULE', /Nobody has asked/));
  it('needs one that was not allowed', () =>
    given(dated, moveRequested, moved)
      .when(refuse)
      .thenRefused('RULE', /Nobody has asked/));
  it('does not lie before the request', () =>
    given(dated, dayed(moveRequested, '2025-11-20'))
      .when(new RefuseTargetMove(ID, { reason: 'It is promised', refusedBy: board }, asGovernance(on('2025-11-19'))))
      .thenRefused('INVALID', /2025-11-19.*2025-11-20/, 'told.occurredOn'));
  it('is idle once the commitment has ended', () =>
    given(dated, moveRequested, completed, signedOff)
      .when(refuse)
      .thenRefused('RULE', /closed; reopen it before you answer a request for another date/));
});

describe('a paper that prints another date', () => {
  it('is recorded as such', () =>
    given(dated)
      .when(restate(inMarch))
      .then({ type: 'TargetRestated', data: { target: march } }));

  it('leaves the target as it is', () =>
    given(dated, { type: 'TargetRestated', data: { target: march } })
      .when(move(inMarch))
      .then(moved));

  it('may be older than the last move', () =>
    given(dated, dayed(moved, '2025-12-02'))
      .when(new RestateTarget(ID, { target: { asWritten: 'Ongoing' } }, asImporter(on('2025-11-01'))))
      .then({ type: 'TargetRestated', data: { target: ongoing } }));

  it('prints another date than the one on record', () =>
    given(dated)
      .when(restate({ asWritten: 'January 2026' }))
      .thenRefused('RULE', /on record already/, 'target'));

  it('gives a first date by setting it', () =>
    given(made())
      .when(restate(inMarch))
      .thenRefused('RULE', /set one instead/, 'target'));

  it('says nothing about what has ended', () =>
    given(...historyTo.SUPERSEDED)
      .when(restate(inMarch))
      .thenRefused('RULE', /superseded/));
});

describe('reading a target', () => {
  const read = (told: TargetShape) => readTarget(told, '2025-09-02');

  it('takes days that are given before words', () => {
    const told = { asWritten: '', earliest: '2026-01-01', latest: '2026-01-31', precision: 'MONTH' } as const;
    expect(read(told)).toStrictEqual(told);
  });

  it('takes one given day to be exact', () => {
    expect(read({ earliest: '2026-01-15', latest: '2026-01-15' }).precision).toBe('DAY');
  });

  it('takes how exact given days are from the words', () => {
    expect(read({ asWritten: 'January 2026', latest: '2026-02-01' })).toStrictEqual({
      asWritten: 'January 2026',
      earliest: null,
      latest: '2026-02-01',
      precision: 'MONTH',
    });
  });

  it('takes a given precision before that of the words', () => {
    expect(read({ asWritten: 'January 2026', precision: 'CONDITIONAL' })).toMatchObject({
      latest: '2026-01-31',
      precision: 'CONDITIONAL',
    });
    expect(read({ asWritten: 'January 2026?', precision: 'TBC' })).toMatchObject({ latest: null, precision: 'TBC' });
    expect(read({ precision: 'ONGOING' })).toStrictEqual({ ...ongoing, asWritten: '' });
  });

  it.each([
    ['days in the wrong order', { earliest: '2026-02-01', latest: '2026-01-01', precision: 'MONTH' }, 'target.latest'],
    ['days of unknown exactness', { asWritten: 'soon', earliest: '2026-02-01' }, 'target.precision'],
    ['days of what names none', { latest: '2026-02-01', precision: 'TBC' }, 'target.precision'],
    ['exactness without days', { asWritten: 'soon', precision: 'MONTH' }, 'target.latest'],
  ] as const)('refuses %s', (_, told, field) => {
    given(made()).when(set(told)).thenRefused('INVALID', /./, field);
  });
});
