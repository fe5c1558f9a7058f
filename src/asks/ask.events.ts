import type { WordFields } from '../event-sourcing/decider.js';
import type { DomainEvent, Words } from '../event-sourcing/messages.js';
import type { NamedGroup } from '../naming/party.js';

/** What the council can answer. */
export const ANSWERS = ['ACCEPTED', 'PARTLY', 'DECLINED', 'ALREADY_HAPPENING'] as const;
/** One of `ANSWERS`. */
export type Answer = (typeof ANSWERS)[number];

/** What can have happened to an ask: what a group of young people wants of the council. */
export type AskEvent =
  | DomainEvent<
      'AskRaised',
      { readonly words: Words; readonly group: NamedGroup; readonly audiences: readonly string[] }
    >
  /** A later answer revises an earlier one; both stay. */
  | DomainEvent<'AskAnswered', { readonly answer: Answer; readonly words?: Words }>
  /** To a commitment that answers it. */
  | DomainEvent<'AskLinked', { readonly commitmentId: string }>
  | DomainEvent<'AnswerFedBack', { readonly to: string; readonly how: string }>;

/** Which fields are free text. */
export const askWords: WordFields<AskEvent> = {
  AskRaised: ['words'],
  AskAnswered: ['words'],
  AskLinked: [],
  AnswerFedBack: [],
};
