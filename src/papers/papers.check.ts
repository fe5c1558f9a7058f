import type { Day } from '../event-sourcing/days.js';
import type { Grade } from '../meetings/meeting.events.js';
import { indexOf, type NamedBy } from './papers.index.js';
import { mentionsIn, type Mention } from './papers.mentions.js';
import { possibleNamesIn } from './papers.people.js';
import { placeholdersIn } from './papers.placeholders.js';
import { quotationsIn, wordsKey } from './papers.quotes.js';
import type { CommitmentInPaper, CommitmentSought, RecordForPaper } from './papers.record.js';
import { said } from './papers.sentences.js';
import { excerptOf, paragraphsOf, placeOf, sentencesOf, slidesOf, type Paper, type Stretch } from './papers.text.js';

/** Where something was found: `place` in words, and the line around it. */
export interface Place {
  readonly place: string;
  readonly line: number;
  readonly slide: number | null;
  readonly excerpt: string;
}

/** What somebody should look at before the paper is published. */
export interface Finding extends Place {
  readonly words: string;
  readonly introducedBy: string | null;
  readonly sentence: string;
}

/** A commitment that the paper speaks of. */
export interface Mentioned {
  readonly commitment: CommitmentInPaper;
  readonly confidence: number;
  readonly by: NamedBy;
  readonly words: string;
  readonly isExpected: boolean;
  /** The surest first. */
  readonly places: readonly (Place & { readonly confidence: number })[];
  readonly sentence: string;
}

/** An expected commitment that the paper does not speak of. */
export interface NotMentioned {
  readonly commitment: CommitmentInPaper;
  readonly grade: Grade;
  /** Does the paper speak of a commitment it is a part of, at any remove? */
  readonly wholeMentioned: boolean;
  readonly sentence: string;
}

/** What is to be known of a draft paper before it is published. */
export interface PaperCheck {
  readonly on: Day;
  readonly lineCount: number;
  readonly expectedCount: number;
  readonly mentioned: readonly Mentioned[];
  readonly notMentioned: readonly NotMentioned[];
  readonly placeholders: readonly Finding[];
  readonly quotes: readonly Finding[];
  readonly possibleNames: readonly Finding[];
  /** Findings beyond the most that are shown. */
  readonly leftOut: number;
}

/** What a paper is held against. */
export interface HeldAgainst extends RecordForPaper {
  /** The day of the meeting. */
  readonly on: Day;
  /** `wordsKey` of everything said whose use in papers somebody consented to. */
  readonly consented: ReadonlySet<string>;
}

const MOST_PLACES = 5;
const MOST_FINDINGS = 500;

/**
 * Reads a paper. Pure: the same paper and record give the same answer. Yields between paragraphs, so that whoever runs
 * it can let others have their turn.
 */
export function* checked(paper: Paper, record: HeldAgainst): Generator<void, PaperCheck> {
  const words = new Words(record.names);
  const paragraphs = paragraphsOf(paper);
  const slides = slidesOf(paper);
  for (const { text } of slides) words.learnFrom(text);
  yield;

  const [placeholders, quotes, possibleNames] = [new Findings(paper), new Findings(paper), new Findings(paper)];
  for (const slide of slides) {
    const quotations = quotationsIn(slide, (quoted) => words.isName(quoted));
    for (const { from, words: quoted, introducedBy } of quotations) {
      if (!record.consented.has(wordsKey(quoted))) quotes.add(slide, from, quoted, said.quote, introducedBy);
    }
    yield;
    for (const { from, to } of placeholdersIn(slide, quotations)) {
      placeholders.add(slide, from, slide.text.slice(from, to), said.placeholder);
    }
    yield;
  }

  const index = yield* indexOf(record.commitments.map(({ sought }) => sought));
  const mentions: Mention[] = [];
  for (const paragraph of paragraphs) {
    for (const sentence of sentencesOf(paragraph)) {
      mentions.push(...mentionsIn(sentence, index));
      for (const { from, to, beside } of possibleNamesIn(sentence, (word) => words.isKnown(word))) {
        const name = sentence.text.slice(from, to);
        possibleNames.add(paragraph, sentence.offset + from, name, (where, what) => said.name(where, what, beside));
      }
      yield;
    }
  }
  const expected = record.commitments.filter(({ grade }) => grade !== null);
  const byId = Map.groupBy(mentions, ({ id }) => id);
  return {
    on: record.on,
    lineCount: paper.lines.filter(({ text }) => text.trim() !== '').length,
    expectedCount: expected.length,
    mentioned: record.commitments.flatMap((one) => mentionedOf(paper, one, byId.get(one.shown.id) ?? [])),
    notMentioned: expected
      .filter(({ shown, goesOnIn }) => ![shown.id, ...goesOnIn].some((id) => byId.has(id)))
      .map((one) => notMentionedOf(one, byId)),
    placeholders: placeholders.shown,
    quotes: quotes.shown,
    possibleNames: possibleNames.shown,
    leftOut: placeholders.leftOut + quotes.leftOut + possibleNames.leftOut,
  };
}

