import type { Stretch } from './papers.text.js';

/** Words between quotation marks that somebody seems to have said. */
export interface Quotation {
  readonly stretch: Stretch;
  /** Where it begins and ends, marks included. */
  readonly from: number;
  readonly to: number;
  /** Without the marks. */
  readonly words: string;
  /** What stands before it and says who speaks. */
  readonly introducedBy: string | null;
}

/** What closes what; straight marks close themselves, a raised comma is also an apostrophe. */
const CLOSING: Readonly<Record<string, string>> = {
  '“': '”"',
  '„': '“”"',
  '”': '”',
  '"': '"”',
  '«': '»',
  '‹': '›',
  '‘': '’',
  "'": "'",
};
const STRAIGHT = `"'”`;
/** Nobody is quoted at greater length; what is not closed by then was never opened. */
const LONGEST = 2_000;
/** Fewer words are a term, unless they speak of somebody or are a sentence. */
const FEWEST_WORDS = 4;
const LONGEST_TITLE = 12;
const PERSONAL =
  /(?:^|[^\p{L}])(?:I|I['’](?:m|ve|d|ll)|[Mm]e|[Mm]y|[Ww]e|[Uu]s|[Oo]ur|[Yy]ou|[Yy]our|[Tt]hey|[Ii]t)(?![\p{L}])/u;

/** The same for two spellings of the same words: letters and figures only. */
export const wordsKey = (words: string): string =>
  words
    .normalize('NFC')
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
    .trim();

/** The quotations of what stands together, in their order. Terms and titles in quotation marks are left out. */
export const quotationsIn = (stretch: Stretch, isName: (words: string) => boolean): readonly Quotation[] => {
  const { text } = stretch;
  const found: Quotation[] = [];
  const opening = /["“”„«‹]|(?<![\p{L}\p{N}\p{M}])[‘'](?=[\p{L}\p{N}])/gu;
  for (let mark = opening.exec(text); mark; mark = opening.exec(text)) {
    const from = mark.index;
    if (!opens(text, from)) continue;
    const end = closes(text, from);
    if (!end) continue;
    const words = text
      .slice(from + 1, end.at)
      .replace(/\s+/g, ' ')
      .trim();
    opening.lastIndex = end.closed ? end.at + 1 : end.at;
    if (!isSaid(words, end.closed ? 1 : FEWEST_WORDS) || isName(words)) continue;
    const to = end.closed ? end.at + 1 : end.at;
    found.push({ stretch, from, to, words, introducedBy: introduction(text, from, to) });
  }
  return found;
};

/** Straight marks and reversed ones look the same at both ends: what stands beside them tells. */
const opens = (text: string, at: number): boolean => {
  const [before = ' ', after = ' '] = [text[at - 1], text[at + 1]];
  return /\S/u.test(after) && (!/["”]/.test(text[at] ?? '') || /[\s([{\-–—/:•]/u.test(before));
};

/** Where it closes: within the paragraphs that follow without a gap, or else with its line. */
const closes = (text: string, from: number): { readonly at: number; readonly closed: boolean } | undefined => {
  const mark = text[from] ?? '';
  const closing = CLOSING[mark] ?? '';
  const isSingle = mark === "'" || mark === '‘';
  let end = Math.min(text.length, from + LONGEST);
  for (let at = from + 1; at < end; at++) {
    const one = text[at] ?? '';
    if (one === '\n' && /^[^\S\n]*(?:\n|$)/.test(text.slice(at + 1, at + 100))) break;
    if (isSingle && one === '\n') return undefined;
    // Another one begins before this one ended. A straight mark at the end of a word is an end.
    if (one === mark && opens(text, at) && (!STRAIGHT.includes(mark) || /\s/.test(text[at - 1] ?? ' '))) {
      end = at;
      break;
    }
    if (!closing.includes(one)) continue;
    const isApostrophe = isSingle && /[\p{L}\p{N}]/u.test(text[at + 1] ?? ' ');
    if (!isApostrophe && /\S/.test(text[at - 1] ?? ' ')) return { at, closed: true };
  }
  // Only as far as anybody is quoted: a paper may be one endless line.
  const line = text.slice(from, end).indexOf('\n');
  return isSingle ? undefined : { at: line < 0 ? end : from + line, closed: false };
};

const isSaid = (words: string, fewest: number): boolean => {
  const all = words.split(' ').filter((word) => /[\p{L}\p{N}]/u.test(word));
  if (all.length < fewest) return false;
  const isPersonal = PERSONAL.test(words);
  const long = all.filter((word) => word.length >= FEWEST_WORDS);
  const isTitle = long.length > 0 && long.every((word) => /^[^\p{L}]*\p{Lu}/u.test(word));
  if (isTitle && !isPersonal && all.length <= LONGEST_TITLE && !/[.!?]$/.test(words)) return false;
  return all.length >= FEWEST_WORDS || (all.length >= 2 && (isPersonal || /[.!?…]$/.test(words)));
};

const LONGEST_INTRODUCTION = 160;
/** How far back what introduces a quotation is looked for. */
const REACH = 4 * LONGEST_INTRODUCTION;

const introduction = (text: string, from: number, to: number): string | null => {
  const lines = text.slice(Math.max(0, from - REACH), from).split('\n');
  const before = tidy(lines.at(-1) ?? '');
  if (/\p{L}{2}/u.test(before)) return before;
  const [rest = ''] = text.slice(to, to + LONGEST_INTRODUCTION).split('\n', 1);
  const after = /^\s*[,–—(-]\s*(\S.*?)\)?\s*$/.exec(rest)?.[1];
  if (after && /\p{L}{2}/u.test(after)) return tidy(after);
  const previous = tidy(lines.at(-2) ?? '');
  return previous.endsWith(':') ? previous : null;
};

/** Without bullets; of what is long, the end, which says who speaks. */
const tidy = (words: string): string => {
  const plain = words
    .replace(/\s+/g, ' ')
    .replace(/^(?:\s*(?:[-–—•▪◦●○*·]|o(?=\s)))+/, '')
    .trim();
  return plain.length <= LONGEST_INTRODUCTION ? plain : `…${plain.slice(-LONGEST_INTRODUCTION).replace(/^\S*/, '')}`;
};
