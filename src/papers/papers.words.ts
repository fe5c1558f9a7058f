/** A word of a text: its stem, and where it stands. */
export interface Word {
  readonly stem: string;
  readonly from: number;
  readonly to: number;
}

/** Words that tell nothing of what a sentence is about. */
const EMPTY = new Set(
  (
    'a about after all also an and any are as at be been before being but by can could did do does done each for from ' +
    'had has have he her here hers him his how i if in into is it its itself me more most my no nor not of off on once ' +
    'only or other our ours out over own per she should so some such than that the their theirs them then there these ' +
    'they this those through to too under until up upon us was we were what when where which while who whom whose why ' +
    'will with within would you your yours'
  ).split(' '),
);

/** Plurals that no ending shows. */
const IRREGULAR: Readonly<Record<string, string>> = { children: 'child', people: 'person', men: 'man', women: 'woman' };

const SHORTEST_STEM = 4;

const without = (word: string, ending: string): string | undefined => {
  const stem = word.slice(0, -ending.length);
  return word.endsWith(ending) && stem.length >= SHORTEST_STEM ? stem : undefined;
};

/** The same for the forms of one word: singular and plural, launch and launched. Letters only count without accents. */
export const stemOf = (written: string): string => {
  const word = written
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/['’]s?$/, '')
    .replace(/['’]/g, '');
  const irregular = IRREGULAR[word];
  if (irregular !== undefined) return irregular;
  const singular = word.endsWith('ies') && word.length > 4 ? `${word.slice(0, -3)}y` : withoutS(word);
  const stem = without(singular, 'ing') ?? without(singular, 'ed') ?? without(singular, 'e') ?? singular;
  return /([b-df-hj-np-rtv-z])\1$/.test(stem) && stem !== singular ? stem.slice(0, -1) : stem;
};

const withoutS = (word: string): string => (/[^s]s$/.test(word) && word.length > 3 ? word.slice(0, -1) : word);

/** A year by itself. */
export const isYear = (stem: string): boolean => /^(?:19|20)\d\d$/.test(stem);

/** The words of a text that tell what it is about. */
export const wordsIn = (text: string): readonly Word[] => {
  const words: Word[] = [];
  for (const { 0: written, index } of text.matchAll(/[\p{L}\p{N}\p{M}]+(?:['’]\p{L}+)*/gu)) {
    if (EMPTY.has(written.toLowerCase())) continue;
    words.push({ stem: stemOf(written), from: index, to: index + written.length });
  }
  return words;
};

/** The stems of a text's words, in their order. */
export const stemsIn = (text: string): readonly string[] => wordsIn(text).map(({ stem }) => stem);