const placeIn = (paper: Paper, stretch: Stretch, offset: number): Place => {
  const { line, column } = stretch.at(offset);
  return { place: placeOf(paper, line), line: line.line, slide: line.slide, excerpt: excerptOf(line.text, column) };
};

const mentionedOf = (paper: Paper, sought: CommitmentSought, mentions: readonly Mention[]): readonly Mentioned[] => {
  const surest = [...mentions].sort((a, b) => b.confidence - a.confidence);
  const [best] = surest;
  if (!best) return [];
  const places = surest.slice(0, MOST_PLACES).map(({ piece: { stretch }, offset, confidence }) => ({
    ...placeIn(paper, stretch, offset),
    confidence,
  }));
  const { by, confidence } = best;
  const words = excerptOf(best.words);
  const sentence = said.mentioned(places[0]?.place ?? '', sought.shown, by, words);
  return [{ commitment: sought.shown, confidence, by, words, isExpected: sought.grade !== null, places, sentence }];
};

const notMentionedOf = (sought: CommitmentSought, mentioned: ReadonlyMap<string, unknown>): NotMentioned => {
  const grade = sought.grade ?? 'UNDATED';
  const wholeMentioned = sought.wholeIds.some((id) => mentioned.has(id));
  return {
    commitment: sought.shown,
    grade,
    wholeMentioned,
    sentence: said.notMentioned(sought.shown, grade, wholeMentioned),
  };
};

/** Findings of one kind, up to the most that anybody reads. */
class Findings {
  readonly shown: Finding[] = [];
  leftOut = 0;

  constructor(private readonly paper: Paper) {}

  add(
    stretch: Stretch,
    offset: number,
    words: string,
    sentence: (place: string, words: string) => string,
    introducedBy: string | null = null,
  ): void {
    if (this.shown.length >= MOST_FINDINGS) {
      this.leftOut += 1;
      return;
    }
    const place = placeIn(this.paper, stretch, offset);
    const tidy = words.replace(/\s+/g, ' ');
    this.shown.push({ ...place, words: tidy, introducedBy, sentence: sentence(place.place, tidy) });
  }
}

/** Words that are known to be no child's name: those of names on record, and those the paper also writes small. */
class Words {
  readonly #known = new Set<string>();
  readonly #names: ReadonlySet<string>;

  constructor(names: readonly string[]) {
    this.#names = new Set(names.map(wordsKey));
    for (const name of this.#names) for (const word of name.split(' ')) this.#known.add(word);
  }

  learnFrom(text: string): void {
    for (const [word] of text.matchAll(/(?<![\p{L}\p{N}'’-])\p{Ll}[\p{Ll}\p{M}]+(?![\p{L}\p{N}])/gu))
      this.#known.add(word);
  }

  isKnown(word: string): boolean {
    return this.#known.has(word);
  }

  isName(words: string): boolean {
    return this.#names.has(wordsKey(words));
  }
}
