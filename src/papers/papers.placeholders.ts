import type { Stretch } from './papers.text.js';

/** Words that look left in from a draft. */
export interface Placeholder {
  readonly stretch: Stretch;
  readonly from: number;
  readonly to: number;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** What is asked of whoever finishes the paper. */
const ASKS = 'insert|include|add|put|paste|enter|write|type|supply|complete|confirm|check|update|replace|delete|remove';
/** What a blank in a form stands for. */
const BLANKS =
  'name|names|date|dates|number|numbers|figure|figures|title|quote|quotes|photo|photos|picture|pictures|image|images|link|amount|role|team|text|details|source|tbd';
/** Before these words, "to follow" has somebody who follows. */
const SOMEBODY_FOLLOWS =
  'easy|easier|hard|harder|difficult|simple|simpler|clear|able|want|wants|wanted|need|needs|needed|have|has|had|agreed|continue|continues|continued|going|ready|asked|how|rules?|guidance|steps?|advice|paths?|process|processes|like|hope|required|expected|try|tries|trying|tried|staff|people|us|them|everyone|plans?|example';

/** Each with what it must not stand in: `quoted` words are somebody else's, and may leave out or send kisses. */
const PATTERNS: readonly { readonly pattern: RegExp; readonly quoted?: true }[] = [
  // A whole remark in brackets, such as one that asks for more.
  { pattern: new RegExp(`[([{<]\\s*(?:please\\s+)?(?:${ASKS})\\b[^()[\\]{}<>\\n]{0,120}[)\\]}>]`, 'gi') },
  { pattern: new RegExp(`[[{<]\\s*(?:${BLANKS})\\b[^()[\\]{}<>\\n]{0,40}[\\]}>]`, 'gi') },
  { pattern: /\[\s*(?:\.{2,}|…|\?+|-+|_+|x+)?\s*\]/gi },
  // The same asked for without brackets, at the beginning of a line.
  {
    pattern: new RegExp(`(?<=^|^[\\s•▪◦●○*·–—-]{1,8})(?:please\\s+)?(?:${ASKS})\\b[^.!?\\n]{0,80}?\\bhere\\b`, 'gim'),
  },
  { pattern: /(?<=^|^[\s•▪◦●○*·–—-]{1,8})insert\b[^.!?\n]{0,80}/gim },
  { pattern: /\bclick (?:here )?to (?:add|edit|insert|enter)\b(?: \w+)?/gi },
  {
    pattern: new RegExp(
      `(?<!\\b(?:${SOMEBODY_FOLLOWS})\\s)\\bto\\s+follow\\b(?=[^\\S\\n]*(?:$|[.;,:)\\]!?]|(?:shortly|soon|later|separately|in due course|next|in|by|from)\\b))`,
      'gim',
    ),
  },
  {
    pattern:
      /\b(?:TB[ACD]|T\.B\.[ACD]\.?|tb[acd])\b|\bto be (?:confirmed|announced|advised|inserted|added|supplied)\b/g,
  },
  { pattern: /\blorem ipsum\b/gi },
  { pattern: /(?<!\b(?:Article|Part|Chapter|Volume|Section)\s)\b[xX]{2,}\b(?:\/[xX\d]+)*/g, quoted: true },
  { pattern: /\?{3,}|_{4,}|…{3,}|\.{6,}/g },
  { pattern: /\bTODO\b/g },
];

/** What looks left in from a draft, in its order; of two that overlap, the one that begins first. */
export const placeholdersIn = (stretch: Stretch, quoted: readonly Range[]): readonly Placeholder[] => {
  const found = PATTERNS.flatMap(({ pattern, quoted: notQuoted }) =>
    [...stretch.text.matchAll(pattern)].flatMap(({ 0: words, index }) => {
      const range = { from: index, to: index + words.trimEnd().length };
      const isElision = words.startsWith('[') && /^\[\s*(?:\.+|…)\s*\]$/.test(words);
      return (notQuoted || isElision) && isWithin(range, quoted) ? [] : [range];
    }),
  ).sort((a, b) => a.from - b.from || b.to - a.to);
  const kept: Placeholder[] = [];
  let end = -1;
  for (const range of found) {
    if (range.from < end) continue;
    kept.push({ stretch, ...range });
    end = range.to;
  }
  return kept;
};

/** Both in the order of the text. */
const isWithin = ({ from, to }: Range, ranges: readonly Range[]): boolean => {
  let [low, high] = [0, ranges.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((ranges[middle]?.from ?? 0) <= from) low = middle;
    else high = middle - 1;
  }
  const range = ranges[low];
  return range !== undefined && range.from <= from && to <= range.to;
};
