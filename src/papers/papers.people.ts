import type { Piece } from './papers.text.js';

/** A word that looks like a person's name beside words about a child. */
export interface PossibleName {
  readonly piece: Piece;
  readonly from: number;
  readonly to: number;
  /** The words about a child that it stands beside. */
  readonly beside: string;
}

/** Is this word, in small letters, known to be something else than a person's name? */
export type IsKnown = (word: string) => boolean;

/** How far words about a child reach, in characters. */
const NEAR = 60;
const OLDEST = 25;

const RELATIONS =
  '(?:foster (?:carers?|mum|dad|family|home)|birth (?:mum|dad|family)|carers?|social workers?|key ?workers?|personal advisers?|' +
  'mum|mam|dad|mother|father|parents?|brothers?|sisters?|siblings?|nan|gran|grandmother|grandfather|teacher|school|family)';
/** One age, not a range of ages. */
const AGE = '\\d{1,2}(?!\\d|\\s*(?:[-–+%]|to\\b|and\\b|or\\b))';
const ABOUT_A_CHILD = new RegExp(
  `\\b(?:aged?\\s+${AGE}|\\d{1,2}[- ]years?[- ]old|year\\s+(?:[1-9]|1[0-3])\\b|(?:his|her)\\s+(?:\\p{Ll}+\\s+)?${RELATIONS}\\b|` +
    `(?:foster|birth)\\s+(?:mum|dad|mother|father|brother|sister|family)\\b|lives?\\s+with\\b|born\\s+(?:on|in)\\b)`,
  'giu',
);
/** Right behind a name, this says whose name it is, wherever in the sentence that is. */
const SAYS_WHOSE = new RegExp(
  `^(?:['’]s\\s+(?:\\p{Ll}+\\s+)?${RELATIONS}\\b|,?\\s*\\(?aged?\\s+${AGE}|\\s*\\(${AGE}\\)|,\\s*${AGE}(?=[,.;)]|$)|,?\\s*\\(?year\\s+(?:[1-9]|1[0-3])\\b)`,
  'iu',
);
/** Behind the first word of a sentence, this says that the word is somebody. */
const DOES =
  /^(?:,?\s+who|\s+(?:lives|lived|said|says|told|is|was|has|had|moved|loves|likes|wants|wanted|and (?:his|her)))\b/;
const CAPITALISED =
  /(?<![\p{L}\p{N}])\p{Lu}[\p{Ll}\p{M}]+(?:[-'’]\p{Lu}?[\p{Ll}]{2,})*(?:\s+\p{Lu}[\p{Ll}\p{M}]+(?:[-'’]\p{Lu}?[\p{Ll}]{2,})*)*/gu;
const INITIALS = new RegExp(
  `(?<![\\p{L}\\p{N}])\\p{Lu}(?:(?:\\.\\s?|\\s)?\\p{Lu})?\\.?(?=,?\\s*\\(?aged\\s+${AGE})|(?<![\\p{L}\\p{N}])\\p{Lu}\\.?(?=\\s*\\(${AGE}\\))`,
  'gu',
);
/** A letter behind these numbers a thing. */
const NUMBERED =
  /\b(?:table|section|appendix|annex|figure|part|group|option|form|schedule|plan|band|grade|class|unit|item|question)\s*$/i;
/** A capital behind these is a place, or an adult with a title. */
const NO_CHILD =
  /(?:^|\s)(?:in|at|near|outside|across|around|mr|mrs|ms|miss|dr|cllr|councillor|judge|sir|dame)\.?\s*$/i;

/** Words with a capital that are no person: what bodies, days and documents are called by. */
const THINGS = new Set(
  (
    'academy act agency annual appendix april article august authority award awards board boards cabinet care carer carers ' +
    'chair chapter charter child children christmas city college committee community conference convention council ' +
    'councillor county court december department director district easter education england english executive february ' +
    'festival foster foundation friday fund government group head health home homes house housing hub january july june ' +
    'leader leaver leavers local manager march may meeting member members monday month national november nursery october ' +
    'officer official ofsted panel paper parent parents participation partnership personal plan police policy primary ' +
    'principal programme project report road saturday school secondary section september service services shadow sir ' +
    'social strategy street sunday summer autumn winter spring support survey team thursday town trust tuesday uk ' +
    'university update virtual wales week wednesday worker workers year young youth people you your they their she he we ' +
    'our it its his her the this that these those there then when what who how why where and but or if as at by for from ' +
    'in of on to with all each every some one two three four five six seven eight nine ten many most after before during ' +
    'since until while also however feedback quote mum dad mam nan gran mummy daddy auntie uncle god'
  ).split(' '),
);

/** What looks like a child's name in a sentence; careful rather than complete, so that it is worth reading. */
export const possibleNamesIn = (piece: Piece, isKnown: IsKnown): readonly PossibleName[] => {
  const { text } = piece;
  const cues = [...text.matchAll(ABOUT_A_CHILD)].map(({ 0: words, index }) => ({
    words,
    from: index,
    to: index + words.length,
  }));
  const found: PossibleName[] = [];
  for (const { 0: run, index } of text.matchAll(CAPITALISED)) {
    const to = index + run.length;
    // The first word of a sentence has its capital from there: what follows it may be a name all the same.
    const first = /^\S+\s+/.exec(run)?.[0] ?? '';
    const isOnlyFirst = first !== '' && beginsSentence(text, index) && !isPerson(first.trim(), isKnown);
    const from = isOnlyFirst ? index + first.length : index;
    const name = text.slice(from, to);
    if (!isPerson(name, isKnown) || NO_CHILD.test(text.slice(Math.max(0, from - 16), from))) continue;
    const whose = SAYS_WHOSE.exec(text.slice(to, to + NEAR))?.[0];
    if (whose !== undefined && isAge(whose)) {
      found.push({ piece, from, to, beside: whose.replace(/^['’]s\s+|^[\s,(]+/, '') });
      continue;
    }
    const cue = cues.find((one) => one.to > from - NEAR && one.from < to + NEAR);
    const isTold = !beginsSentence(text, from) || (DOES.test(text.slice(to, to + NEAR)) && !name.endsWith('ing'));
    if (cue && isTold) found.push({ piece, from, to, beside: cue.words });
  }
  for (const { 0: name, index } of text.matchAll(INITIALS)) {
    const whose = text.slice(index + name.length, index + name.length + 20);
    if (NUMBERED.test(text.slice(Math.max(0, index - 20), index)) || !isAge(whose)) continue;
    found.push({ piece, from: index, to: index + name.length, beside: /(?:aged?\s+)?\d+/i.exec(whose)?.[0] ?? '' });
  }
  return found.sort((a, b) => a.from - b.from);
};

const isPerson = (name: string, isKnown: IsKnown): boolean => {
  const words = name.toLowerCase().split(/[\s-]+/);
  return words.length <= 3 && words.every((word) => !THINGS.has(word) && !isKnown(word));
};

/** Of the numbers that may stand behind a name, those that a child's age or school year can be. */
const isAge = (words: string): boolean => {
  const number = /\d{1,2}/.exec(words)?.[0];
  return number === undefined || Number(number) <= OLDEST;
};

/** Every sentence begins with a capital, so that one there says nothing. */
const beginsSentence = (text: string, at: number): boolean =>
  /(?:^|[.!?:"“‘'(«•–—-]\s*|^\s*o\s+)$/u.test(text.slice(Math.max(0, at - 4), at)) || text.slice(0, at).trim() === '';
