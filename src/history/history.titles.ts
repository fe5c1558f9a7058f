import { commitments } from '../commitments/commitments.queries.js';
import type { Reader } from '../event-sourcing/reader.js';
import { plans } from '../plans/plans.queries.js';
import { programmes } from '../programmes/programmes.queries.js';
import { workstreams } from '../workstreams/workstreams.queries.js';

/** The fields of changes that hold ids, and what they are ids of. */
export const FIELDS_OF_IDS = {
  plan: 'plan',
  programme: 'programme',
  workstream: 'workstream',
  partOf: 'commitment',
} as const;

/** A kind of thing whose id can stand in a change. */
export type TitledKind = (typeof FIELDS_OF_IDS)[keyof typeof FIELDS_OF_IDS];

/** Does a field of a change hold ids? */
export const isOfIds = (field: string): field is keyof typeof FIELDS_OF_IDS => Object.hasOwn(FIELDS_OF_IDS, field);

type TitlesOf = (reader: Reader, ids: readonly string[]) => ReadonlyMap<string, string>;

const TITLES: Readonly<Record<TitledKind, TitlesOf>> = {
  commitment: (reader, ids) => commitments.titles(reader, ids),
  plan: (reader, ids) =>
    new Map(plans.byIds(reader, ids).flatMap(({ id, title }) => (title === null ? [] : [[id, title]]))),
  programme: (reader, ids) => new Map(programmes.byIds(reader, ids).map(({ id, name }) => [id, name])),
  workstream: (reader, ids) => new Map(workstreams.byIds(reader, ids).map(({ id, name }) => [id, name])),
};

/** What things are called at the reader's times, by id; what is not on record, or was erased, is left out. */
export const titlesOf = (kind: TitledKind, reader: Reader, ids: readonly string[]): ReadonlyMap<string, string> =>
  TITLES[kind](reader, ids);
