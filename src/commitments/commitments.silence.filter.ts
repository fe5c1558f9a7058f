import { DomainError } from '../event-sourcing/errors.js';
import type { Condition } from './commitments.condition.js';

/** No update was received in a cycle that has closed: that of a meeting, or the latest one of a body. */
export interface NoUpdateFilter {
  readonly meetingId?: string | null | undefined;
  readonly bodyId?: string | null | undefined;
  readonly grade?: readonly string[] | null | undefined;
}

/** No update was received in so many closed cycles of a body in a row, the latest first. */
export interface SilentCyclesFilter {
  readonly bodyId: string;
  readonly atLeast: number;
}

// The lists of cycles are rows of the meetings, and what refreshes mapped rows of the plans. They are joined here
// because a filter is one statement over all commitments.

/** Throws `DomainError` INVALID unless it names the meeting or the body. */
export const noUpdateReceived = ({ meetingId, bodyId, grade }: NoUpdateFilter): Condition => {
  if ((meetingId == null) === (bodyId == null)) {
    throw new DomainError('INVALID', 'Say which cycle you mean: by its meeting or by the body, not both.', 'filter');
  }
  const cycle =
    meetingId == null
      ? `(select k.meeting_id from reporting_cycles k where k.body_id = ? and k.closed_on is not null
          order by k.meeting_on desc, k.meeting_id desc limit 1)`
      : '?';
  return {
    sql: `c.id in (select l.commitment_id from reporting_lists l where l.meeting_id = ${cycle}
      and l.place = 'NO_UPDATE' ${grade == null ? '' : 'and l.grade in (select value from json_each(?))'})`,
    values: [meetingId ?? bodyId ?? '', ...(grade == null ? [] : [JSON.stringify(grade)])],
  };
};

/**
 * As `cyclesWithoutUpdate` of one commitment counts: silence goes on in what supersedes it, or what a refresh maps it
 * to; a cycle out of which it was taken is passed over.
 */
export const cyclesWithoutUpdate = ({ bodyId, atLeast }: SilentCyclesFilter): Condition => {
  if (atLeast < 1) throw new DomainError('INVALID', 'Ask for at least 1 cycle without an update.', 'filter');
  return {
    sql: `c.id in (
      with recursive cycles as (
        select meeting_id, row_number() over (order by meeting_on desc, meeting_id desc) as n
        from reporting_cycles where body_id = ? and closed_on is not null
      ), line (id, n, is_silent) as (
        select l.commitment_id, k.n, l.place = 'NO_UPDATE' from cycles k
        join reporting_lists l on l.meeting_id = k.meeting_id and l.place in ('NO_UPDATE', 'NOT_EXPECTED')
        union select t.value, line.n, line.is_silent from line
        join commitment_tags t on t.id = line.id and t.kind = 'SUPERSEDED_BY'
        union select m.successor_id, line.n, line.is_silent from line
        join plan_mappings m on m.commitment_id = line.id and m.successor_id is not null
      ), silent as (
        select id, n, max(is_silent) as is_silent from line group by id, n
      ), ranked as (
        select id, n, is_silent, row_number() over (partition by id order by n) as place from silent
      )
      select id from ranked where place = n group by id having sum(is_silent) >= cast(? as integer))`,
    values: [bodyId, String(atLeast)],
  };
};
