import type { Prepare, Projection } from '../event-sourcing/projection.js';
import { DECISION_INDEXES, DECISION_TABLES, removeDecisions, saveDecisions } from './meetings.decisions.projection.js';
import { withAmendment, withDecision, withEffectDone } from './meetings.decisions.view.js';
import { meetingWords, type MeetingEvent } from './meeting.events.js';
import {
  foldReporting,
  removeReporting,
  REPORTING_INDEXES,
  REPORTING_TABLES,
  saveReporting,
} from './meetings.reporting.projection.js';
import { blankMeeting, type MeetingView } from './meetings.view.js';

/** Meetings of bodies, the papers put before them, and what they decided. */
export const meetingsProjection: Projection<MeetingView, MeetingEvent> = {
  category: 'meeting',
  words: meetingWords,
  version: 2,
  tables: `
    create table meetings (
      id text primary key, body_id text not null, on_day text not null, place text, papers text not null,
      confirmed_by text, actions text not null
    ) strict, without rowid;
    ${DECISION_TABLES}
    ${REPORTING_TABLES}
  `,
  indexes: `
    create index meetings_by_day on meetings (on_day, id);
    create index meetings_by_body on meetings (body_id, on_day, id);
    ${DECISION_INDEXES}
    ${REPORTING_INDEXES}
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
    DecisionRecorded(view, entry) {
      view.decisions = withDecision(view.decisions, entry);
    },
    DecisionAmended(view, entry) {
      view.decisions = withAmendment(view.decisions, entry);
    },
    DecisionEffectCarriedOut(view, entry) {
      view.decisions = withEffectDone(view.decisions, entry);
    },
    DecisionEffectRefused(view, entry) {
      view.decisions = withEffectDone(view.decisions, entry);
    },
    CommitteeActionRaised(view, { data: { commitmentId } }) {
      view.actionIds = [...view.actionIds, commitmentId];
    },
    ...foldReporting,
  },
  fields: {
    place: ({ place }) => place,
    reportingClosesOn: ({ reporting }) => reporting?.closesOn ?? null,
    reportingClosedOn: ({ reporting }) => reporting?.closedOn ?? null,
  },
  save(prepare, id, view) {
    if (view.bodyId === null) remove(prepare, id);
    else saveMeeting(prepare, id, view);
  },
};

/** Its scheduling was voided, or is not known yet: there is no such meeting. */
const remove = (prepare: Prepare, id: string): void => {
  prepare('delete from meetings where id = ?').run(id);
  removeDecisions(prepare, id);
  removeReporting(prepare, id);
};

const saveMeeting = (prepare: Prepare, id: string, view: MeetingView): void => {
  prepare('insert or replace into meetings values (?, ?, ?, ?, ?, ?, ?)').run(
    id,
    view.bodyId,
    view.on,
    view.place,
    JSON.stringify(view.papers),
    view.confirmedById,
    JSON.stringify(view.actionIds),
  );
  saveDecisions(prepare, id, view);
  saveReporting(prepare, id, view);
};
