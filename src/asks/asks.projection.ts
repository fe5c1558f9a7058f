import type { Words } from '../event-sourcing/messages.js';
import type { Prepare, Projection } from '../event-sourcing/projection.js';
import { nameKey } from '../naming/naming.js';
import type { NamedGroup } from '../naming/party.js';
import { toldBy, type Told } from '../naming/told.js';
import { askWords, type Answer, type AskEvent } from './ask.events.js';

/** One answer of the council. */
export interface Answered {
  readonly told: Told;
  readonly answer: Answer;
  /** `null`: none were given, or they were erased. */
  readonly words: Words;
}

/** One time the group was told the answer. */
export interface FedBack {
  readonly told: Told;
  readonly to: string;
  readonly how: string;
}

/** An ask as the read models hold it. */
export interface AskView {
  told: Told | null;
  /** `null`: the words were erased. */
  words: Words;
  group: NamedGroup;
  audiences: readonly string[];
  /** The latest last. */
  answers: readonly Answered[];
  /** Since the latest answer or before it; the latest last. */
  fedBack: readonly FedBack[];
  /** Has the group been told the latest answer? */
  isFedBack: boolean;
  commitmentIds: readonly string[];
}

/** Asks, how each was answered, and the commitments that answer them. */
export const asksProjection: Projection<AskView, AskEvent> = {
  category: 'ask',
  words: askWords,
  version: 1,
  tables: `
    create table asks (
      id text primary key, raised_on text not null, group_id text, group_key text not null, words_key text not null,
      is_answered integer not null, answer text, is_fed_back integer not null
    ) strict, without rowid;
    create table ask_commitments (
      ask_id text not null, commitment_id text not null, primary key (ask_id, commitment_id)
    ) strict, without rowid;
  `,
  indexes: `
    create index asks_by_day on asks (raised_on, id);
    create index ask_commitments_by_commitment on ask_commitments (commitment_id);
  `,
  blank: () => ({
    ...{ told: null, words: null, group: { name: '' }, audiences: [], answers: [], fedBack: [], isFedBack: false },
    commitmentIds: [],
  }),
  apply: {
    AskRaised(view, entry) {
      const { words, group, audiences } = entry.data;
      Object.assign(view, { told: toldBy(entry), words, group, audiences });
    },
    AskAnswered(view, entry) {
      const { answer, words = null } = entry.data;
      view.answers = [...view.answers, { told: toldBy(entry), answer, words }];
      // The group knows the answer before this one; this one it has still to be told.
      view.isFedBack = false;
    },
    AskLinked(view, { data }) {
      view.commitmentIds = [...view.commitmentIds, data.commitmentId];
    },
    AnswerFedBack(view, entry) {
      view.fedBack = [...view.fedBack, { told: toldBy(entry), ...entry.data }];
      view.isFedBack = true;
    },
  },
  fields: {
    words: ({ words }) => words,
    answer: ({ answers }) => answers.at(-1)?.answer ?? null,
    isFedBack: ({ told, isFedBack }) => (told ? (isFedBack ? 'yes' : 'no') : null),
  },
  save(prepare, id, view) {
    prepare('delete from ask_commitments where ask_id = ?').run(id);
    if (view.told) saveAsk(prepare, id, view, view.told);
    // Its raising was voided: there never was such an ask.
    else prepare('delete from asks where id = ?').run(id);
  },
};

const saveAsk = (prepare: Prepare, id: string, view: AskView, { effectiveDay }: Told): void => {
  const { words, group, answers, isFedBack, commitmentIds } = view;
  prepare('insert or replace into asks values (?, ?, ?, ?, ?, ?, ?, ?)').run(
    ...[id, effectiveDay, group.bodyId ?? null, nameKey(group.name), nameKey(words ?? '')],
    ...[answers.length > 0 ? 1 : 0, answers.at(-1)?.answer ?? null, isFedBack ? 1 : 0],
  );
  for (const commitmentId of new Set(commitmentIds)) {
    prepare('insert into ask_commitments values (?, ?)').run(id, commitmentId);
  }
};
