/** That something goes on in something else, its heir: it was superseded, or a refresh of its plan mapped it so. */
export interface Succession {
  readonly id: string;
  readonly heir: string;
}

/**
 * What each of these goes on in, and each of those, and so on; whatever goes on in nothing is left out. A ring of them
 * ends. `next` answers for any number of ids at once, so it is asked once for each remove.
 */
export const heirsOf = (
  ids: readonly string[],
  next: (ids: readonly string[]) => readonly Succession[],
): ReadonlyMap<string, ReadonlySet<string>> => {
  const heirs = new Map<string, Set<string>>();
  const known = new Set(ids);
  for (let wanted = ids; wanted.length > 0;) {
    const found = next(wanted);
    for (const { id, heir } of found) {
      const of = heirs.get(id);
      if (of) of.add(heir);
      else heirs.set(id, new Set([heir]));
    }
    wanted = [...new Set(found.map(({ heir }) => heir))].filter((heir) => !known.has(heir));
    for (const id of wanted) known.add(id);
  }
  return heirs;
};
