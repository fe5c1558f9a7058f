import type { Day } from '../event-sourcing/days.js';
import type { Reader } from '../event-sourcing/reader.js';
import { Connection, type Page } from '../graphql/connections.js';
import { strangeCursor } from '../naming/listing.js';
import { GRADES, type Grade, type ListPlace } from './meeting.events.js';
import type { Word } from './meetings.reporting.heard.js';

/** The cycle whose list a page is of. */
export interface CycleOfList {
  readonly reader: Reader;
  readonly bodyId: string;
  readonly isOpen: boolean;
  /** The words of the cycle about these, and those that came too late for it. */
  wordsOn(ids: readonly string[]): ReadonlyMap<string, Words>;
}

/** What was said of a commitment in a cycle, and what came too late for it; in the order of recording. */
export interface Words {
  readonly said: readonly Word[];
  readonly late: readonly Word[];
}

/** Where a commitment stands in a list. */
export interface Line {
  readonly id: string;
  readonly ordinal: number;
  readonly place: ListPlace;
  readonly grade: Grade | null;
  readonly wholeWasReported: boolean;
}

/** What a page of a list was read with; what was said is read when it is first asked for, for all of the page. */
class Together {
  #words: ReturnType<CycleOfList['wordsOn']> | undefined;

  constructor(
    readonly cycle: CycleOfList,
    readonly ids: readonly string[],
  ) {}

  get reader(): Reader {
    return this.cycle.reader;
  }

  wordsOn(id: string): Words {
    this.#words ??= this.cycle.wordsOn(this.ids);
    return this.#words.get(id) ?? { said: [], late: [] };
  }
}

/** A commitment in the list of a cycle, as it is answered. */
export class ItemAnswer {
  readonly commitmentId: string;
  readonly place: ListPlace;
  readonly grade: Grade | null;
  readonly wholeWasReported: boolean;

  constructor(
    readonly line: Line,
    readonly together: Together,
  ) {
    this.commitmentId = line.id;
    this.place = line.place;
    this.grade = line.grade;
    this.wholeWasReported = line.wholeWasReported;
  }

  /** In the order of recording; those on what it goes on in included. */
  get said(): readonly Word[] {
    return this.together.wordsOn(this.commitmentId).said;
  }

  /** The day of the first word that came too late for the list. */
  get reportedLateOn(): Day | null {
    return this.place === 'NO_UPDATE' ? (this.together.wordsOn(this.commitmentId).late[0]?.statedOn ?? null) : null;
  }
}

/** A page of a list, and whether the list is frozen. */
export class ListAnswer extends Connection<ItemAnswer> {
  constructor(
    readonly cycle: CycleOfList,
    lines: readonly Line[],
    page: Page,
  ) {
    const rows = rowsOf(lines, page);
    const together = new Together(cycle, rows.map(({ id }) => id)); // prettier-ignore
    super(
      rows.map((line) => new ItemAnswer(line, together)),
      page,
      ({ line }) => keyOf(line),
      () => lines.length,
    );
  }

  get isFinal(): boolean {
    return !this.cycle.isOpen;
  }
}

/** Due first, then undated, then not yet due, then those that need no grade. */
const rank = ({ grade }: Line): number => (grade === null ? GRADES.length : GRADES.indexOf(grade));
/** The place of a line: its rank, then the order of the plan. */
export const keyOf = (line: Line): readonly [rank: number, ordinal: number] => [rank(line), line.ordinal];
/** Compares two places. */
export const inOrder = (a: readonly number[], b: readonly number[]): number =>
  (a[0] ?? 0) - (b[0] ?? 0) || (a[1] ?? 0) - (b[1] ?? 0);

/** The rows of a page in the direction of reading, and one more where there is more. */
const rowsOf = (lines: readonly Line[], page: Page): readonly Line[] => {
  const { from, backwards, size } = page;
  if (from !== null && !(from.length === 2 && from.every((part) => typeof part === 'number')))
    throw strangeCursor(page);
  const read = backwards ? lines.toReversed() : lines;
  const direction = backwards ? -1 : 1;
  const behind = from === null ? read : read.filter((line) => direction * inOrder(keyOf(line), from as number[]) > 0);
  return behind.slice(0, size + 1);
};
