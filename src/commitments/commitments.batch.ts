import type { Reader } from '../event-sourcing/reader.js';
import { CommitmentAnswer, type Company } from './commitments.answers.js';
import { foundByIds, viewsOf, type Found } from './commitments.kept.js';
import type { CommitmentView, Told } from './commitments.view.js';

/** What commitments refer to beside each other: answers of other features, asked for by their ids. */
export abstract class Neighbours {
  abstract byIds(category: NeighbourKind, reader: Reader, ids: readonly string[]): readonly { readonly id: string }[];
}

/** The kinds of things a commitment is filed under. */
export type NeighbourKind = 'plan' | 'programme' | 'workstream';

/** How an answer is read: at which times, with whose answers beside it, and whether names of people are shown. */
export interface Reading {
  readonly reader: Reader;
  readonly neighbours: Neighbours;
  readonly showsNames: boolean;
}

/**
 * Commitments that were read together. What any of them refers to is read once for all of them, one statement for each
 * kind of thing, when it is first asked for.
 */
export class Batch implements Company {
  readonly answers: readonly CommitmentAnswer[];
  readonly reader: Reader;

  constructor(
    found: readonly Found[],
    private readonly reading: Reading,
  ) {
    const { reader } = reading;
    this.reader = reader;
    this.answers = viewsOf(reader, found).map((view) => new CommitmentAnswer(view, this));
  }

  /** The commitments with these ids, in any order; those that are not on record are left out. */
  static byIds(ids: Iterable<string>, reading: Reading): Batch {
    return new Batch(foundByIds(reading.reader, ids), reading);
  }

  /** A fact, with the name of who stated it where the reader may see names. */
  told<T extends Told>(fact: T | null): T | null {
    if (fact === null || this.reading.showsNames || fact.statedBy.name === null) return fact;
    return { ...fact, statedBy: { ...fact.statedBy, name: null } };
  }

  /** A commitment that one of the batch refers to. */
  commitment(id: string | null): CommitmentAnswer | null {
    return id === null ? null : (this.#referred.get(id) ?? null);
  }

  /** Commitments that one of the batch refers to. */
  commitments(ids: readonly string[]): readonly CommitmentAnswer[] {
    return ids.flatMap((id) => this.#referred.get(id) ?? []);
  }

  /** Every commitment that any of the batch names, by id. */
  get #referred(): ReadonlyMap<string, CommitmentAnswer> {
    return this.#once('referred', () => {
      const ids = this.#views.flatMap(({ partOfId, carriedForwardIntoIds, supersededByIds }) => [
        ...(partOfId === null ? [] : [partOfId]),
        ...carriedForwardIntoIds,
        ...supersededByIds,
      ]);
      return byId(ids.length === 0 ? [] : Batch.byIds(ids, this.reading).answers);
    });
  }

  /** What the batch is filed under, by id. */
  neighbour(kind: NeighbourKind, id: string | null): { readonly id: string } | null {
    if (id === null) return null;
    const known = this.#once(kind, () => {
      const ids = new Set(this.#views.flatMap((view) => view[`${kind}Id`] ?? []));
      return byId(this.reading.neighbours.byIds(kind, this.reader, [...ids]));
    });
    return known.get(id) ?? null;
  }

  /** The parts of each of the batch. */
  get parts(): ReadonlyMap<string, readonly CommitmentAnswer[]> {
    return this.#once('parts', () => {
      const rows = this.reader
        .prepare(
          `select c.id, c.stamp from commitments c where c.part_of in (select value from json_each(?)) order by c.place`,
        )
        .all(this.#ids);
      const { answers } = new Batch(rows as unknown as readonly Found[], this.reading);
      return Map.groupBy(answers, ({ view }) => view.partOfId ?? '');
    });
  }

  /** The commitments that are linked to one of the batch. */
  linkedTo(id: string, link: 'CARRIED_INTO' | 'SUPERSEDED_BY'): readonly CommitmentAnswer[] {
    const linked = this.#once(link, () => {
      const rows = this.reader
        .prepare(
          `select t.value as linkedTo, c.id, c.stamp from commitment_tags t join commitments c on c.id = t.id
           where t.kind = ? and t.value in (select value from json_each(?)) order by c.place`,
        )
        .all(link, this.#ids) as unknown as readonly (Found & { readonly linkedTo: string })[];
      const once = new Map(rows.map((row) => [row.id, row]));
      const answers = byId(new Batch([...once.values()], this.reading).answers);
      const groups = Map.groupBy(rows, (row) => row.linkedTo);
      return new Map([...groups].map(([to, found]) => [to, found.flatMap((row) => answers.get(row.id) ?? [])]));
    });
    return linked.get(id) ?? [];
  }

  /** How many entries each of the batch holds: its version, as commands take it. */
  get versions(): ReadonlyMap<string, number> {
    return this.#once('versions', () => {
      const rows = this.reader
        .prepare(
          `select wanted.value as id, (select count(*) from entries where stream = 'commitment-' || wanted.value) as version
           from json_each(?) wanted`,
        )
        .all(this.#ids);
      return new Map(rows.map(({ id, version }) => [id as string, version as number]));
    });
  }

  get #views(): readonly CommitmentView[] {
    return this.answers.map(({ view }) => view);
  }

  get #ids(): string {
    return JSON.stringify(this.#views.map(({ id }) => id));
  }

  readonly #known = new Map<string, unknown>();

  #once<T>(what: string, read: () => T): T {
    if (!this.#known.has(what)) this.#known.set(what, read());
    return this.#known.get(what) as T;
  }
}

const byId = <T extends { readonly id: string }>(things: readonly T[]): ReadonlyMap<string, T> =>
  new Map(things.map((thing) => [thing.id, thing]));
