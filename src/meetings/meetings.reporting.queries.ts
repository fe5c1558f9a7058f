import type { Day } from '../event-sourcing/days.js';
import type { Reader } from '../event-sourcing/reader.js';
import type { Grade, ListPlace } from './meeting.events.js';
import { gradeOf } from './meeting.reporting.js';
import { CycleAnswer, type CycleRow } from './meetings.reporting.answers.js';
import { lines, type Sources } from './meetings.reporting.heard.js';
import { anew, LIST_SO_FAR, type OpenCycle } from './meetings.reporting.so-far.js';

export { CycleAnswer, gradeOf };
export type { Grade, ListPlace, Sources };

/** The injection token of `Sources`. */
export const SOURCES = Symbol('SOURCES');

/** Closed cycles of a body, the latest first, each with its number from 1. */
const CLOSED = `select meeting_id, row_number() over (order by meeting_on desc, meeting_id desc) as n
  from reporting_cycles where body_id = ? and closed_on is not null`;

/** What is worked out of whole lists; on a thread of its own, by the name. */
export const reportingScans = (sources: Sources) => ({
  [LIST_SO_FAR]: (reader: Reader, cycle: OpenCycle) => anew(sources, reader, cycle),
});

/** The questions about reporting cycles. */
export const reporting = {
  /** The cycle of a meeting; `null` while none was opened. */
  ofMeeting(sources: Sources, reader: Reader, meetingId: string): CycleAnswer | null {
    const row = reader.prepare('select * from reporting_cycles where meeting_id = ?').get(meetingId);
    return row ? new CycleAnswer(row as unknown as CycleRow, sources, reader) : null;
  },

  /** The cycles still open whose meeting was not held before the reader's day, the earliest meeting first. */
  open: (sources: Sources, reader: Reader): readonly CycleAnswer[] =>
    reader
      .prepare(
        'select * from reporting_cycles where closed_on is null and meeting_on >= ? order by meeting_on, meeting_id',
      )
      .all(reader.day)
      .map((row) => new CycleAnswer(row as unknown as CycleRow, sources, reader)),

  /**
   * All that is expected in the cycle of a meeting, whatever was said of it, each with all that it goes on in, itself
   * first; `null` while none was opened.
   */
  expectedFor(sources: Sources, reader: Reader, meetingId: string): ReadonlyMap<string, readonly string[]> | null {
    const cycle = reader.prepare('select 1 from reporting_cycles where meeting_id = ?').get(meetingId);
    if (!cycle) return null;
    const rows = reader
      .prepare(`select commitment_id as id from reporting_lists where meeting_id = ? and place <> 'NOT_EXPECTED'`)
      .all(meetingId);
    return lines(sources, reader, rows.map(({ id }) => id as string)); // prettier-ignore
  },

  /** The cycle of a body's latest meeting whose cycle has closed. */
  latestClosed(sources: Sources, reader: Reader, bodyId: string): CycleAnswer | null {
    const latest = `select k.* from reporting_cycles k join (${CLOSED}) c on c.meeting_id = k.meeting_id and c.n = 1`;
    const row = reader.prepare(latest).get(bodyId);
    return row ? new CycleAnswer(row as unknown as CycleRow, sources, reader) : null;
  },

  /**
   * How many closed cycles of a body in a row, the latest first, had no update of a commitment or of what it succeeds.
   * A cycle out of which governance staff took it is passed over; one that never expected it ends the row.
   */
  cyclesWithoutUpdate(sources: Sources, reader: Reader, commitmentId: string, bodyId: string): number {
    const row = reader
      .prepare(
        `with silent as (
           select c.n, max(l.place = 'NO_UPDATE') as is_silent from json_each(?) one
           cross join reporting_lists l on l.commitment_id = one.value and l.place in ('NO_UPDATE', 'NOT_EXPECTED')
           cross join (${CLOSED}) c on c.meeting_id = l.meeting_id group by c.n
         ), ranked as (select n, is_silent, row_number() over (order by n) as place from silent)
         select coalesce(sum(is_silent), 0) as cycles from ranked where place = n`,
      )
      .get(JSON.stringify(lineBefore(sources, reader, commitmentId)), bodyId);
    return row?.['cycles'] as number;
  },

  /** Why those who recorded an entry can no longer void it themselves: a cycle has closed since. */
  settled({ prepare }: Reader, entryId: string): string | undefined {
    const closed = prepare(
      `select k.closed_on from entries e join reporting_cycles k on k.closed_by is not null
       join entries c on c.id = k.closed_by where e.id = ? and c.seq > e.seq order by c.seq limit 1`,
    ).get(entryId);
    return closed
      ? `A reporting cycle closed on ${String(closed['closed_on'])} with this entry in the record; ask governance staff to void it.`
      : undefined;
  },

  /** The entry that closed the cycle of a meeting, behind which everything is later; `null` while it is open. */
  closingEntry(reader: Reader, meetingId: string): { readonly id: string; readonly closedOn: Day } | null {
    const row = reader
      .prepare('select closed_by as id, closed_on as closedOn from reporting_cycles where meeting_id = ?')
      .get(meetingId);
    return row?.['id'] == null ? null : (row as { id: string; closedOn: Day });
  },
};

/** A commitment and all that it succeeds, at every remove. */
const lineBefore = ({ predecessors }: Sources, reader: Reader, id: string): readonly string[] => {
  const line = new Set([id]);
  for (let next: readonly string[] = [id]; next.length > 0;) {
    next = predecessors(reader, next).filter((one) => !line.has(one));
    for (const one of next) line.add(one);
  }
  return [...line];
};
