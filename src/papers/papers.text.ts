/** A line of a text, or a paragraph of a document or slide, and where it stands; both counted from 1. */
export interface Line {
  readonly text: string;
  readonly line: number;
  /** The slide it stands on; `null` in what has no slides. */
  readonly slide: number | null;
}

/** What a paper was read from: its lines are lines, or paragraphs. */
export type PaperKind = 'TEXT' | 'DOCUMENT' | 'SLIDES';

/** A draft paper, line by line. */
export interface Paper {
  readonly kind: PaperKind;
  readonly lines: readonly Line[];
}

/** Some lines of a paper that are read as one, with line feeds between. */
export interface Stretch {
  readonly text: string;
  /** The line that the character at this offset stands in, and where in it. */
  at(offset: number): { readonly line: Line; readonly column: number };
}

/** Part of a stretch. */
export interface Piece {
  readonly text: string;
  /** Where in the stretch it begins. */
  readonly offset: number;
  readonly stretch: Stretch;
}

/** A line this long goes on in the next one: whoever breaks lines by hand breaks them earlier. */
const FULL_LINE = 60;
/** Longer sentences are lists or tables; their far ends have nothing to do with each other. */
const LONGEST_SENTENCE = 400;

/** Marks that show nothing: joiners, soft hyphens, byte order marks, what else a terminal would act on. */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const INVISIBLE = /[\u0000-\u0008\u000e-\u001f\u007f\u00ad\u200b-\u200f\u2060\ufeff]/g;
// eslint-disable-next-line no-control-regex -- word processors break lines and pages with these
const LINE_BREAK = /\r\n|[\n\r\u000b\u000c\u2028\u2029]/;
const BULLET = /^\s*(?:[-–—•▪◦●○*·»]|o\s|\d{1,3}[.)]|\(?[a-z][.)])\s*/;

/** A text without marks that show nothing, and with one kind of space. */
export const readable = (text: string): string =>
  text
    .normalize('NFC')
    .replace(INVISIBLE, '')
    .replace(/[\t\u00a0\u2000-\u200a\u202f\u3000]/g, ' ');

/** A plain text as a paper. */
export const textPaper = (text: string): Paper => ({
  kind: 'TEXT',
  lines: text.split(LINE_BREAK).map((line, n) => ({ text: readable(line), line: n + 1, slide: null })),
});

/** Where something stands, in words. */
export const placeOf = ({ kind }: Pick<Paper, 'kind'>, { line, slide }: Pick<Line, 'line' | 'slide'>): string => {
  if (slide !== null) return `slide ${slide}, paragraph ${line}`;
  return kind === 'TEXT' ? `line ${line}` : `paragraph ${line}`;
};

const stretchOf = (lines: readonly Line[]): Stretch => {
  const starts: number[] = [];
  let length = 0;
  for (const { text } of lines) {
    starts.push(length);
    length += text.length + 1;
  }
  return {
    text: lines.map(({ text }) => text).join('\n'),
    at(offset) {
      let [low, high] = [0, starts.length - 1];
      while (low < high) {
        const middle = Math.ceil((low + high) / 2);
        if ((starts[middle] ?? 0) <= offset) low = middle;
        else high = middle - 1;
      }
      return { line: lines[low] as Line, column: offset - (starts[low] ?? 0) };
    },
  };
};

const groups = (lines: readonly Line[], goesOn: (line: Line, before: Line) => boolean): readonly Stretch[] => {
  const found: Line[][] = [];
  for (const [n, line] of lines.entries()) {
    const before = lines[n - 1];
    const last = found.at(-1);
    if (last && before && goesOn(line, before)) last.push(line);
    else found.push([line]);
  }
  return found.map(stretchOf);
};

/** Does a line only go on with the sentence that the one before it began? Paragraphs of documents never do. */
const goesOn = ({ text, line }: Line, { text: before, line: lineBefore }: Line): boolean =>
  line === lineBefore + 1 &&
  !BULLET.test(text) &&
  !/[.!?:;]["'”’)]*\s*$/.test(before) &&
  (/^\s*\p{Ll}/u.test(text) || before.length >= FULL_LINE);

/** The paragraphs of a paper: lines that go on with each other are one. */
export const paragraphsOf = ({ kind, lines }: Paper): readonly Stretch[] =>
  groups(
    lines.filter(({ text }) => /\S/.test(text)),
    (line, before) => kind === 'TEXT' && goesOn(line, before),
  );

/** What stands together: each slide, or else the whole paper. */
export const slidesOf = ({ lines }: Paper): readonly Stretch[] =>
  groups(lines, (line, before) => line.slide === before.slide);

/** The sentences of a paragraph. */
export function* sentencesOf(stretch: Stretch): Generator<Piece> {
  const { text } = stretch;
  const ends = /[.!?]["'”’)\]]*\s+(?=["'“‘([]*[\p{Lu}\p{N}])/gu;
  let offset = 0;
  const cut = function* (end: number): Generator<Piece> {
    while (offset < end) {
      // Between words, where there is a gap.
      const gap = end - offset > LONGEST_SENTENCE ? text.lastIndexOf(' ', offset + LONGEST_SENTENCE) : end;
      const to = gap > offset ? gap : Math.min(end, offset + LONGEST_SENTENCE);
      yield { text: text.slice(offset, to), offset, stretch };
      offset = to;
    }
  };
  for (const { index, 0: mark } of text.matchAll(ends)) yield* cut(index + mark.length);
  yield* cut(text.length);
}

/** Most characters of a line that are shown around what was found in it, and how many of them ahead of it. */
const EXCERPT = 160;
const AHEAD = 60;

/** The line as it is shown; of a long one, what stands around a column. */
export const excerptOf = (text: string, column = 0): string => {
  const from = text.length <= EXCERPT ? 0 : Math.max(0, Math.min(column - AHEAD, text.length - EXCERPT));
  const to = Math.min(text.length, from + EXCERPT);
  // Words that are cut are left out.
  const begin = from === 0 ? '' : '…';
  const end = to === text.length ? '' : '…';
  const part = text.slice(from, to);
  const whole = (begin ? part.replace(/^\S{0,20}\s/, '') : part.replace(BULLET, '')).replace(
    end ? /\s\S{0,20}$/ : /$/,
    '',
  );
  return `${begin}${whole.replace(/\s+/g, ' ').trim()}${end}`;
};
