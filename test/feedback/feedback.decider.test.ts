import { describe, it } from '@jest/globals';
import {
  RecordConsent,
  RecordFeedback,
  ReclassifySpeaker,
  WithdrawConsent,
} from '../../src/feedback/feedback.commands.js';
import { feedbackDecider } from '../../src/feedback/feedback.decider.js';
import { rulesOf } from '../support/decider.js';
import { restsOnItsFounding } from '../support/objections.js';
import { happenedOn, sending } from '../support/senders.js';

const id = '11111111-1111-4111-8111-111111111111';
const { given } = rulesOf(feedbackDecider, { group: null, unknownIds: [] });
const stated = { speakerKind: 'YOUNG_PERSON', speakerBasis: 'STATED' } as const;
const recorded = { type: 'FeedbackRecorded', data: { ...stated, words: 'It helped.', aboutIds: [] } } as const;
const consented = {
  type: 'ConsentRecorded',
  data: { uses: ['COMMITTEE'], mediaKinds: ['TEXT'], obtainedHow: 'signed form' },
} as const;
const withdrawn = { type: 'ConsentWithdrawn', data: { uses: ['COMMITTEE'] } } as const;

const record = (data: object = {}, told = {}) =>
  new RecordFeedback(id, { ...stated, words: 'It helped.', ...data }, sending(told));
const consent = (data: object = {}, told = {}) =>
  new RecordConsent(
    id,
    { uses: ['COMMITTEE'], mediaKinds: ['TEXT'], obtainedHow: 'signed form', ...data },
    sending(told),
  );
const withdraw = (told = {}) => new WithdrawConsent(id, { uses: ['COMMITTEE'] }, sending(told));
const reclassify = (data: ReclassifySpeaker['data'], told = {}) => new ReclassifySpeaker(id, data, sending(told));

describe('feedback', () => {
  restsOnItsFounding(feedbackDecider, recorded, consented, withdrawn);

  it('is recorded, tidily, with the body of the record that its group is', () =>
    given()
      .knowing({ group: { id: 'body-1', name: 'Care Leavers Forum', isAnswerable: false } })
      .when(record({ words: ' It helped. ', theme: ' housing ', group: 'the forum', aboutIds: ['a', 'a'] }))
      .then({
        ...recorded,
        data: {
          ...recorded.data,
          theme: 'housing',
          group: { name: 'Care Leavers Forum', bodyId: 'body-1' },
          aboutIds: ['a'],
        },
      }));

  it('is recorded without words where they are withheld, and of a group that no body is', () =>
    given()
      .when(record({ words: undefined, group: 'Children who met the inspectors' }))
      .then({
        ...recorded,
        data: { ...stated, group: { name: 'Children who met the inspectors' }, aboutIds: [] },
      }));

  it('is recorded once', () =>
    given(recorded)
      .when(record())
      .thenRefused('RULE', /recorded already/));

  it('is about what is in the record', () =>
    given()
      .knowing({ unknownIds: ['x'] })
      .when(record({ aboutIds: ['x'] }))
      .thenRefused('INVALID', /nothing with the id x/, 'aboutIds'));

  it('may be dated back, and lies not in the future', () => {
    given()
      .when(record({}, happenedOn('2020-01-01')))
      .then(recorded);
    given()
      .when(record({}, { statedOn: '2026-01-01', occurredOn: { earliest: '2026-01-01', latest: '2026-01-01' } }))
      .thenRefused('INVALID', /once it has happened/);
  });

  it('knows neither stated nor inferred of a speaker who is unknown, and one of them of any other', () => {
    given()
      .when(record({ speakerKind: 'UNKNOWN', speakerBasis: 'INFERRED' }))
      .thenRefused('INVALID', /basis is UNKNOWN too/, 'speakerBasis');
    given(recorded)
      .when(reclassify({ speakerKind: 'PROFESSIONAL', speakerBasis: 'UNKNOWN' }))
      .thenRefused('INVALID', /Say how it is known/, 'speakerBasis');
  });

  it('takes better knowledge of whose words they are, and no repetition', () => {
    const data = { speakerKind: 'PROFESSIONAL', speakerBasis: 'INFERRED' } as const;
    given(recorded).when(reclassify(data)).then({ type: 'SpeakerReclassified', data });
    given(recorded, { type: 'SpeakerReclassified', data })
      .when(reclassify(data))
      .thenRefused('RULE', /already/);
    given()
      .when(reclassify(data))
      .thenRefused('NOT_FOUND', /no such feedback/);
  });
});

describe('consent', () => {
  it('is recorded for uses and forms, each once, also before the words were said', () =>
    given(recorded)
      .when(
        consent(
          { uses: ['COMMITTEE', 'COMMITTEE'], mediaKinds: ['TEXT', 'TEXT'], obtainedHow: ' signed form ' },
          happenedOn('2025-01-01'),
        ),
      )
      .then(consented));

  it('ends no earlier than it was given', () => {
    given(recorded)
      .when(consent({ until: '2025-12-09' }))
      .thenRefused('INVALID', /given on 2025-12-10 and is said to end before that, on 2025-12-09/, 'until');
    given(recorded)
      .when(consent({ until: '2025-12-10' }))
      .then({ ...consented, data: { ...consented.data, until: '2025-12-10' } });
  });

  it('is withdrawn also where none is on record, so that a form entered later does not undo it', () => {
    given(recorded).when(withdraw()).then(withdrawn);
    given(recorded, { ...withdrawn, statedOn: '2025-12-01', occurredOn: range('2025-12-01') })
      .when(consent({}, happenedOn('2025-11-30')))
      .thenRefused('INVALID', /before the last change on record, which was on 2025-12-01/);
  });

  it('is withdrawn no earlier than it was given', () =>
    given(recorded, { ...consented, statedOn: '2025-12-01', occurredOn: range('2025-12-01') })
      .when(withdraw(happenedOn('2025-11-30')))
      .thenRefused('INVALID', /2025-11-30, before the last change/));
});

const range = (day: string) => ({ earliest: day, latest: day });
