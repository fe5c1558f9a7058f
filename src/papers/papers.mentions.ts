import { nameKey } from '../naming/naming.js';
import type { Name, NamedBy, NameIndex } from './papers.index.js';
import type { Piece } from './papers.text.js';
import { isYear, wordsIn, type Word } from './papers.words.js';

/** A place where a paper speaks of a commitment. */
export interface Mention {
  readonly id: string;
  readonly by: NamedBy;
  /** From 0 to 1. */
  readonly confidence: number;
  /** The words of the paper that it was known by. */
  readonly words: string;
  readonly piece: Piece;
  /** Where in the stretch they begin. */
  readonly offset: number;
}

/** Less certain than this is no mention. */
export const LEAST_CONFIDENCE = 0.5;

/** How certain a mention is by whole names in their order, by all their words, and by most of them. */
const IN_ORDER = { REFERENCE: 1, TITLE: 0.95, ALIAS: 0.9, PROGRAMME: 0.85 } as const;
const IN_ANY_ORDER = { REFERENCE: 1, TITLE: 0.85, ALIAS: 0.8, PROGRAMME: 0.75 } as const;
const MOST_WORDS = 0.75;
/** The part of a name, by the weight of its words, that counts as most of it. */
const MOST = 0.6;
/** A single word is a name only where it is written like one, or near the words of its whole. */
const SINGLE_WORD = { alone: 0.45, capital: 0.65, nearWhole: 0.65 } as const;
/** Words further apart than so many words in between do not belong together. */
const CLOSE = 10;
const APART = 0.8;
const OTHER_YEAR = 0.5;
/** How much less sure a programme's name is of each of those that serve it: enough for three. */
const SHARING = 0.4;

/** Where a sentence names commitments; the best place for each. Pure, and the same for the same words. */
export const mentionsIn = (piece: Piece, index: NameIndex): readonly Mention[] => {
  const words = wordsIn(piece.text);
  const best = new Map<string, Mention>();
  const keep = (mention: Mention): void => {
    const { id, confidence } = mention;
    if (confidence >= LEAST_CONFIDENCE && confidence > (best.get(id)?.confidence ?? 0)) best.set(id, mention);
  };
  for (const found of referencesIn(piece, index)) keep(found);
  const places = Map.groupBy(
    words.map((word, n) => ({ ...word, n })),
    ({ stem }) => stem,
  );
  for (const name of candidates(places, index)) {
    const match = matchOf(name, words, places, piece);
    if (match) keep({ id: name.id, by: name.by, piece, ...match });
  }
  return [...best.values()];
};

type Places = ReadonlyMap<string, readonly (Word & { readonly n: number })[]>;

/** Sums by name, kept from sentence to sentence: most names get none, and so most sums need no clearing. */
const sums = new WeakMap<NameIndex, Float64Array>();

/** Names of which enough telling words stand in the sentence, if all shared ones do too. */
const candidates = (places: Places, index: NameIndex): readonly Name[] => {
  const { names, byStem } = index;
  let sum = sums.get(index);
  if (!sum) sums.set(index, (sum = new Float64Array(names.length)));
  const begun: number[] = [];
  for (const stem of places.keys()) {
    const named = byStem.get(stem);
    if (!named) continue;
    for (const n of named.names) {
      const before = sum[n] ?? 0;
      if (before === 0) begun.push(n);
      sum[n] = before + named.weight;
    }
  }
  const found: Name[] = [];
  for (const n of begun) {
    const name = names[n];
    if (name && (sum[n] ?? 0) + name.sharedTotal >= MOST * name.total) found.push(name);
    sum[n] = 0;
  }
  return found;
};

