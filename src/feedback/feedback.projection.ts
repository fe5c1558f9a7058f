import type { Prepare, Projection } from '../event-sourcing/projection.js';
import { nameKey } from '../naming/naming.js';
import type { NamedGroup } from '../naming/party.js';
import { toldBy, type Told } from '../naming/told.js';
import { given, NO_CONSENT, withdrawn, type Consents } from './feedback.consent.js';
import { feedbackWords, type FeedbackEvent, type Speaker } from './feedback.events.js';

/**
 * An item of feedback as the read models hold it. The words are not in it: they stay in their entry, and one place
 * hands them out to whom it may, `wordsHeard`.
 */
export interface FeedbackView {
  told: Told | null;
  speaker: Speaker;
  /** As known later; `null`: nothing else became known. */
  reclassified: Speaker | null;
  theme: string | null;
  group: NamedGroup | null;
  about: string | null;
  aboutIds: readonly string[];
  publishedIn: string | null;
  consents: Consents;
}

/** Whose words they are, as known last. */
export const speakerOf = ({ speaker, reclassified }: FeedbackView): Speaker => reclassified ?? speaker;

/** Feedback, what it is about, and what its words may be used for. */
export const feedbackProjection: Projection<FeedbackView, FeedbackEvent> = {
  category: 'feedback',
  words: feedbackWords,
  version: 2,
  tables: `
    create table feedback (
      id text primary key, heard_on text not null, speaker_kind text not null, speaker_basis text not null,
      theme text, theme_key text, group_id text, group_key text, published_key text, text_key text not null
    ) strict, without rowid;
    create table feedback_about (
      feedback_id text not null, about_id text not null, primary key (feedback_id, about_id)
    ) strict, without rowid;
    create table feedback_consents (
      feedback_id text not null, use text not null, until text not null, primary key (feedback_id, use, until)
    ) strict, without rowid;
  `,
  indexes: `
    create index feedback_by_day on feedback (heard_on, id);
    create index feedback_about_by_thing on feedback_about (about_id);
    create index feedback_consents_by_use on feedback_consents (use, until);
  `,
  blank: () => ({
    ...{ told: null, speaker: { speakerKind: 'UNKNOWN', speakerBasis: 'UNKNOWN' }, reclassified: null, theme: null },
    ...{ group: null, about: null, aboutIds: [], publishedIn: null, consents: NO_CONSENT },
  }),
  apply: {
    FeedbackRecorded(view, entry) {
      const { speakerKind, speakerBasis, theme, group, about, aboutIds, publishedIn } = entry.data;
      view.told = toldBy(entry);
      view.speaker = { speakerKind, speakerBasis };
      view.theme = theme ?? null;
      view.group = group ?? null;
      view.about = about ?? null;
      view.aboutIds = aboutIds;
      view.publishedIn = publishedIn ?? null;
    },
    SpeakerReclassified(view, { data: { speakerKind, speakerBasis } }) {
      view.reclassified = { speakerKind, speakerBasis };
    },
    ConsentRecorded(view, { data: { uses, mediaKinds, obtainedHow, until = null }, day }) {
      view.consents = given(view.consents, { uses, mediaKinds, obtainedHow, until }, day);
    },
    ConsentWithdrawn(view, { data: { uses }, day }) {
      view.consents = withdrawn(view.consents, uses, day);
    },
  },
  fields: {
    speakerKind: (view) => (view.told ? speakerOf(view).speakerKind : null),
    speakerBasis: (view) => (view.told ? speakerOf(view).speakerBasis : null),
    consents: ({ consents }) => standing(consents).join(', ') || null,
  },
  save(prepare, id, view) {
    for (const table of ['feedback_about', 'feedback_consents']) {
      prepare(`delete from ${table} where feedback_id = ?`).run(id);
    }
    if (view.told) saveFeedback(prepare, id, view, view.told);
    // Its recording was voided: nobody said so.
    else prepare('delete from feedback where id = ?').run(id);
  },
};

const standing = ({ given }: Consents): readonly string[] => [
  ...new Set(given.flatMap(({ use, withdrawnOn }) => (withdrawnOn === null ? [use] : []))),
];

/** Behind every day that can be asked for. */
const NO_END = '9999-12-31';

const saveFeedback = (prepare: Prepare, id: string, view: FeedbackView, { effectiveDay }: Told): void => {
  const { theme, group, publishedIn, aboutIds, consents } = view;
  const { speakerKind, speakerBasis } = speakerOf(view);
  const key = (text: string | null | undefined) => (text == null ? null : nameKey(text));
  // Neither what was said nor what it is about is searched: a search that finds words tells them.
  const text = [theme, group?.name, publishedIn].filter((one) => one != null).join(' ');
  prepare('insert or replace into feedback values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
    ...[id, effectiveDay, speakerKind, speakerBasis, theme, key(theme)],
    ...[group?.bodyId ?? null, key(group?.name), key(publishedIn), nameKey(text)],
  );
  for (const aboutId of aboutIds) prepare('insert into feedback_about values (?, ?)').run(id, aboutId);
  const consent = prepare('insert or ignore into feedback_consents values (?, ?, ?)');
  for (const { use, mediaKinds, until, withdrawnOn } of consents.given) {
    if (withdrawnOn === null && mediaKinds.includes('TEXT')) consent.run(id, use, until ?? NO_END);
  }
};
