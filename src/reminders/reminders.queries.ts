import { isDay, type Day } from '../event-sourcing/days.js';
import type { Reader } from '../event-sourcing/reader.js';
import type { Connection, Page } from '../graphql/connections.js';
import { allOf, pageOfRows } from '../naming/paging.js';
import { cadenceOn, type Cadence, type CadenceOnDay } from './reminder.due.js';
import type { Channel, Subject } from './reminder.events.js';

interface CadenceRow {
  readonly id: string;
  readonly of: Subject;
  readonly every_days: number | null;
  readonly escalate_after: number | null;
  readonly since: Day;
  readonly is_paused: number;
  readonly paused_until: Day | null;
  readonly pause_reason: string | null;
}

/** A reminder, as it is answered. */
export interface ReminderAnswer {
  /** Of the entry that says it was sent. */
  readonly id: string;
  readonly commitmentId: string;
  readonly meetingId: string;
  readonly number: number;
  readonly dueOn: Day;
  readonly sentOn: Day;
  readonly to: string;
  readonly toGovernance: boolean;
  readonly through: Channel;
  /** What was read with it, for what hangs on all of them. */
  readonly together: { readonly reader: Reader; readonly ids: readonly string[] };
}

/** Which reminders are asked for; all of them when nothing is said. */
export interface RemindersWanted {
  readonly commitmentId?: string | null | undefined;
  readonly meetingId?: string | null | undefined;
}

const cadenceOf = (row: unknown): Cadence => {
  const { of, every_days, escalate_after, since, is_paused, paused_until, pause_reason } = row as CadenceRow;
  return {
    of,
    everyDays: every_days,
    escalateAfter: escalate_after,
    since,
    pause: is_paused === 1 ? { reason: pause_reason, until: paused_until } : null,
  };
};

const cadenceById = ({ prepare }: Reader, id: string | null): Cadence | null => {
  const row = id === null ? undefined : prepare('select * from cadences where id = ?').get(id);
  return row ? cadenceOf(row) : null;
};

const COLUMNS = `entry_id as id, commitment_id as commitmentId, meeting_id as meetingId, number, due_on as dueOn,
  sent_on as sentOn, sent_to as "to", to_governance as toGovernance, through`;

const answersOf = (rows: readonly unknown[], reader: Reader): readonly ReminderAnswer[] => {
  const found = rows as readonly (Omit<ReminderAnswer, 'toGovernance' | 'together'> & { toGovernance: number })[];
  const together = { reader, ids: found.map(({ commitmentId }) => commitmentId) };
  return found.map((row) => ({ ...row, toGovernance: row.toGovernance === 1, together }));
};

/** The questions about reminders. */
export const reminders = {
  /** Every cadence on record, by the id of its plan or commitment. */
  cadences: ({ prepare }: Reader): ReadonlyMap<string, Cadence> =>
    new Map(
      prepare('select * from cadences')
        .all()
        .map((row) => [row['id'] as string, cadenceOf(row)]),
    ),

  /** By which cadence leads are reminded of a commitment of this plan; `null`: by none. */
  cadence: (reader: Reader, commitmentId: string | null, planId: string | null): CadenceOnDay | null =>
    cadenceOn(cadenceById(reader, commitmentId), cadenceById(reader, planId), reader.day),

  /** What is arranged for the plan or commitment with this id itself. */
  ownCadence: (reader: Reader, id: string): CadenceOnDay | null => cadenceOn(cadenceById(reader, id), null, reader.day),

  /** The newest first. Throws `DomainError` INVALID for a cursor of another list. */
  list: (reader: Reader, { commitmentId, meetingId }: RemindersWanted, page: Page): Connection<ReminderAnswer> =>
    pageOfRows(
      reader,
      {
        ...{ table: 'reminders', columns: COLUMNS, order: ['sent_on', 'entry_id'], isDescending: true, firstIs: isDay },
        ...allOf({
          commitment: ['commitment_id = :commitment', commitmentId],
          meeting: ['meeting_id = :meeting', meetingId],
        }),
        answersOf: (rows) => answersOf(rows, reader),
        keyOf: ({ sentOn, id }) => [sentOn, id],
      },
      page,
    ),

  /** Those that these entries recorded, in any order. */
  byEntries: (reader: Reader, ids: readonly string[]): readonly ReminderAnswer[] =>
    answersOf(
      reader
        .prepare(`select ${COLUMNS} from json_each(?) wanted cross join reminders r on r.entry_id = wanted.value`)
        .all(JSON.stringify(ids)),
      reader,
    ),

  /** The latest day for which each commitment was reminded in the cycle of a meeting, by id. */
  lastDue: ({ prepare }: Reader, meetingId: string): ReadonlyMap<string, Day> =>
    new Map(
      prepare('select commitment_id as id, max(due_on) as dueOn from reminders where meeting_id = ? group by 1')
        .all(meetingId)
        .map(({ id, dueOn }) => [id as string, dueOn as Day]),
    ),

  /** Entries of the histories of reminders that speak of a plan or commitment. */
  mentions: ({ prepare }: Reader, id: string): readonly { readonly seq: number; readonly stream: string }[] =>
    prepare(
      `select seq, stream from entries where stream = 'cadence-' || ?
       union all select e.seq, e.stream from reminders r cross join entries e on e.id = r.entry_id
       where r.commitment_id = ? order by seq`,
    ).all(id, id) as unknown as readonly { seq: number; stream: string }[],
};