const matchOf = (name: Name, words: readonly Word[], places: Places, { text, offset }: Piece) => {
  const present = [...name.weights.keys()].filter((stem) => places.has(stem));
  const covered = present.reduce((sum, stem) => sum + (name.weights.get(stem) ?? 0), 0) / name.total;
  if (covered < MOST || (present.length < 2 && name.weights.size > 1)) return undefined;

  const inOrder = runOf(name.stems, words, places);
  const span = inOrder ?? closest(present, words, places);
  const [first, last] = [words[span.from], words[span.to]];
  if (!first || !last) return undefined;
  const shown = text.slice(first.from, last.to);
  const isWhole = present.length === name.weights.size;
  const isClose = span.to - span.from < present.length + CLOSE;
  const sure = inOrder
    ? IN_ORDER[name.by]
    : isWhole
      ? IN_ANY_ORDER[name.by] * (isClose ? 1 : APART)
      : MOST_WORDS * covered * (isClose ? 1 : APART);
  const single = name.weights.size > 1 ? 1 : singleWord(name, shown, places);
  const year = otherYear(name, places) ? OTHER_YEAR : 1;
  const confidence = (Math.min(sure, single) * year) / name.sharers ** SHARING;
  return { confidence: Math.round(confidence * 100) / 100, words: shown, offset: offset + first.from };
};

const singleWord = ({ wholeStems }: Name, shown: string, places: Places): number => {
  if ([...wholeStems].some((stem) => places.has(stem))) return SINGLE_WORD.nearWhole;
  return /^\p{Lu}/u.test(shown) ? SINGLE_WORD.capital : SINGLE_WORD.alone;
};

/** The sentence speaks of another year's edition. */
const otherYear = ({ years }: Name, places: Places): boolean =>
  years.length > 0 && [...places.keys()].some(isYear) && !years.some((year) => places.has(year));

interface Span {
  readonly from: number;
  readonly to: number;
}

/** The words of a name one after the other. */
const runOf = (stems: readonly string[], words: readonly Word[], places: Places): Span | undefined => {
  for (const { n } of places.get(stems[0] ?? '') ?? []) {
    if (stems.every((stem, k) => words[n + k]?.stem === stem)) return { from: n, to: n + stems.length - 1 };
  }
  return undefined;
};

/** The narrowest stretch of words that holds all of these, as each stands nearest to the first of them. */
const closest = (present: readonly string[], words: readonly Word[], places: Places): Span => {
  let best: Span = { from: 0, to: words.length - 1 };
  const rarest = [...present].sort((a, b) => (places.get(a)?.length ?? 0) - (places.get(b)?.length ?? 0))[0] ?? '';
  for (const { n } of places.get(rarest) ?? []) {
    const near = present.map((stem) => {
      const all = places.get(stem)?.map((place) => place.n) ?? [n];
      return all.reduce((nearest, at) => (Math.abs(at - n) < Math.abs(nearest - n) ? at : nearest));
    });
    const span = { from: Math.min(...near), to: Math.max(...near) };
    if (span.to - span.from < best.to - best.from || best.to >= words.length) best = span;
  }
  return best;
};

/** What may come before a reference that is nothing but a number, or that a sheet of paper may have. */
const CALLED = /\b(?:ref(?:erence)?|action|commitment|recommendation|priority|pledge|item|no|number)s?\.?:?\s*$/i;

function* referencesIn(piece: Piece, { byReference }: NameIndex): Generator<Mention> {
  if (byReference.size === 0) return;
  const { text, offset } = piece;
  let before: { readonly written: string; readonly index: number } | undefined;
  for (const { 0: written, index } of text.matchAll(/[\p{L}\p{N}]+(?:[-‐‑–./][\p{L}\p{N}]+)*/gu)) {
    const pair = before && `${before.written} ${written}`;
    const known = (pair && byReference.get(nameKey(pair))) ?? byReference.get(nameKey(written));
    if (known) {
      const isPair = pair !== undefined && byReference.has(nameKey(pair));
      const speaksForItself =
        isPair || (/\p{L}/u.test(written) && /[-‐‑–./]|.{3}/u.test(written) && /\p{N}/u.test(written));
      if (speaksForItself || CALLED.test(text.slice(Math.max(0, index - 20), index))) {
        const from = isPair ? (before?.index ?? index) : index;
        const words = text.slice(from, index + written.length);
        // Several plans may use one reference.
        const confidence = Math.round(100 / Math.sqrt(known.length)) / 100;
        for (const id of known) yield { id, by: 'REFERENCE', confidence, words, piece, offset: offset + from };
      }
    }
    before = { written, index };
  }
}
