import type { Day } from '../event-sourcing/days.js';
import type { Reader } from '../event-sourcing/reader.js';
import { Connection, type Page } from '../graphql/connections.js';
import type { Word } from '../naming/heard.js';
import type { Grade, ListPlace } from './meeting.events.js';
import { keyOf, type Line, type List, type ListWanted } from './meetings.reporting.lists.js';

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
    list: List,
    wanted: ListWanted,
    page: Page,
  ) {
    const rows = list.page(wanted, page);
    const together = new Together(cycle, rows.map(({ id }) => id)); // prettier-ignore
    super(
      rows.map((line) => new ItemAnswer(line, together)),
      page,
      ({ line }) => keyOf(line),
      () => list.count(wanted),
    );
  }

  get isFinal(): boolean {
    return !this.cycle.isOpen;
  }
}
