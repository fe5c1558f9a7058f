import type { Prepare, Projection } from '../event-sourcing/projection.js';
import { meetingWords, type MeetingEvent } from './meeting.events.js';
import { blankMeeting, type MeetingView } from './meetings.view.js';

const nothing = (): void => undefined;

/** Meetings of bodies and the papers put before them. */
export const meetingsProjection: Projection<MeetingView, MeetingEvent> = {
  category: 'meeting',
  words: meetingWords,
  version: 1,
  tables: `
    create table meetings (
      id text primary key, body_id text not null, on_day text not null, place text, papers text not null,
      confirmed_by text
    ) strict, without rowid;
  `,
  indexes: `
    create index meetings_by_day on meetings (on_day, id);
    create index meetings_by_body on meetings (body_id, on_day, id);
  `,
  blank: blankMeeting,
  apply: {
    MeetingScheduled(view, { data: { bodyId, on, place } }) {
      Object.assign(view, { bodyId, on, place: place ?? null });
    },
    PaperReceived(view, { data, day }) {
      const { paperId: id, title, citedAs = null, presentedBy } = data;
      view.papers = [...view.papers, { id, title, citedAs, presentedBy, receivedOn: day }];
    },
    MinutesConfirmed(view, { data }) {
      view.confirmedById = data.byMeetingId;
    },
    DecisionRecorded: nothing,
    DecisionAmended: nothing,
    DecisionEffectCarriedOut: nothing,
    DecisionEffectRefused: nothing,
    CommitteeActionRaised: nothing,
    ReportingOpened: nothing,
    ReportingClosed: nothing,
    ReportingListCorrected: nothing,
  },
  fields: {
    place: ({ place }) => place,
  },
  save(prepare, id, view) {
    if (view.bodyId === null) remove(prepare, id);
    else saveMeeting(prepare, id, view);
  },
};

/** Its scheduling was voided, or is not known yet: there is no such meeting. */
const remove = (prepare: Prepare, id: string): void => {
  prepare('delete from meetings where id = ?').run(id);
};

const saveMeeting = (prepare: Prepare, id: string, view: MeetingView): void => {
  prepare('insert or replace into meetings values (?, ?, ?, ?, ?, ?)').run(
    id,
    view.bodyId,
    view.on,
    view.place,
    JSON.stringify(view.papers),
    view.confirmedById,
  );
};
