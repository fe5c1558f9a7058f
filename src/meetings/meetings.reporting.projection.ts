import type { Entry, Prepare } from '../event-sourcing/projection.js';
import { bringsNothingAbout, type MeetingEvent } from './meeting.events.js';
import type { DecisionView } from './meetings.decisions.view.js';
import { rankOf, type Listed, type ReportingView } from './meetings.reporting.view.js';
import type { MeetingView } from './meetings.view.js';

/**
 * The cycles, where each commitment stands in their lists, and which decisions are words about which commitments. The
 * filters of commitments ask these tables too.
 */
export const REPORTING_TABLES = `
  create table reporting_cycles (
    meeting_id text primary key, body_id text not null, meeting_on text not null, opened_on text not null,
    closes_on text not null, closed_on text, opened_by text not null, opened_at text, closed_by text, closed_at text,
    stamp text not null
  ) strict, without rowid;
  create table reporting_lists (
    meeting_id text not null, commitment_id text not null, ordinal integer not null, place text not null, grade text,
    whole_was_reported integer not null, primary key (meeting_id, commitment_id)
  ) strict, without rowid;
  create table decision_words (
    meeting_id text not null, decision_id text not null, commitment_id text not null, entry_id text not null,
    primary key (meeting_id, decision_id, commitment_id)
  ) strict, without rowid;
`;

/** The indexes of `REPORTING_TABLES`. */
export const REPORTING_INDEXES = `
  create index reporting_cycles_by_body on reporting_cycles (body_id, meeting_on, meeting_id);
  create index reporting_lists_in_order on reporting_lists (meeting_id, ordinal);
  create index reporting_lists_by_place on reporting_lists (meeting_id, place, grade, ordinal);
  create index reporting_lists_by_commitment on reporting_lists (commitment_id, place);
  create index decision_words_by_commitment on decision_words (commitment_id);
`;

type Of<T extends MeetingEvent['type']> = Entry<Extract<MeetingEvent, { type: T }>>;

const listed =
  (place: Listed['place']) =>
  (id: string): Listed => ({ id, place, grade: null, wholeWasReported: false });

/** What the entries of a reporting cycle do to the view of a meeting. */
export const foldReporting = {
  ReportingOpened(view: MeetingView, { id, data, day }: Of<'ReportingOpened'>) {
    view.reporting = {
      openedOn: day,
      closesOn: data.closesOn,
      closedOn: null,
      openedBy: id,
      openedAt: data.atEvent ?? null,
      closedBy: null,
      closedAt: null,
      list: data.expectedIds.map(listed('EXPECTED')),
      stamp: id,
    };
  },
  ReportingClosed(view: MeetingView, { id, data, day }: Of<'ReportingClosed'>) {
    if (!view.reporting) return;
    const { reportedIds, nothingToReportIds, noUpdateIds, atEvent } = data;
    view.reporting = {
      ...view.reporting,
      closedOn: day,
      closedBy: id,
      closedAt: atEvent ?? null,
      list: [
        ...reportedIds.map(listed('REPORTED')),
        ...nothingToReportIds.map(listed('NOTHING_TO_REPORT')),
        ...noUpdateIds.map(({ commitmentId, grade, wholeWasReported = false }): Listed => {
          return { id: commitmentId, place: 'NO_UPDATE', grade, wholeWasReported };
        }),
      ],
      stamp: `${view.reporting.stamp} ${id}`,
    };
  },
  ReportingListCorrected(view: MeetingView, { id, data }: Of<'ReportingListCorrected'>) {
    if (!view.reporting) return;
    const list = new Map(view.reporting.list.map((one) => [one.id, one]));
    for (const { commitmentId, place, grade = null } of data.corrections) {
      const wholeWasReported = list.get(commitmentId)?.wholeWasReported ?? false;
      list.set(commitmentId, { id: commitmentId, place, grade, wholeWasReported });
    }
    view.reporting = { ...view.reporting, list: [...list.values()], stamp: `${view.reporting.stamp} ${id}` };
  },
};

/** Which commitments a decision is a word about, each with the entry that made it one: what it only noted is none. */
const wordsOf = ({ versions }: DecisionView): ReadonlyMap<string, string> => {
  let words: ReadonlyMap<string, string> = new Map();
  for (const { entryId, outcome, affectsIds } of versions) {
    const before = words;
    words = new Map(bringsNothingAbout(outcome) ? [] : affectsIds.map((id) => [id, before.get(id) ?? entryId]));
  }
  return words;
};

/** Removes what was saved of the cycle of a meeting and of its decisions as words. */
export const removeReporting = (prepare: Prepare, meetingId: string): void => {
  for (const table of ['reporting_cycles', 'reporting_lists', 'decision_words']) {
    prepare(`delete from ${table} where meeting_id = ?`).run(meetingId);
  }
};

/** Replaces the cycle of a meeting, and what its decisions are words about. */
export const saveReporting = (prepare: Prepare, meetingId: string, view: MeetingView): void => {
  const before = prepare('select stamp from reporting_cycles where meeting_id = ?').get(meetingId)?.['stamp'];
  const { reporting } = view;
  if (before !== undefined && !reporting) removeReporting(prepare, meetingId);
  if (reporting) saveCycle(prepare, meetingId, view, reporting, before !== reporting.stamp);
  prepare('delete from decision_words where meeting_id = ?').run(meetingId);
  const word = prepare('insert into decision_words values (?, ?, ?, ?)');
  for (const decision of view.decisions) {
    for (const [commitmentId, entryId] of wordsOf(decision)) word.run(meetingId, decision.id, commitmentId, entryId);
  }
};

/** Ten thousand rows are not written again because a paper came in. */
const saveCycle = (
  prepare: Prepare,
  meetingId: string,
  { bodyId, on }: MeetingView,
  reporting: ReportingView,
  isNew: boolean,
): void => {
  const { openedOn, closesOn, closedOn, openedBy, openedAt, closedBy, closedAt, list, stamp } = reporting;
  prepare('insert or replace into reporting_cycles values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
    ...[meetingId, bodyId, on, openedOn, closesOn, closedOn, openedBy, openedAt, closedBy, closedAt, stamp],
  );
  if (!isNew) return;
  prepare('delete from reporting_lists where meeting_id = ?').run(meetingId);
  const row = prepare('insert or replace into reporting_lists values (?, ?, ?, ?, ?, ?)');
  // Pages are read in this order; an open list has no grades yet, and stays in that of the plan.
  const inOrder = list.toSorted((a, b) => rankOf(a) - rankOf(b));
  inOrder.forEach(({ id, place, grade, wholeWasReported }, n) =>
    row.run(meetingId, id, n, place, grade, wholeWasReported ? 1 : 0),
  );
};
