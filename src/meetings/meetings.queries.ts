import { isDay, type Day } from '../event-sourcing/days.js';
import { streamOf } from '../event-sourcing/messages.js';
import { refuseTurned } from '../event-sourcing/periods.js';
import type { Reader } from '../event-sourcing/reader.js';
import type { Connection, Page } from '../graphql/connections.js';
import { versionOf } from '../naming/listing.js';
import { allOf, pageOfRows } from '../naming/paging.js';
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
    refuseTurned(from, to);
    return pageOfRows(
      reader,
      {
        ...{ table: 'meetings', columns: '*', order: ['on_day', 'id'], isDescending: true, firstIs: isDay },
        ...allOf({
          body: ['body_id = :body', bodyId],
          since: ['on_day >= :since', from],
          until: ['on_day <= :until', to],
        }),
        answersOf: (rows) => answersOf(rows, reader),
        keyOf: ({ on, id }) => [on, id],
      },
      page,
    );
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
