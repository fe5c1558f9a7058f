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
  readonly byStem: ReadonlyMap<string, readonly number[]>;
  readonly byReference: ReadonlyMap<string, readonly string[]>;
}

/** What a shared word is worth beside the rarest one. */
const SHARED_WORTH = 0.25;

/** Prepares the search: how telling a word is follows from how many commitments use it. */
export const indexOf = (sought: readonly Sought[]): NameIndex => {
  const drafts = sought.flatMap(draftsOf);
  const users = new Map<string, Set<string>>();
  const programmes = new Map<string, number>();
  for (const { id, stems } of drafts) {
    for (const stem of stems) (users.get(stem) ?? users.set(stem, new Set()).get(stem))?.add(id);
  }
  for (const { programme } of sought) {
    if (programme) programmes.set(programme.id, (programmes.get(programme.id) ?? 0) + 1);
  }
  const rarity = (stem: string) => Math.log(1 + sought.length / (users.get(stem)?.size ?? 1));
  const shared = new Set(sought.flatMap((one) => one.shared).flatMap(stemsIn));
  const sharedWeight = SHARED_WORTH * Math.log(1 + sought.length);

  const names = drafts.flatMap(({ programmeId, ...draft }): readonly Name[] => {
    const weights = new Map(draft.stems.map((stem) => [stem, shared.has(stem) ? sharedWeight : rarity(stem)]));
    const sharedTotal = sharedWeight * [...weights.keys()].filter((stem) => shared.has(stem)).length;
    const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
    // A name of shared words alone stands in every paper, whatever the paper is about.
    if (total <= sharedTotal) return [];
    return [{ ...draft, weights, total, sharedTotal, sharers: programmes.get(programmeId ?? '') ?? 1 }];
  });
  const byStem = new Map<string, number[]>();
  names.forEach(({ weights }, n) => {
    for (const stem of weights.keys()) {
      if (shared.has(stem)) continue;
      (byStem.get(stem) ?? byStem.set(stem, []).get(stem))?.push(n);
    }
  });
  const referenced = Map.groupBy(
    sought.filter(({ reference }) => reference !== null),
    ({ reference }) => nameKey(reference ?? ''),
  );
  return { names, byStem, byReference: new Map([...referenced].map(([key, all]) => [key, all.map(({ id }) => id)])) };
};

type Draft = Pick<Name, 'id' | 'by' | 'stems' | 'years' | 'wholeStems'> & { readonly programmeId?: string };

const draftsOf = ({ id, title, aliases, programme, wholeNames }: Sought): readonly Draft[] => {
  const wholeStems = new Set(wholeNames.flatMap(stemsIn));
  const draft = (by: NamedBy, name: string, programmeId?: string): Draft => {
    const all = stemsIn(name);
    const own = all.filter((stem) => !isYear(stem));
    const apart = programmeId === undefined ? own.filter((stem) => !wholeStems.has(stem)) : own;
    return {
      ...{ id, by, wholeStems, years: all.filter(isYear), stems: apart.length > 0 ? apart : own },
      ...(programmeId === undefined ? {} : { programmeId }),
    };
  };
  return [
    ...(title === null ? [] : [draft('TITLE', title)]),
    ...aliases.map((alias) => draft('ALIAS', alias)),
    ...(programme?.names ?? []).map((name) => draft('PROGRAMME', name, programme?.id)),
  ];
};
