import { describe, expect, it } from '@jest/globals';
import { AnswerAsk, FeedBackAnswer, LinkAsk, RaiseAsk } from '../../src/asks/ask.commands.js';
import { askDecider } from '../../src/asks/ask.decider.js';
import type { AskEvent } from '../../src/asks/ask.events.js';
import { rulesOf, stream } from '../support/decider.js';
import { restsOnItsFounding } from '../support/objections.js';
import { happenedOn, sending } from '../support/senders.js';

const id = '11111111-1111-4111-8111-111111111111';
const commitmentId = '22222222-2222-4222-8222-222222222222';
const forum = { id: 'body-1', name: 'Care Leavers Forum', isAnswerable: false };
const { given } = rulesOf(askDecider, { group: forum, isCommitmentKnown: true });

const range = (day: string) => ({ earliest: day, latest: day });
const on = (day: string) => ({ statedOn: day, occurredOn: range(day) });
const raised = {
  type: 'AskRaised',
  data: {
    words: 'A laundry in every hub.',
    group: { name: 'Care Leavers Forum', bodyId: 'body-1' },
    audiences: ['care leavers'],
  },
} as const;
const answered = { type: 'AskAnswered', data: { answer: 'ACCEPTED' } } as const;
const declined = { type: 'AskAnswered', data: { answer: 'DECLINED', words: 'There is no room for it.' } } as const;
const linked = { type: 'AskLinked', data: { commitmentId } } as const;
const fedBack = { type: 'AnswerFedBack', data: { to: 'Care Leavers Forum', how: 'at their meeting' } } as const;

const raise = (data = {}, told = {}) =>
  new RaiseAsk(
    id,
    { words: ' A laundry in every hub. ', group: 'the forum', audiences: [' care leavers '], ...data },
    sending(told),
  );
const answer = (data: AnswerAsk['data'], told = {}) => new AnswerAsk(id, data, sending(told));
const link = (told = {}) => new LinkAsk(id, { commitmentId }, sending(told));
const feedBack = (told = {}) =>
  new FeedBackAnswer(id, { to: ' Care Leavers Forum ', how: ' at their meeting ' }, sending(told));

describe('an ask', () => {
  restsOnItsFounding(askDecider, raised, answered, linked);

  it('is raised by a group of young people, by whatever name it is called', () => given().when(raise()).then(raised));

  it('is raised once', () =>
    given(raised)
      .when(raise())
      .thenRefused('RULE', /raised already/));

  it('is raised by no group that the record does not know, and by no committee', () => {
    given()
      .knowing({ group: null })
      .when(raise())
      .thenRefused('INVALID', /no group “the forum” in the record/, 'group');
    given()
      .knowing({ group: { ...forum, name: 'Housing board', isAnswerable: true } })
      .when(raise())
      .thenRefused('RULE', /“Housing board” is no young people's group/, 'group');
  });

  it('is answered, and answered again: both answers stay', () => {
    given(raised)
      .when(answer({ answer: 'ACCEPTED' }))
      .then(answered);
    given(raised, answered)
      .when(answer({ answer: 'DECLINED', words: ' There is no room for it. ' }))
      .then(declined);
  });

  it.each(['PARTLY', 'DECLINED'] as const)('is not answered %s without reasons', (said) =>
    given(raised)
      .when(answer({ answer: said }))
      .thenRefused('INVALID', /say why, for the young people/, 'words'),
  );

  it('is not answered before it was raised, nor before its last answer', () => {
    given({ ...raised, ...on('2025-09-02') })
      .when(answer({ answer: 'ACCEPTED' }, happenedOn('2025-09-01')))
      .thenRefused('INVALID', /2025-09-01, before the last change/);
    given({ ...raised, ...on('2025-09-02') }, { ...answered, ...on('2025-10-01') })
      .when(answer({ answer: 'ACCEPTED' }, happenedOn('2025-09-30')))
      .thenRefused('INVALID', /which was on 2025-10-01/);
  });

  it('is linked once to a commitment of the record, before or after an answer', () => {
    given({ ...raised, ...on('2025-09-02') }, { ...answered, ...on('2025-10-01') })
      .when(link(happenedOn('2025-09-02')))
      .then(linked);
    given({ ...raised, ...on('2025-09-02') })
      .when(link(happenedOn('2025-09-01')))
      .thenRefused('INVALID', /before the last change/);
    given(raised)
      .knowing({ isCommitmentKnown: false })
      .when(link())
      .thenRefused('INVALID', /no such commitment/, 'commitmentId');
    given(raised, linked)
      .when(link())
      .thenRefused('RULE', /linked to that commitment already/, 'commitmentId');
  });

  it('has nothing to feed back before it is answered', () => {
    given(raised)
      .when(feedBack())
      .thenRefused('RULE', /no answer yet/);
    given(raised, answered).when(feedBack()).then(fedBack);
    given(raised, answered, fedBack, declined).when(feedBack()).then(fedBack);
  });

  it('keeps an answer that the group was told', () => {
    expect(askDecider.objection?.(stream<AskEvent>(raised, fedBack))).toMatch(
      /told this answer; void the entry that says so/,
    );
    expect(askDecider.objection?.(stream<AskEvent>(raised, fedBack, declined))).toMatch(/told this answer/);
    expect(askDecider.objection?.(stream<AskEvent>(raised, answered, fedBack))).toBeUndefined();
  });

  it('must be there', () =>
    [answer({ answer: 'ACCEPTED' }), link(), feedBack()].forEach((command) =>
      given()
        .when(command)
        .thenRefused('NOT_FOUND', /no such ask/),
    ));
});
