import type { Sender, Words } from '../event-sourcing/messages.js';
import type { Reader } from '../event-sourcing/reader.js';
import { COVERING, NO_CONSENT, refusalTo, type Consents, type NotAllowed } from './feedback.consent.js';
import type { Use } from './feedback.events.js';
import type { FeedbackView } from './feedback.projection.js';

/** Why no words are shown. */
export type WordsWithheld = NotAllowed | 'ERASED' | 'NOT_RECORDED';

/** The words of one item as one reader may have them: one of the two is `null`. */
export interface Heard {
  readonly words: Words;
  readonly wordsWithheld: WordsWithheld | null;
  /** May they have what it is about in somebody's own words? Those cannot be erased, so consent alone decides. */
  readonly mayKnowAbout: boolean;
}

interface HeardRow {
  readonly id: string;
  readonly words: string | null;
  readonly isErased: number | null;
  readonly view: string | null;
}

/**
 * What a reader may have of the words of feedback, by the entry that recorded them. The only way to them: answers,
 * histories, exports and subscriptions hold none and ask here. Consent is judged by `now`, whatever past is being read,
 * since its withdrawal stops every use at once.
 */
export const wordsHeard = (
  now: Reader,
  entryIds: readonly string[],
  { roles, today }: Pick<Sender, 'roles' | 'today'>,
): ReadonlyMap<string, Heard> => {
  const rows = now
    .prepare(
      `select e.id, e.body ->> '$.data.words' as words, e.body ->> '$.erased' as isErased, v.view
       from entries e left join views v on v.stream = e.stream
       where e.id in (select value from json_each(?)) and e.type = 'FeedbackRecorded'`,
    )
    .all(JSON.stringify(entryIds)) as unknown as readonly HeardRow[];
  const heard = ({ words, isErased, view }: HeardRow): Heard => {
    const refusal = refusalTo(roles, consentsIn(view), today);
    const mayKnowAbout = refusal === null;
    if (isErased) return { words: null, wordsWithheld: 'ERASED', mayKnowAbout };
    if (words === null) return { words: null, wordsWithheld: 'NOT_RECORDED', mayKnowAbout };
    return { words: mayKnowAbout ? words : null, wordsWithheld: refusal, mayKnowAbout };
  };
  return new Map(rows.map((row) => [row.id, heard(row)]));
};

const consentsIn = (view: string | null): Consents =>
  view === null ? NO_CONSENT : (JSON.parse(view) as FeedbackView).consents;

/** The ids of the items whose words may be put to a use today. */
export const consentedFor = (now: Reader, use: Use, today: string): readonly string[] =>
  now
    .prepare(
      `select distinct feedback_id as id from feedback_consents
       where use in (select value from json_each(?)) and until >= ?`,
    )
    .all(JSON.stringify(COVERING[use]), today)
    .map(({ id }) => id as string);

/** What was said whose words may be put to a use today: to tell whether a quotation may stand in a paper. */
export const wordsConsentedFor = (now: Reader, use: Use, today: string): readonly string[] =>
  now
    .prepare(
      `select e.body ->> '$.data.words' as words
       from feedback_consents c join entries e on e.stream = 'feedback-' || c.feedback_id
       where c.use in (select value from json_each(?)) and c.until >= ?
         and e.type = 'FeedbackRecorded' and e.voided_by is null`,
    )
    .all(JSON.stringify(COVERING[use]), today)
    .flatMap(({ words }) => (words === null ? [] : [words as string]));
