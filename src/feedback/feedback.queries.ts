import { isDay, type Day } from '../event-sourcing/days.js';
import { streamOf } from '../event-sourcing/messages.js';
import type { Reader } from '../event-sourcing/reader.js';
import type { Connection, Page } from '../graphql/connections.js';
import { holdsAll, versionOf, wordsIn } from '../naming/listing.js';
import { nameKey } from '../naming/naming.js';
import { pageOfRows, type Choice } from '../naming/paging.js';
import { allows, type Consent } from './feedback.consent.js';
import { USES, type SpeakerKind, type Use } from './feedback.events.js';
import { speakerOf, type FeedbackView } from './feedback.projection.js';

export {
  consentedFor,
  wordsConsentedFor,
  wordsHeard,
  type Heard,
  type WordsWithheld,
} from './feedback.words.queries.js';

type Maybe<T> = T | null | undefined;

/** Which feedback is meant: what meets every condition given. */
export interface FeedbackFilter {
  /** Words that all stand in its theme, group or paper; what was said, and what it is about, is never searched. */
  readonly text?: Maybe<string>;
  readonly theme?: Maybe<readonly string[]>;
  /** Ids of the groups it was heard in, or their names as they were then. */
  readonly group?: Maybe<readonly string[]>;
  readonly speakerKind?: Maybe<readonly SpeakerKind[]>;
  /** Ids of what it is about. */
  readonly about?: Maybe<readonly string[]>;
  readonly publishedIn?: Maybe<readonly string[]>;
  /** Only these ids, such as those whose words may be used. */
  readonly ids?: Maybe<readonly string[]>;
}

/** What feedback can be counted by. */
export type FeedbackDimension = 'SPEAKER_KIND' | 'SPEAKER_BASIS' | 'THEME';

/** How many items share which values. */
export interface FeedbackCount {
  readonly speakerKind: string | null;
  readonly speakerBasis: string | null;
  readonly theme: string | null;
  readonly count: number;
}

/** Items that were read together, so that the words of all of them are looked up at once. */
export interface ReadTogether {
  readonly entryIds: readonly string[];
}

/** An item of feedback, as it is answered. It holds no words: see `wordsHeard`. */
export class FeedbackAnswer {
  constructor(
    readonly id: string,
    readonly view: FeedbackView,
    /** Where it was read, for what hangs on it. */
    readonly reader: Reader,
    readonly together: ReadTogether,
  ) {}

  /** The entry that holds its words. */
  get entryId(): string {
    return this.view.told?.entryId ?? '';
  }

  get told() {
    return this.view.told;
  }

  get heardOn(): Day {
    return this.view.told?.effectiveDay ?? this.reader.day;
  }

  get speakerKind() {
    return speakerOf(this.view).speakerKind;
  }

  get speakerBasis() {
    return speakerOf(this.view).speakerBasis;
  }

  get theme() {
    return this.view.theme;
  }

  get group() {
    return this.view.group;
  }

  get about() {
    return this.view.about;
  }

  get aboutIds() {
    return this.view.aboutIds;
  }

  get publishedIn() {
    return this.view.publishedIn;
  }

  get consents(): readonly Consent[] {
    return this.view.consents.given;
  }

  get version(): number {
    return versionOf(this.reader, this.stream);
  }

  /** The stream whose entries its history shows. */
  get stream(): string {
    return streamOf('feedback', this.id);
  }
}

const answersOf = (rows: readonly unknown[], reader: Reader): FeedbackAnswer[] => {
  const found = (rows as readonly { id: string; view: string }[]).map(({ id, view }) => ({
    id,
    view: JSON.parse(view) as FeedbackView,
  }));
  const together = { entryIds: found.flatMap(({ view }) => view.told?.entryId ?? []) };
  return found.map(({ id, view }) => new FeedbackAnswer(id, view, reader, together));
};

const VIEWS = `join views v on v.stream = 'feedback-' || t.id`;

/** The conditions of a filter in SQL; one that is not given lets everything through. */
const choiceOf = ({ text, theme, group, speakerKind, about, publishedIn, ids }: FeedbackFilter): Choice => {
  const list = (values: Maybe<readonly string[]>) => (values == null ? null : JSON.stringify(values));
  return {
    where: `(:text is null or ${holdsAll('t.text_key')})
      and (:theme is null or t.theme_key in (select value from json_each(:theme)))
      and (:group is null or t.group_id in (select value from json_each(:group))
        or t.group_key in (select value from json_each(:groupKey)))
      and (:speakerKind is null or t.speaker_kind in (select value from json_each(:speakerKind)))
      and (:about is null or t.id in (
        select feedback_id from feedback_about where about_id in (select value from json_each(:about))))
      and (:publishedIn is null or t.published_key in (select value from json_each(:publishedIn)))
      and (:ids is null or t.id in (select value from json_each(:ids)))`,
    values: {
      text: wordsIn(text),
      theme: list(theme?.map(nameKey)),
      group: list(group),
      groupKey: list(group?.map(nameKey)),
      speakerKind: list(speakerKind),
      about: list(about),
      publishedIn: list(publishedIn?.map(nameKey)),
      ids: list(ids),
    },
  };
};

const COLUMNS: Readonly<Record<FeedbackDimension, string>> = {
  SPEAKER_KIND: 'speaker_kind',
  SPEAKER_BASIS: 'speaker_basis',
  THEME: 'theme',
};

/** The questions about feedback; none of them answers words. */
export const feedback = {
  /** What is wanted, the latest at the top. */
  list: (reader: Reader, filter: Maybe<FeedbackFilter>, page: Page): Connection<FeedbackAnswer> =>
    pageOfRows(
      reader,
      {
        ...{ table: 'feedback', columns: 't.id, v.view', joined: VIEWS, order: ['t.heard_on', 't.id'] },
        ...choiceOf(filter ?? {}),
        isDescending: true,
        firstIs: isDay,
        answersOf: (rows) => answersOf(rows, reader),
        keyOf: ({ heardOn, id }) => [heardOn, id],
      },
      page,
    ),

  /** The one with this id; `null` when there is none. */
  byId: (reader: Reader, id: string): FeedbackAnswer | null =>
    answersOf(reader.prepare(`select t.id, v.view from feedback t ${VIEWS} where t.id = ?`).all(id), reader)[0] ?? null,

  /** How many items share which values of these dimensions. */
  counts(
    reader: Reader,
    groupBy: readonly FeedbackDimension[],
    filter: Maybe<FeedbackFilter>,
  ): readonly FeedbackCount[] {
    const { where, values } = choiceOf(filter ?? {});
    const column = (dimension: FeedbackDimension) => (groupBy.includes(dimension) ? `t.${COLUMNS[dimension]}` : 'null');
    return reader
      .prepare(
        `select ${column('SPEAKER_KIND')} as speakerKind, ${column('SPEAKER_BASIS')} as speakerBasis,
           ${column('THEME')} as theme, count(*) as count
         from feedback t where ${where} group by 1, 2, 3 order by 4 desc, 1, 2, 3`,
      )
      .all(values) as unknown as readonly FeedbackCount[];
  },

  /** The uses that its words may be put to on a day; asked of an item as it is now. */
  uses: ({ view }: FeedbackAnswer, today: Day): readonly Use[] =>
    USES.filter((use) => allows(view.consents, use, today)),
};
