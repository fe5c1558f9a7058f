import type { Day } from '../event-sourcing/days.js';
import type { Reader } from '../event-sourcing/reader.js';
import type { Connection, Page } from '../graphql/connections.js';
import { pageOfRows } from '../naming/paging.js';
import { citedMinute } from './meeting.events.js';
import { choiceOf, type DecisionFilter } from './meetings.decisions.filter.js';
import type { DecisionView, EffectView, VersionView } from './meetings.decisions.view.js';

interface DecisionRow {
  readonly id: string;
  readonly meeting_id: string;
  readonly body_id: string;
  readonly view: string;
}

/** Where decisions were read together, so that all they name is looked up at once. */
export interface ReadTogether {
  readonly reader: Reader;
  readonly ids: readonly string[];
}

export type { DecisionFilter };

/** An entry of another history that mentions a commitment. */
export interface Mention {
  readonly seq: number;
  readonly stream: string;
}

/** A version of a decision, as it is answered. */
export type VersionAnswer = VersionView & { readonly together: ReadTogether };
/** An effect of a decision, as it is answered. */
export type EffectAnswer = Omit<EffectView, 'successorIds'> & {
  readonly successorIds: readonly string[];
  readonly together: ReadTogether;
};

/** A decision, as it is answered. */
export class DecisionAnswer {
  readonly id: string;
  readonly meetingId: string;
  readonly bodyId: string;

  constructor(
    row: DecisionRow,
    private readonly view: DecisionView,
    /** Where it was read, for what hangs on it. */
    readonly together: ReadTogether,
  ) {
    this.id = row.id;
    this.meetingId = row.meeting_id;
    this.bodyId = row.body_id;
  }

  get reader(): Reader {
    return this.together.reader;
  }

  get minute() {
    return this.view.minute;
  }

  /** As it is cited; `null`: it was decided without a minute. */
  get citedAs(): string | null {
    return this.view.minute && citedMinute(this.view.minute);
  }

  /** The officer who decided under delegation; `null`: the body itself. */
  get officer() {
    return this.view.officer;
  }

  get decidedOn(): Day {
    return this.view.decidedOn;
  }

  get statedOn(): Day {
    return this.view.statedOn;
  }

  get source() {
    return this.view.source;
  }

  get basis() {
    return this.view.basis;
  }

  /** The entry that records it. */
  get entryId(): string {
    return this.view.versions[0]?.entryId as string;
  }

  get outcome(): string {
    return this.current.outcome;
  }

  get text() {
    return this.current.text;
  }

  get reasons() {
    return this.current.reasons;
  }

  get affectsIds(): readonly string[] {
    return this.current.affectsIds;
  }

  get effects(): readonly EffectAnswer[] {
    const { together } = this;
    return this.view.effects.map((effect) => ({ ...effect, successorIds: effect.successorIds ?? [], together }));
  }

  /** The first one first. */
  get versions(): readonly VersionAnswer[] {
    return this.view.versions.map((version) => ({ ...version, together: this.together }));
  }

  private get current(): VersionView {
    return this.view.versions.at(-1) as VersionView;
  }
}

const answersOf = (rows: readonly unknown[], reader: Reader): readonly DecisionAnswer[] => {
  const read = (rows as readonly DecisionRow[]).map((row) => [row, JSON.parse(row.view) as DecisionView] as const);
  const ids = read.flatMap(([, { versions, effects }]) => [
    ...versions.flatMap(({ affectsIds }) => affectsIds),
    ...effects.flatMap(({ commitmentId, successorIds = [] }) => [commitmentId, ...successorIds]),
  ]);
  const together = { reader, ids: [...new Set(ids)] };
  return read.map(([row, view]) => new DecisionAnswer(row, view, together));
};

const COLUMNS = 'id, meeting_id, body_id, view';

/** The questions about decisions. */
export const decisions = {
  /** The newest first. Throws `DomainError` INVALID for a cursor that names no decision. */
  list: (reader: Reader, filter: DecisionFilter, page: Page): Connection<DecisionAnswer> =>
    pageOfRows(
      reader,
      {
        ...{ table: 'decisions', columns: COLUMNS, order: ['day', 'seq'], isDescending: true },
        ...choiceOf(filter),
        answersOf: (rows) => answersOf(rows, reader),
        keyOf: ({ id }) => [id],
        placeOf: (id) =>
          reader.prepare('select day, seq from decisions where id = ? order by meeting_id limit 1').get(id),
      },
      page,
    ),

  /** Entries of meetings, by their numbers in the log, that belong into the history of a commitment too. */
  mentions: ({ prepare }: Reader, commitmentId: string): readonly Mention[] =>
    prepare(
      `select seq, 'meeting-' || meeting_id as stream from commitment_mentions where commitment_id = ? order by seq`,
    ).all(commitmentId) as unknown as readonly Mention[],

  /** The one with this id. */
  byId: (reader: Reader, id: string): DecisionAnswer | null =>
    answersOf(
      reader.prepare(`select ${COLUMNS} from decisions where id = ? order by meeting_id limit 1`).all(id),
      reader,
    )[0] ?? null,
};
