import type { Prepare } from '../event-sourcing/projection.js';
import { outcomeKey } from './meeting.events.js';
import { mentionsIn } from './meetings.decisions.view.js';
import type { MeetingView } from './meetings.view.js';

/**
 * Decisions, each with its view as JSON, the commitments they affect, and their entries that mention commitments. Keyed by their meeting too: two processes may
 * have recorded the same minute of two meetings, and rows must not depend on which came first.
 */
export const DECISION_TABLES = `
  create table decisions (
    id text not null, meeting_id text not null, body_id text not null, day text not null, seq integer not null,
    outcome_key text not null, affects_nothing integer not null, view text not null, primary key (id, meeting_id)
  ) strict;
  create table decision_affects (
    commitment_id text not null, day text not null, seq integer not null, decision_id text not null,
    meeting_id text not null, primary key (commitment_id, day, seq)
  ) strict, without rowid;
  create table commitment_mentions (
    commitment_id text not null, seq integer not null, meeting_id text not null, primary key (commitment_id, seq)
  ) strict, without rowid;
`;

/** The indexes of `DECISION_TABLES`. */
export const DECISION_INDEXES = `
  create index decisions_by_day on decisions (day, seq);
  create index decisions_by_body on decisions (body_id, day, seq);
  create index decisions_by_meeting on decisions (meeting_id, day, seq);
  create index decisions_by_outcome on decisions (outcome_key, day, seq);
  create index decision_affects_by_meeting on decision_affects (meeting_id);
  create index commitment_mentions_by_meeting on commitment_mentions (meeting_id);
`;

/** Removes what was saved of the decisions of a meeting. */
export const removeDecisions = (prepare: Prepare, meetingId: string): void => {
  for (const table of ['decisions', 'decision_affects', 'commitment_mentions']) {
    prepare(`delete from ${table} where meeting_id = ?`).run(meetingId);
  }
};

/** Replaces the decisions of a meeting. */
export const saveDecisions = (prepare: Prepare, meetingId: string, { bodyId, decisions }: MeetingView): void => {
  removeDecisions(prepare, meetingId);
  const add = prepare('insert or replace into decisions values (?, ?, ?, ?, ?, ?, ?, ?)');
  const affect = prepare('insert into decision_affects values (?, ?, ?, ?, ?)');
  for (const decision of decisions) {
    const { id, decidedOn, seq } = decision;
    const { outcome, affectsIds } = decision.versions.at(-1) ?? { outcome: '', affectsIds: [] };
    const affectsNothing = affectsIds.length === 0 ? 1 : 0;
    add.run(id, meetingId, bodyId, decidedOn, seq, outcomeKey(outcome), affectsNothing, JSON.stringify(decision));
    for (const commitmentId of affectsIds) affect.run(commitmentId, decidedOn, seq, id, meetingId);
  }
  const mention = prepare('insert into commitment_mentions values (?, ?, ?)');
  for (const [commitmentId, seq] of mentionsIn(decisions)) mention.run(commitmentId, seq, meetingId);
};
