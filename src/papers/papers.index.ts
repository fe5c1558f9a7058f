import { nameKey } from '../naming/naming.js';
import { isYear, stemsIn } from './papers.words.js';

/** By which of its names a commitment was found. */
export type NamedBy = 'REFERENCE' | 'TITLE' | 'ALIAS' | 'PROGRAMME';

/** A commitment, as a paper is searched for it. */
export interface Sought {
  readonly id: string;
  readonly reference: string | null;
  readonly title: string | null;
  readonly aliases: readonly string[];
  /** Nothing where its programme is also that of its whole: the programme's name then means the whole. */
  readonly programme: { readonly id: string; readonly names: readonly string[] } | null;
  /** Title and aliases of the commitment it is a part of. */
  readonly wholeNames: readonly string[];
  /** Whom it is for and where: words that half of a plan shares. */
  readonly shared: readonly string[];
}

/** One name of a commitment, as its words are looked for. */
export interface Name {
  readonly id: string;
  readonly by: NamedBy;
  /** Its words in order, without years and without what only says which whole it is a part of. */
  readonly stems: readonly string[];
  readonly years: readonly string[];
  /** How telling each word is. */
  readonly weights: ReadonlyMap<string, number>;
  readonly total: number;
  /** The part of the total that words make up which half of a plan shares. */
  readonly sharedTotal: number;
  /** How many commitments go by this name. */
  readonly sharers: number;
  /** Words of its whole's names: near them, less of its own is enough. */
  readonly wholeStems: ReadonlySet<string>;
}

/** All names that a paper is searched for, by their telling words. */
export interface NameIndex {
  readonly names: readonly Name[];
  readonly byStem: ReadonlyMap<string, { readonly weight: number; readonly names: readonly number[] }>;
  readonly byReference: ReadonlyMap<string, readonly string[]>;
}

/** What a shared word is worth beside the rarest one. */
const SHARED_WORTH = 0.25;
/** A programme's name by itself means up to so many commitments; of more, it does not tell which. */
const MOST_SHARERS = 3;
/** Commitments prepared in one turn. */
const A_TURN = 500;

/** Prepares the search: how telling a word is follows from how many commitments use it. Yields between turns. */
export function* indexOf(sought: readonly Sought[]): Generator<void, NameIndex> {
  const sharers = new Map<string, number>();
  for (const { programme } of sought) {
    if (programme) sharers.set(programme.id, (sharers.get(programme.id) ?? 0) + 1);
  }
  const users = new Map<string, number>();
  const references = new Map<string, string[]>();
  const drafts: Draft[] = [];
  for (const [n, one] of sought.entries()) {
    if (n % A_TURN === 0) yield;
    const own = draftsOf(one, sharers.get(one.programme?.id ?? '') ?? 1);
    drafts.push(...own);
    for (const stem of new Set(own.flatMap(({ stems }) => stems))) users.set(stem, (users.get(stem) ?? 0) + 1);
    if (one.reference !== null) listIn(references, nameKey(one.reference)).push(one.id);
  }

  const shared = new Set([...new Set(sought.flatMap((one) => one.shared))].flatMap(stemsIn));
  const rarest = Math.log(1 + sought.length);
  const weightOf = (stem: string) =>
    shared.has(stem) ? SHARED_WORTH * rarest : Math.log(1 + sought.length / (users.get(stem) ?? 1));
  const names: Name[] = [];
  const byStem = new Map<string, number[]>();
  for (const [n, draft] of drafts.entries()) {
    if (n % A_TURN === 0) yield;
    const weights = new Map(draft.stems.map((stem) => [stem, weightOf(stem)]));
    const telling = [...weights.keys()].filter((stem) => !shared.has(stem));
    // A name of shared words alone stands in every paper, whatever the paper is about.
    if (telling.length === 0) continue;
    const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
    const sharedTotal = (weights.size - telling.length) * SHARED_WORTH * rarest;
    for (const stem of telling) listIn(byStem, stem).push(names.length);
    names.push({ ...draft, weights, total, sharedTotal });
  }
  const weighed = [...byStem].map(([stem, all]) => [stem, { weight: weightOf(stem), names: all }] as const);
  return { names, byStem: new Map(weighed), byReference: references };
}

const listIn = <Item>(lists: Map<string, Item[]>, key: string): Item[] => {
  const known = lists.get(key);
  if (known) return known;
  const list: Item[] = [];
  lists.set(key, list);
  return list;
};

type Draft = Omit<Name, 'weights' | 'total' | 'sharedTotal'>;

const draftsOf = ({ id, title, aliases, programme, wholeNames }: Sought, sharers: number): readonly Draft[] => {
  const wholeStems = new Set(wholeNames.flatMap(stemsIn));
  const draft = (by: NamedBy, name: string): Draft => {
    const all = stemsIn(name);
    const own = all.filter((stem) => !isYear(stem));
    const apart = by === 'PROGRAMME' ? own : own.filter((stem) => !wholeStems.has(stem));
    const stems = apart.length > 0 ? apart : own;
    return { id, by, stems, years: all.filter(isYear), wholeStems, sharers: by === 'PROGRAMME' ? sharers : 1 };
  };
  const ofProgramme = sharers > MOST_SHARERS ? [] : (programme?.names ?? []);
  return [
    ...(title === null ? [] : [draft('TITLE', title)]),
    ...aliases.map((alias) => draft('ALIAS', alias)),
    ...ofProgramme.map((name) => draft('PROGRAMME', name)),
  ];
};
