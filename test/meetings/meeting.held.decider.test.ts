import { describe, it } from '@jest/globals';
import {
  ConfirmMinutes,
  meetingId,
  paperId,
  ReceivePaper,
  ScheduleMeeting,
} from '../../src/meetings/meeting.commands.js';
import { meetingDecider } from '../../src/meetings/meeting.decider.js';
import { restsOnItsFounding } from '../support/objections.js';
import { happenedOn, sending, TODAY } from '../support/senders.js';
import { COMMITTEE, given, MEETING, MET, MET_BEFORE, scheduled, usual } from './meetings.examples.js';

const schedule = (data = {}, told = {}) =>
  new ScheduleMeeting(MEETING, { bodyId: COMMITTEE, on: MET, ...data }, sending(told));

describe('a meeting', () => {
  restsOnItsFounding(
    meetingDecider,
    scheduled,
    { type: 'PaperReceived', data: { paperId: 'paper', title: 'Update', presentedBy: [] } },
    { type: 'MinutesConfirmed', data: { byMeetingId: 'later' } },
  );

  it('is scheduled ahead', () =>
    given()
      .when(schedule({ on: '2026-03-03', place: ' Town hall ' }))
      .then({ type: 'MeetingScheduled', data: { bodyId: COMMITTEE, on: '2026-03-03', place: 'Town hall' } }));

  it('that is recorded after it was held was known by its day', () =>
    given()
      .when(schedule())
      .then({
        type: 'MeetingScheduled',
        data: { bodyId: COMMITTEE, on: MET },
        occurredOn: { earliest: null, latest: MET },
        statedOn: MET,
      }));

  it('cannot have been made known after its day', () => {
    given()
      .when(schedule({}, { statedOn: '2025-12-03' }))
      .thenRefused('INVALID', /by the day it meets; give 2025-12-02 or an earlier day/, 'told.statedOn');
    given()
      .when(schedule({}, { occurredOn: happenedOn('2025-12-03') }))
      .thenRefused('INVALID', /by the day it meets/, 'told.occurredOn');
    given()
      .when(schedule({}, { statedOn: '2025-11-03' }))
      .then({ type: 'MeetingScheduled', data: { bodyId: COMMITTEE, on: MET } });
  });

  it('is on record once', () =>
    given(scheduled)
      .when(schedule())
      .thenRefused('RULE', /already a meeting of this body on 2025-12-02/, 'on'));

  it('is of a body on record that has not been closed by then', () => {
    given()
      .knowing({ body: null })
      .when(schedule())
      .thenRefused('NOT_FOUND', /no such body/, 'bodyId');
    const closed = { name: 'Committee', isAnswerable: true, closedOn: '2025-12-01' };
    given()
      .knowing({ body: closed })
      .when(schedule())
      .thenRefused('RULE', /closed on 2025-12-01/, 'on');
    given()
      .knowing({ body: { ...closed, closedOn: MET } })
      .when(schedule({}, { statedOn: MET }))
      .then({ type: 'MeetingScheduled', data: { bodyId: COMMITTEE, on: MET } });
  });

  it('is scheduled before anything else happens in it', () =>
    given()
      .when(new ReceivePaper(MEETING, { title: 'Update' }, sending()))
      .thenRefused('NOT_FOUND', /no such meeting/));
});

describe('a paper', () => {
  const citedAs = 'Committee, 2 December 2025, item 6';
  const id = paperId(MEETING, { title: 'Update', citedAs });
  const received = { type: 'PaperReceived', data: { paperId: id, title: 'Update', presentedBy: [] } } as const;

  it('is received by the day of the meeting, from whoever presented it', () =>
    given(scheduled)
      .when(new ReceivePaper(MEETING, { title: 'Update ', citedAs, presentedBy: [' My Voice'] }, sending()))
      .then({
        type: 'PaperReceived',
        data: { paperId: id, title: 'Update', citedAs, presentedBy: ['My Voice'] },
        occurredOn: { earliest: null, latest: MET },
        statedOn: MET,
      }));

  it('is on record once, however it is spelt', () => {
    given(scheduled, received)
      .when(new ReceivePaper(MEETING, { title: 'Other', citedAs: citedAs.toUpperCase() }, sending()))
      .thenRefused('RULE', /on record for this meeting already/, 'citedAs');
    given(scheduled, { ...received, data: { ...received.data, paperId: paperId(MEETING, { title: 'Update' }) } })
      .when(new ReceivePaper(MEETING, { title: 'UPDATE' }, sending()))
      .thenRefused('RULE', /already/, 'title');
  });
});

describe('minutes', () => {
  const LATER = meetingId(COMMITTEE, TODAY);
  const later = (on: string, bodyId = COMMITTEE) => ({ meetings: new Map([[LATER, { bodyId, on }]]) });
  const confirm = (told = {}) => new ConfirmMinutes(MEETING, { byMeetingId: LATER }, sending(told));

  it('are confirmed on the day of the later meeting', () =>
    given(scheduled)
      .knowing(later('2025-12-09'))
      .when(confirm())
      .then({
        type: 'MinutesConfirmed',
        data: { byMeetingId: LATER },
        occurredOn: { earliest: '2025-12-09', latest: '2025-12-09' },
        statedOn: '2025-12-09',
      }));

  it('are confirmed by a later meeting of the same body, once it was held', () => {
    given(scheduled)
      .knowing(usual)
      .when(confirm())
      .thenRefused('INVALID', /no such meeting/, 'byMeetingId');
    given(scheduled)
      .knowing(later('2025-12-09', 'another'))
      .when(confirm())
      .thenRefused('RULE', /same body/, 'byMeetingId');
    given(scheduled)
      .knowing(later(MET_BEFORE))
      .when(confirm())
      .thenRefused('RULE', /later meeting; that one is on 2025-09-02/, 'byMeetingId');
    given(scheduled)
      .knowing(later('2026-03-03'))
      .when(confirm())
      .thenRefused('INVALID', /is on 2026-03-03/, 'told.statedOn');
    given(scheduled)
      .knowing(later('2025-12-09'))
      .when(confirm(happenedOn('2025-12-08')))
      .thenRefused('INVALID', /was on 2025-12-09.*2025-12-08/, 'told.occurredOn');
  });

  it('are confirmed once', () =>
    given(scheduled, { type: 'MinutesConfirmed', data: { byMeetingId: LATER } })
      .knowing(later('2025-12-09'))
      .when(confirm())
      .thenRefused('RULE', /confirmed already/, 'byMeetingId'));
});
