import type { Day } from '../event-sourcing/days.js';
import { DomainError } from '../event-sourcing/errors.js';
import type { Reader } from '../event-sourcing/reader.js';

/** The entry that closed a reporting cycle. */
export interface Closing {
  readonly meetingId: string;
  readonly id: string;
  readonly seq: number;
  /** The day from which it counts. */
  readonly day: Day;
  readonly stated_on: Day;
}

/** What a closing said of a commitment: no update received. */
export interface Silence extends Closing {
  readonly commitmentId: string;
}

const CLOSED = `select k.meeting_id as meetingId, c.id, c.seq, c.day, c.stated_on from reporting_cycles k
  join entries c on c.id = k.closed_by`;

/** What others ask of meetings as points in time, and of the lists that closed with them, as they stand now. */
export const closings = {
  /** Every closing, the newest in the log first. */
  all: ({ prepare }: Reader): readonly Closing[] =>
    prepare(`${CLOSED} order by c.seq desc`).all() as unknown as readonly Closing[],

  /** The commitments of which a meeting received no update, by id. */
  silentAt: ({ prepare }: Reader, meetingId: string): readonly string[] =>
    prepare(
      `select commitment_id as id from reporting_lists where meeting_id = ? and place = 'NO_UPDATE' order by commitment_id`,
    )
      .all(meetingId)
      .map(({ id }) => id as string),

  /** How many those are. */
  countSilent: ({ prepare }: Reader, meetingId: string): number =>
    prepare(`select count(*) as n from reporting_lists where meeting_id = ? and place = 'NO_UPDATE'`).get(meetingId)?.[
      'n'
    ] as number,

  /** Every closing without an update of one of these commitments. */
  silencesOf: ({ prepare }: Reader, commitmentIds: readonly string[]): readonly Silence[] =>
    prepare(
      `select l.commitment_id as commitmentId, k.meeting_id as meetingId, c.id, c.seq, c.day, c.stated_on from json_each(?) wanted
       join reporting_lists l on l.commitment_id = wanted.value and l.place = 'NO_UPDATE'
       join reporting_cycles k on k.meeting_id = l.meeting_id join entries c on c.id = k.closed_by`,
    ).all(JSON.stringify(commitmentIds)) as unknown as readonly Silence[],

  /**
   * The number of the last entry of the log that counts at the end of a meeting: the one that closed its cycle. Without a
   * cycle it is the last one of its day, or the one that put it on record where that was later: what is added to a meeting
   * afterwards, such as its minutes, moves no end. Throws `DomainError` NOT_FOUND for an unknown meeting, RULE while its
   * cycle is open.
   */
  endOf({ prepare }: Reader, meetingId: string, lastKnownOn: (day: Day) => number, field: string): number {
    const known = prepare(
      `select k.meeting_id as cycle, c.seq as closed, m.on_day as day, (
         select min(seq) from entries where stream = 'meeting-' || m.id) as first
       from meetings m left join reporting_cycles k on k.meeting_id = m.id left join entries c on c.id = k.closed_by
       where m.id = ?`,
    ).get(meetingId);
    if (!known) throw new DomainError('NOT_FOUND', 'There is no such meeting.', field);
    if (known['cycle'] === null) return Math.max(known['first'] as number, lastKnownOn(known['day'] as Day));
    if (known['closed'] !== null) return known['closed'] as number;
    throw new DomainError('RULE', 'The reporting cycle of this meeting is still open; close it first.', field);
  },

  /** The last meeting of a body that is over: its cycle has closed, or it had none and its day has passed. */
  lastOf({ prepare, day }: Reader, bodyId: string): string | null {
    const last = prepare(
      `select m.id from meetings m left join reporting_cycles k on k.meeting_id = m.id
       where m.body_id = ? and (k.closed_by is not null or (k.meeting_id is null and m.on_day < ?))
       order by m.on_day desc, m.id desc limit 1`,
    ).get(bodyId, day);
    return (last?.['id'] as string | undefined) ?? null;
  },

  /** The days on which a body meets, from one to another, both included. */
  days: ({ prepare }: Reader, bodyId: string, from: Day, to: Day): readonly Day[] =>
    prepare('select distinct on_day as day from meetings where body_id = ? and on_day between ? and ? order by on_day')
      .all(bodyId, from, to)
      .map(({ day }) => day as Day),
};
