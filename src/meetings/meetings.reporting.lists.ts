import type { Reader } from '../event-sourcing/reader.js';
import { LIMIT } from '../event-sourcing/sqlite.js';
import type { CursorKey, Page } from '../graphql/connections.js';
import { strangeCursor } from '../naming/paging.js';
import type { Grade, ListPlace } from './meeting.events.js';
import { rankOf, type Listed } from './meetings.reporting.view.js';

/** Where a commitment stands in a list. */
export interface Line extends Listed {
  /** Its place in the order of the plan; in a list that is frozen, in the order of the list. */
  readonly ordinal: number;
}

/** Which commitments of a list are asked for; all that are expected when nothing is said. */
export interface ListWanted {
  readonly place?: readonly ListPlace[] | null | undefined;
  readonly grade?: readonly Grade[] | null | undefined;
  /** Only these. */
  readonly among?: ReadonlySet<string>;
}

/** How many commitments of a list stand where, and what grade their silence has. */
export interface Tally {
  readonly place: ListPlace;
  readonly grade: Grade | null;
  readonly n: number;
}

/** The list of a cycle: due first, then undated, then not yet due, then those without a grade. */
export interface List {
  /** The lines of a page in the direction of reading, and one more where there is more. */
  page(wanted: ListWanted, page: Page): readonly Line[];
  count(wanted: ListWanted): number;
  tallies(): readonly Tally[];
}

/** The place of a line: the rank of its grade, then its ordinal. */
export const keyOf = (line: Line): readonly [rank: number, ordinal: number] => [rankOf(line), line.ordinal];
/** Compares two places. */
export const inOrder = (a: readonly number[], b: readonly number[]): number =>
  (a[0] ?? 0) - (b[0] ?? 0) || (a[1] ?? 0) - (b[1] ?? 0);

const placeIn = (page: Page): readonly number[] | null => {
  const { from } = page;
  if (from !== null && !isPlace(from)) throw strangeCursor(page);
  return from;
};

const isPlace = (from: CursorKey): from is readonly number[] =>
  from.length === 2 && from.every((part) => typeof part === 'number');

/** The list of a cycle that has closed, read page by page. */
export class FrozenList implements List {
  constructor(
    private readonly reader: Reader,
    private readonly meetingId: string,
  ) {}

  page(wanted: ListWanted, page: Page): readonly Line[] {
    const [compare, direction] = page.backwards ? ['<', 'desc'] : ['>', 'asc'];
    const from = placeIn(page)?.[1];
    const { sql, values } = this.#condition(wanted);
    const behind = from === undefined ? '' : `and l.ordinal ${compare} ?`;
    return this.reader
      .prepare(`${LINES} where ${sql} ${behind} order by l.ordinal ${direction} ${LIMIT}`)
      .all(...values, ...(from === undefined ? [] : [from]), page.size + 1)
      .map(lineOf);
  }

  count(wanted: ListWanted): number {
    const { sql, values } = this.#condition(wanted);
    const row = this.reader.prepare(`select count(*) as n from reporting_lists l where ${sql}`).get(...values);
    return row?.['n'] as number;
  }

  tallies(): readonly Tally[] {
    const sql = 'select place, grade, count(*) as n from reporting_lists where meeting_id = ? group by place, grade';
    return this.reader.prepare(sql).all(this.meetingId) as unknown as readonly Tally[];
  }

  #condition({ place, grade, among }: ListWanted): { readonly sql: string; readonly values: readonly string[] } {
    const one = (column: string, of: Iterable<string> | null | undefined) =>
      of == null ? [] : [[`${column} in (select value from json_each(?))`, JSON.stringify([...of])] as const];
    const conditions = [
      ['l.meeting_id = ?', this.meetingId] as const,
      ...one('l.place', place ?? EXPECTED),
      ...one('l.grade', grade),
      ...one('l.commitment_id', among),
    ];
    return { sql: conditions.map(([sql]) => sql).join(' and '), values: conditions.map(([, value]) => value) };
  }
}

/** The list of a cycle that is open, as it was worked out. */
export class ListSoFar implements List {
  constructor(private readonly lines: readonly Line[]) {}

  page(wanted: ListWanted, page: Page): readonly Line[] {
    const from = placeIn(page);
    const lines = this.#wanted(wanted);
    const read = page.backwards ? lines.toReversed() : lines;
    const direction = page.backwards ? -1 : 1;
    const start = from === null ? 0 : read.findIndex((line) => direction * inOrder(keyOf(line), from) > 0);
    return start < 0 ? [] : read.slice(start, start + page.size + 1);
  }

  count(wanted: ListWanted): number {
    return this.#wanted(wanted).length;
  }

  tallies(): readonly Tally[] {
    const all = Map.groupBy(this.lines, ({ place, grade }) => `${place} ${grade}`);
    return [...all.values()].map((of) => ({
      place: of[0]?.place as ListPlace,
      grade: of[0]?.grade ?? null,
      n: of.length,
    }));
  }

  #wanted({ place, grade, among }: ListWanted): readonly Line[] {
    const places = place ?? EXPECTED;
    return this.lines.filter(
      (line) =>
        places.includes(line.place) &&
        (grade == null || (line.grade !== null && grade.includes(line.grade))) &&
        (among === undefined || among.has(line.id)),
    );
  }
}

const EXPECTED: readonly ListPlace[] = ['EXPECTED', 'REPORTED', 'NOTHING_TO_REPORT', 'NO_UPDATE'];

const LINES = `select l.commitment_id as id, l.ordinal, l.place, l.grade, l.whole_was_reported as whole
  from reporting_lists l`;

const lineOf = ({ whole, ...line }: Readonly<Record<string, unknown>>): Line =>
  ({ ...line, wholeWasReported: whole === 1 }) as Line;

/** Every line that is stored of a list. */
export const storedLines = ({ prepare }: Reader, meetingId: string): readonly Line[] =>
  prepare(`${LINES} where l.meeting_id = ? order by l.ordinal`).all(meetingId).map(lineOf);

/** How many lines those are. */
export const countOfStored = ({ prepare }: Reader, meetingId: string): number =>
  prepare('select count(*) as n from reporting_lists where meeting_id = ?').get(meetingId)?.['n'] as number;
