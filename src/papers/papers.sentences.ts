import { dayInWords, type Day } from '../event-sourcing/days.js';
import type { Grade } from '../meetings/meeting.events.js';
import type { NamedBy } from './papers.index.js';
import type { CommitmentInPaper } from './papers.record.js';

const BY: Readonly<Record<NamedBy, string>> = {
  REFERENCE: 'by its reference',
  TITLE: 'by its title',
  ALIAS: 'by another of its names',
  PROGRAMME: 'by the name of its programme',
};

const named = ({ reference, title }: CommitmentInPaper): string =>
  [reference, title === null ? null : `“${title}”`].filter((part) => part !== null).join(' ') || 'a commitment';

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const STANDS: Readonly<Record<Grade, (commitment: CommitmentInPaper) => string>> = {
  // What is due has a last day.
  DUE: ({ targetLatest }) => `it was due by ${dayInWords(targetLatest as Day)}`,
  UNDATED: () => 'it has no date',
  NOT_YET_DUE: ({ targetLatest }) =>
    targetLatest === null ? 'it is not yet due' : `it is due by ${dayInWords(targetLatest)}`,
};

/** The sentences about a paper, for whoever wrote it. They speak of the paper, never of the work. */
export const said = {
  mentioned: (place: string, commitment: CommitmentInPaper, by: NamedBy, words: string): string =>
    `${capital(place)} seems to speak of ${named(commitment)} ${BY[by]}: “${words}”.`,

  notMentioned: (commitment: CommitmentInPaper, grade: Grade, wholeMentioned: boolean): string =>
    `This paper does not mention ${named(commitment)}; ${STANDS[grade](commitment)}.` +
    (wholeMentioned ? ' It does mention what this is a part of.' : ''),

  placeholder: (place: string, words: string): string =>
    `${capital(place)}: “${words}” looks left in from a draft; fill it in or take it out.`,

  quote: (place: string): string =>
    `${capital(place)} quotes somebody, and no consent to use these words in a paper is on record.`,

  name: (place: string, words: string, beside: string): string =>
    `${capital(place)}: “${words}” looks like a person's name, beside “${beside}”; no child may be recognised in a paper.`,
} as const;
