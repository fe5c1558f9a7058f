import { daysBetween, isDay, type Day } from '../event-sourcing/days.js';
import { streamOf } from '../event-sourcing/messages.js';
import type { Reader } from '../event-sourcing/reader.js';
import type { Connection, Page } from '../graphql/connections.js';
import { holdsAll, versionOf, wordsIn } from '../naming/listing.js';
import { nameKey } from '../naming/naming.js';
import { pageOfRows, type Choice } from '../naming/paging.js';
import type { Answer } from './ask.events.js';
import type { Answered, AskView } from './asks.projection.js';

type Maybe<T> = T | null | undefined;

/** Which asks are meant: those that meet every condition given. */
export interface AskFilter {
  /** Words that all stand in it. */
  readonly text?: Maybe<string>;
  /** Ids of the groups that raised it, or their names as they were then. */
  readonly group?: Maybe<readonly string[]>;
  readonly answered?: Maybe<boolean>;
  /** The latest answer. */
  readonly answer?: Maybe<readonly Answer[]>;
  readonly fedBack?: Maybe<boolean>;
  /** Ids of commitments it is linked to. */
  readonly commitment?: Maybe<readonly string[]>;
}

/** An ask, as it is answered. */
export class AskAnswer {
  constructor(
    readonly id: string,
    readonly view: AskView,
    /** Where it was read, for what hangs on it. */
    readonly reader: Reader,
  ) {}

  get words() {
    return this.view.words;
  }

  get group() {
    return this.view.group;
  }

  get audiences() {
    return this.view.audiences;
  }

  /** Where and by whom it was raised. */
  get told() {
    return this.view.told;
  }

  get raisedOn(): Day {
    return this.view.told?.effectiveDay ?? this.reader.day;
  }

  get isAnswered(): boolean {
    return this.view.answers.length > 0;
  }

  get answer(): Answered | null {
    return this.view.answers.at(-1) ?? null;
  }

  get answers() {
    return this.view.answers;
  }

  get isFedBack(): boolean {
    return this.view.isFedBack;
  }

  get fedBack() {
    return this.view.fedBack;
  }

  /** Until its first answer, or else until the day it is read. */
  get daysWaiting(): number {
    return daysBetween(this.raisedOn, this.view.answers[0]?.told.effectiveDay ?? this.reader.day);
  }

  get commitmentIds() {
    return this.view.commitmentIds;
  }

  get version(): number {
    return versionOf(this.reader, this.stream);
  }

  /** The stream whose entries its history shows. */
  get stream(): string {
    return streamOf('ask', this.id);
  }
}

const answersOf = (rows: readonly unknown[], reader: Reader): AskAnswer[] =>
  (rows as readonly { id: string; view: string }[]).map(
    ({ id, view }) => new AskAnswer(id, JSON.parse(view) as AskView, reader),
  );

const VIEWS = `join views v on v.stream = 'ask-' || t.id`;

/** The conditions of a filter in SQL; one that is not given lets everything through. */
const choiceOf = ({ text, group, answered, answer, fedBack, commitment }: AskFilter): Choice => {
  const list = (values: Maybe<readonly string[]>) => (values == null ? null : JSON.stringify(values));
  const flag = (value: Maybe<boolean>) => (value == null ? null : Number(value));
  return {
    where: `(:text is null or ${holdsAll('t.words_key')})
      and (:group is null or t.group_id in (select value from json_each(:group))
        or t.group_key in (select value from json_each(:groupKey)))
      and (:answered is null or t.is_answered = :answered)
      and (:answer is null or t.answer in (select value from json_each(:answer)))
      and (:fedBack is null or t.is_fed_back = :fedBack)
      and (:commitment is null or t.id in (
        select ask_id from ask_commitments where commitment_id in (select value from json_each(:commitment))))`,
    values: {
      text: wordsIn(text),
      group: list(group),
      groupKey: list(group?.map(nameKey)),
      answered: flag(answered),
      answer: list(answer),
      fedBack: flag(fedBack),
      commitment: list(commitment),
    },
  };
};

/** The questions about asks. */
export const asks = {
  /** Those that are wanted, the one that was raised first at the top. */
  list: (reader: Reader, filter: Maybe<AskFilter>, page: Page): Connection<AskAnswer> =>
    pageOfRows(
      reader,
      {
        ...{ table: 'asks', columns: 't.id, v.view', joined: VIEWS, order: ['t.raised_on', 't.id'] },
        ...choiceOf(filter ?? {}),
        answersOf: (rows) => answersOf(rows, reader),
        firstIs: isDay,
        keyOf: ({ raisedOn, id }) => [raisedOn, id],
      },
      page,
    ),

  /** The one with this id; `null` when there is none. */
  byId: (reader: Reader, id: string): AskAnswer | null =>
    answersOf(reader.prepare(`select t.id, v.view from asks t ${VIEWS} where t.id = ?`).all(id), reader)[0] ?? null,

  /** Those that are linked to a commitment, the one that was raised first at the top. */
  ofCommitment: (reader: Reader, commitmentId: string): readonly AskAnswer[] =>
    answersOf(
      reader
        .prepare(
          `select t.id, v.view from asks t ${VIEWS} join ask_commitments l on l.ask_id = t.id
           where l.commitment_id = ? order by t.raised_on, t.id`,
        )
        .all(commitmentId),
      reader,
    ),
};
