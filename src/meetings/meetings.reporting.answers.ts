import type { Day } from '../event-sourcing/days.js';
import type { Reader } from '../event-sourcing/reader.js';
import { encodeCursor, type Page } from '../graphql/connections.js';
import type { Grade, ListPlace } from './meeting.events.js';
import { gradeOf } from './meeting.reporting.js';
import { heardIn, placeOf, wordsOn, type Sources, type Word } from './meetings.reporting.heard.js';
import { inOrder, keyOf, ListAnswer, type CycleOfList, type Line, type Words } from './meetings.reporting.items.js';

/** A row of `reporting_cycles`. */
export interface CycleRow {
  readonly meeting_id: string;
  readonly body_id: string;
  readonly meeting_on: Day;
  readonly opened_on: Day;
  readonly closes_on: Day;
  readonly closed_on: Day | null;
  readonly opened_by: string;
  readonly opened_at: string | null;
  readonly closed_by: string | null;
  readonly closed_at: string | null;
}

/** Which commitments of a list are asked for; all that are expected when nothing is said. */
export interface ListWanted {
  readonly place?: readonly ListPlace[] | null | undefined;
  readonly grade?: readonly Grade[] | null | undefined;
  /** Only those that this lets through. */
  readonly among?: (ids: readonly string[]) => ReadonlySet<string>;
}

/** How many commitments stand where in a list. */
export interface ListCounts {
  readonly expected: number;
  readonly reported: number;
  readonly nothingToReport: number;
  readonly noUpdate: number;
  readonly due: number;
  readonly undated: number;
  readonly notYetDue: number;
}

/** A reporting cycle, as it is answered. While it is open its list is what was heard so far. */
export class CycleAnswer implements CycleOfList {
  readonly meetingId: string;
  readonly bodyId: string;
  readonly openedOn: Day;
  readonly closesOn: Day;
  readonly closedOn: Day | null;

  constructor(
    private readonly row: CycleRow,
    private readonly sources: Sources,
    /** Where it was read, for what hangs on it. */
    readonly reader: Reader,
  ) {
    this.meetingId = row.meeting_id;
    this.bodyId = row.body_id;
    this.openedOn = row.opened_on;
    this.closesOn = row.closes_on;
    this.closedOn = row.closed_on;
  }

  get isOpen(): boolean {
    return this.closedOn === null;
  }

  /** Names the entry that closed it. */
  get closedCursor(): string | null {
    return this.row.closed_by === null ? null : encodeCursor([this.row.closed_by]);
  }

  get counts(): ListCounts {
    const lines = this.#lines.filter(({ place }) => place !== 'NOT_EXPECTED');
    const at = (...places: readonly ListPlace[]) => lines.filter(({ place }) => places.includes(place)).length;
    const silent = lines.filter(({ place }) => place === 'NO_UPDATE' || place === 'EXPECTED');
    const graded = (grade: Grade) => silent.filter((line) => line.grade === grade).length;
    return {
      expected: lines.length,
      reported: at('REPORTED'),
      nothingToReport: at('NOTHING_TO_REPORT'),
      noUpdate: silent.length,
      due: graded('DUE'),
      undated: graded('UNDATED'),
      notYetDue: graded('NOT_YET_DUE'),
    };
  }

  /** Due first, then undated, each in the order of the plan. Throws `DomainError` INVALID for a cursor of another list. */
  list({ place, grade, among }: ListWanted, page: Page): ListAnswer {
    const wanted = this.#lines.filter(
      (line) =>
        (place == null ? line.place !== 'NOT_EXPECTED' : place.includes(line.place)) &&
        (grade == null || (line.grade !== null && grade.includes(line.grade))),
    );
    const allowed = among?.(wanted.map(({ id }) => id));
    const lines = allowed ? wanted.filter(({ id }) => allowed.has(id)) : wanted;
    return new ListAnswer(this, lines, page);
  }

  /** Of whom nothing was heard: no update received once it is closed, still expected until then. */
  silent(wanted: Pick<ListWanted, 'grade'>, page: Page): ListAnswer {
    return this.list({ ...wanted, place: [this.isOpen ? 'EXPECTED' : 'NO_UPDATE'] }, page);
  }

  /** The words of the cycle about these, and those that came too late for it. */
  wordsOn(ids: readonly string[]): ReadonlyMap<string, Words> {
    const { opened_at, opened_by, closed_at, closed_by } = this.row;
    const since = { from: this.openedOn, meetingId: this.meetingId };
    const opened = placeOf(this.reader, opened_at, opened_by);
    const closed = closed_by === null ? Infinity : placeOf(this.reader, closed_at, closed_by);
    const isLate = ({ seq, statedOn }: Word) => seq > closed || (this.closedOn !== null && statedOn > this.closedOn);
    return new Map(
      [...wordsOn(this.sources, this.reader, ids, since)].map(([id, words]) => {
        const within = words.filter(({ seq, statedOn }) => statedOn > this.openedOn || seq > opened);
        return [id, { said: within.filter((word) => !isLate(word)), late: within.filter(isLate) }];
      }),
    );
  }

  #known: readonly Line[] | undefined;

  /** The whole list: the frozen one, or what was heard so far. */
  get #lines(): readonly Line[] {
    if (this.#known) return this.#known;
    const rows = this.reader
      .prepare(
        `select commitment_id as id, ordinal, place, grade, whole_was_reported as whole from reporting_lists
         where meeting_id = ? order by ordinal`,
      )
      .all(this.meetingId) as unknown as readonly (Omit<Line, 'wholeWasReported'> & { readonly whole: number })[];
    const lines = rows.map(({ whole, ...line }) => ({ ...line, wholeWasReported: whole === 1 }));
    const now = this.isOpen ? this.#soFar(lines) : lines;
    this.#known = now.toSorted((a, b) => inOrder(keyOf(a), keyOf(b)));
    return this.#known;
  }

  #soFar(lines: readonly Line[]): readonly Line[] {
    const { reader, row } = this;
    const cycle = {
      meetingId: row.meeting_id,
      openedOn: row.opened_on,
      openedBy: row.opened_by,
      openedAt: row.opened_at,
    };
    const ids = lines.flatMap(({ id, place }) => (place === 'EXPECTED' ? [id] : []));
    const heard = heardIn(this.sources, { reader, now: reader }, ids, cycle);
    return lines.flatMap((line): readonly Line[] => {
      if (line.place !== 'EXPECTED') return [line];
      const one = heard.get(line.id);
      // It was recorded by mistake, or the council had not been told of it then.
      if (!one) return [];
      if (one.said !== null) return [{ ...line, place: one.said }];
      return [{ ...line, grade: gradeOf(one, row.meeting_on), wholeWasReported: one.wholeWasReported }];
    });
  }
}
