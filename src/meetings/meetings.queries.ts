import { isDay, type Day } from '../event-sourcing/days.js';
import { streamOf } from '../event-sourcing/messages.js';
import { refuseTurned } from '../event-sourcing/periods.js';
import type { Reader } from '../event-sourcing/reader.js';
import { LIMIT } from '../event-sourcing/sqlite.js';
import { Connection, type CursorKey, type Page } from '../graphql/connections.js';
import { strangeCursor, versionOf } from '../naming/listing.js';
import type { PaperView } from './meetings.view.js';

interface MeetingRow {
  readonly id: string;
  readonly body_id: string;
  readonly on_day: Day;
  readonly place: string | null;
  readonly papers: string;
  readonly confirmed_by: string | null;
  readonly actions: string;
}

/** Which meetings are asked for. */
export interface MeetingFilter {
  readonly bodyId?: string | null | undefined;
  /** First and last day, both included. */
  readonly from?: Day | null | undefined;
  readonly to?: Day | null | undefined;
}

/** A paper, as it is answered, and where it was read. */
export type PaperAnswer = PaperView & { readonly reader: Reader };

/** A meeting, as it is answered. */
export class MeetingAnswer {
  readonly id: string;
  readonly bodyId: string;
  readonly on: Day;
  readonly place: string | null;
  /** The meeting that confirmed its minutes. */
  readonly confirmedById: string | null;

  constructor(
    private readonly row: MeetingRow,
    /** Where it was read, for what hangs on it. */
    readonly reader: Reader,
  ) {
    this.id = row.id;
    this.bodyId = row.body_id;
    this.on = row.on_day;
    this.place = row.place;
    this.confirmedById = row.confirmed_by;
  }

  /** A meeting is never closed: what was decided may be recorded at any time. */
  readonly isClosed = false;

  /** In the order in which they were received. */
  get papers(): readonly PaperAnswer[] {
    return (JSON.parse(this.row.papers) as readonly PaperView[]).map((paper) => ({ ...paper, reader: this.reader }));
  }

  /** Ids of the commitments that were asked for in it, in the order in which they were raised. */
  get actionIds(): readonly string[] {
    return JSON.parse(this.row.actions) as readonly string[];
  }

  /** How many entries its history holds; counted when asked for. */
  get version(): number {
    return versionOf(this.reader, this.stream);
  }

  /** The stream whose entries its history shows. */
  get stream(): string {
    return streamOf('meeting', this.id);
  }
}

const answersOf = (rows: readonly unknown[], reader: Reader): readonly MeetingAnswer[] =>
  rows.map((row) => new MeetingAnswer(row as MeetingRow, reader));

/** The questions about meetings. */
export const meetings = {
  /** The newest first. Throws `DomainError` INVALID for a cursor of another list, or days that are turned round. */
  list(reader: Reader, { bodyId, from, to }: MeetingFilter, page: Page): Connection<MeetingAnswer> {
    if (page.from !== null && !(page.from.length === 2 && isDay(page.from[0]))) throw strangeCursor(page);
    refuseTurned(from, to);
    const where = `${bodyId == null ? 'true' : 'body_id = ?'} and on_day >= ? and on_day <= ?`;
    const values = [...(bodyId == null ? [] : [bodyId]), from ?? '', to ?? '9999-12-31'];
    const [compare, direction] = page.backwards ? ['>', 'asc'] : ['<', 'desc'];
    const behind = page.from === null ? '' : `and (on_day, id) ${compare} (?, ?)`;
    const rows = reader
      .prepare(`select * from meetings where ${where} ${behind} order by on_day ${direction}, id ${direction} ${LIMIT}`)
      .all(...values, ...(page.from ?? []), page.size + 1);
    const count = () => reader.prepare(`select count(*) as total from meetings where ${where}`).get(...values);
    const keyOf = ({ on, id }: MeetingAnswer): CursorKey => [on, id];
    return new Connection(answersOf(rows, reader), page, keyOf, () => count()?.['total'] as number);
  },

  /** Those with these ids, in any order; unknown ids are left out. */
  byIds: (reader: Reader, ids: readonly string[]): readonly MeetingAnswer[] =>
    answersOf(
      reader.prepare('select * from meetings where id in (select value from json_each(?))').all(JSON.stringify(ids)),
      reader,
    ),

  /** The one with this id. */
  byId: (reader: Reader, id: string): MeetingAnswer | null => meetings.byIds(reader, [id])[0] ?? null,
};
