import { CHANGE_KINDS, type ChangeFilter } from '../changes/changes.queries.js';
import { COMMITMENT_STATES } from '../commitments/commitment.events.js';
import { DIMENSIONS, type CommitmentFilter } from '../commitments/commitments.queries.js';
import type { Day } from '../event-sourcing/days.js';
import { DomainError } from '../event-sourcing/errors.js';
import type { Times } from '../event-sourcing/reader.js';
import { SCALARS } from '../graphql/scalars.js';

/** For whom a file is written. */
export const READERS = ['people', 'machine'] as const;
/** One of `READERS`. */
export type ForWhom = (typeof READERS)[number];

/** What an export is asked for with. */
export interface ExportRequest {
  readonly filter: CommitmentFilter;
  readonly times: Times;
  readonly forWhom: ForWhom;
}

/** Every value a parameter was given with, one after the other; reads them, or says what they must be. */
type Read<Value> = (values: readonly string[]) => Value;

/** What a parameter must be, as the end of a sentence. */
class Unfit extends Error {}

const one =
  <Value>(read: (value: string) => Value): Read<Value> =>
  ([value, ...others]) => {
    if (value === undefined || others.length > 0) throw new Unfit('must be given once.');
    return read(value);
  };

const scalar = (type: { parseValue(value: unknown): unknown }): Read<string> =>
  one((value) => {
    try {
      return type.parseValue(value) as string;
    } catch (error) {
      throw new Unfit(`is not fit: ${(error as Error).message}`);
    }
  });

const text = one((value) => value);
const flag = one((value) => {
  if (value !== 'true' && value !== 'false') throw new Unfit('must be true or false.');
  return value === 'true';
});
const day = scalar(SCALARS.Day);
const instant = scalar(SCALARS.Instant);

/** Names may hold commas, so each comes by itself. */
const names: Read<readonly string[]> = (values) => values;
/** What holds no commas may come in one parameter, with commas between. */
const list: Read<readonly string[]> = (values) =>
  values.flatMap((value) => value.split(',')).map((value) => value.trim());
const listOf =
  <const Values extends readonly string[]>(allowed: Values): Read<readonly Values[number][]> =>
  (values) => {
    const wanted = list(values);
    if (!wanted.every((value) => allowed.includes(value)))
      throw new Unfit(`takes ${allowed.join(', ')}, with commas between.`);
    return wanted;
  };

/** The conditions of a filter of the GraphQL contract, by the parameters that say them. */
const FILTER = {
  id: list,
  reference: list,
  state: listOf(COMMITMENT_STATES),
  rating: list,
  ratingAssessor: text,
  audience: names,
  plan: list,
  workstream: list,
  programme: list,
  partOf: list,
  lead: names,
  contributor: names,
  place: names,
  without: listOf(DIMENSIONS),
  dueFrom: day,
  dueTo: day,
  text,
  overdue: flag,
  dueSoon: flag,
  undated: flag,
  dateChanged: flag,
  awaitingSignOff: flag,
  noLead: flag,
  noUpdate: flag,
  topLevel: flag,
  firstSeenComplete: flag,
} satisfies Record<string, Read<unknown>>;

const TIMES = { asOf: day, toldBy: day, knownAt: instant, minPosition: text } satisfies Record<string, Read<unknown>>;

const FOR_WHOM = {
  for: one((value) => {
    const known = READERS.find((reader) => reader === value);
    if (!known) throw new Unfit(`must be ${READERS.join(' or ')}.`);
    return known;
  }),
} satisfies Record<string, Read<unknown>>;

/** Between which ends changes are asked for, and of which kinds. */
const CHANGED = { from: day, to: day, kind: listOf(CHANGE_KINDS) } satisfies Record<string, Read<unknown>>;

/** Every parameter of an export of commitments. */
const PARAMETERS = { ...FILTER, ...TIMES, ...FOR_WHOM };
/** Every parameter of an export of changes. */
const CHANGE_PARAMETERS = { ...CHANGED, ...FILTER, minPosition: text, ...FOR_WHOM };
/** The names of all parameters. */
export const PARAMETER_NAMES: readonly string[] = Object.keys(PARAMETERS);

type ValuesOf<Readers extends Record<string, Read<unknown>>> = {
  readonly [Name in keyof Readers]?: ReturnType<Readers[Name]>;
};

/** What an export of changes is asked for with. */
export interface ChangesExportRequest {
  readonly from: Day;
  readonly to: Day | undefined;
  readonly filter: ChangeFilter;
  readonly minPosition: string | undefined;
  readonly forWhom: ForWhom;
}

/** The request in the parameters of an address. Throws `DomainError` INVALID that names every parameter at fault. */
export const requestIn = (query: Query): ExportRequest => {
  const read: ValuesOf<typeof PARAMETERS> = valuesIn(query, PARAMETERS);
  const { asOf, toldBy, knownAt, minPosition, for: forWhom = 'people', ...filter } = read;
  return { filter: filterOf(filter), times: { asOf, toldBy, knownAt, minPosition }, forWhom };
};

/** As `requestIn`, for changes. */
export const changesRequestIn = (query: Query): ChangesExportRequest => {
  const read: ValuesOf<typeof CHANGE_PARAMETERS> = valuesIn(query, CHANGE_PARAMETERS);
  const { from, to, kind, minPosition, for: forWhom = 'people', ...filter } = read;
  if (from === undefined) throw new DomainError('INVALID', 'Say with "from" after which day.', 'from');
  const commitment = Object.keys(filter).length === 0 ? null : filterOf(filter);
  return { from, to, filter: { kinds: kind ?? null, commitment }, minPosition, forWhom };
};

type Query = Readonly<Record<string, string | string[]>>;

const valuesIn = (query: Query, readers: Readonly<Record<string, Read<unknown>>>): Readonly<Record<string, never>> => {
  const unknown = Object.keys(query).filter((name) => !Object.hasOwn(readers, name));
  if (unknown.length > 0) throw unknownParameters(unknown, Object.keys(readers));

  const faults: { code: 'INVALID'; field: string; message: string }[] = [];
  const values = Object.entries(query).flatMap(([name, given]) => {
    try {
      return [[name, readers[name]?.([given].flat())] as const];
    } catch (error) {
      if (!(error instanceof Unfit)) throw error;
      faults.push({ code: 'INVALID', field: name, message: `The parameter "${name}" ${error.message}` });
      return [];
    }
  });
  const [first, ...others] = faults;
  if (first) throw DomainError.of([first, ...others]);
  return Object.fromEntries(values) as Readonly<Record<string, never>>;
};

const filterOf = (values: ValuesOf<typeof FILTER>): CommitmentFilter => {
  const { rating, ratingAssessor, dueFrom, dueTo, ...same } = values;
  if (ratingAssessor !== undefined && rating === undefined) {
    const message = 'The parameter "ratingAssessor" goes with "rating": say which ratings of theirs you mean.';
    throw new DomainError('INVALID', message, 'ratingAssessor');
  }
  return {
    ...same,
    ...(rating === undefined ? {} : { rating: { in: rating, assessor: ratingAssessor } }),
    ...(dueFrom === undefined && dueTo === undefined ? {} : { dueBetween: { from: dueFrom, to: dueTo } }),
  };
};

const unknownParameters = (unknown: readonly string[], known: readonly string[]): DomainError => {
  const named = unknown.map((name) => `"${name}"`).join(', ');
  const message = `There is no parameter ${named}. Those that there are: ${known.join(', ')}.`;
  return new DomainError('INVALID', message, unknown[0]);
};
