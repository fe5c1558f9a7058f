import type { Background } from '../event-sourcing/background.js';
import type { Day } from '../event-sourcing/days.js';
import type { Reader } from '../event-sourcing/reader.js';
import { encodeCursor, type Page } from '../graphql/connections.js';
import type { Word } from '../naming/heard.js';
import type { Grade, ListPlace } from './meeting.events.js';
import { placeOf, wordsOn, type Sources } from './meetings.reporting.heard.js';
import { ListAnswer, type CycleOfList, type Words } from './meetings.reporting.items.js';
import { FrozenList, ListSoFar, type List, type ListWanted, type Tally } from './meetings.reporting.lists.js';
import { linesSoFar, workedOut, type OpenCycle } from './meetings.reporting.so-far.js';

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
    const tallies = this.#list.tallies();
    const sum = (of: (tally: Tally) => boolean) =>
      tallies.reduce((total, tally) => (of(tally) ? total + tally.n : total), 0);
    const at = (...places: readonly ListPlace[]) => sum(({ place }) => places.includes(place));
    const graded = (grade: Grade) => sum((tally) => tally.grade === grade);
    return {
      expected: sum(({ place }) => place !== 'NOT_EXPECTED'),
      reported: at('REPORTED'),
      nothingToReport: at('NOTHING_TO_REPORT'),
      noUpdate: at('NO_UPDATE', 'EXPECTED'),
      due: graded('DUE'),
      undated: graded('UNDATED'),
      notYetDue: graded('NOT_YET_DUE'),
    };
  }

  /** Due first, then undated, each in the order of the plan. Throws `DomainError` INVALID for a cursor of another list. */
  list(wanted: ListWanted, page: Page): ListAnswer {
    return new ListAnswer(this, this.#list, wanted, page);
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

  /** Has a long list worked out beside the request thread; whatever is asked of the list then answers soon. */
  async workedOut(background: Background): Promise<this> {
    if (this.isOpen) await workedOut(background, this.sources, this.reader, this.#cycle);
    return this;
  }

  #known: List | undefined;

  /** The frozen list, or what was heard so far. */
  get #list(): List {
    return (this.#known ??= this.isOpen
      ? new ListSoFar(linesSoFar(this.sources, this.reader, this.#cycle))
      : new FrozenList(this.reader, this.meetingId));
  }

  get #cycle(): OpenCycle {
    const { meeting_id, meeting_on, opened_on, opened_by, opened_at } = this.row;
    const cycle = { meetingId: meeting_id, openedOn: opened_on, openedBy: opened_by, openedAt: opened_at };
    return { ...cycle, meetingOn: meeting_on };
  }
}
