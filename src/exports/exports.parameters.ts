import { DomainError } from '../event-sourcing/errors.js';
import type { Times } from '../event-sourcing/reader.js';
import { SCALARS } from '../graphql/scalars.js';

/** For whom a file is written. */
export const READERS = ['people', 'machine'] as const;
/** One of `READERS`. */
export type ForWhom = (typeof READERS)[number];

/** What an export is asked for with. */
export interface ExportRequest {
  /** What its own parameters say, by their names. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly times: Times;
  readonly forWhom: ForWhom;
}

/** Every value a parameter was given with, one after the other; reads them, or says what they must be. */
export type Read<Value> = (values: readonly string[]) => Value;

/** The parameters of a file, and how each is read. */
export type Readers = Readonly<Record<string, Read<unknown>>>;

/** What parameters say. */
export type ValuesOf<Own extends Readers> = { readonly [Name in keyof Own]?: ReturnType<Own[Name]> };

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

export const text = one((value) => value);
/** True or false. */
export const flag = one((value) => {
  if (value !== 'true' && value !== 'false') throw new Unfit('must be true or false.');
  return value === 'true';
});
/** A calendar day. */
export const day = scalar(SCALARS.Day);
const instant = scalar(SCALARS.Instant);

/** At least one of something. */
export const count = one((value) => {
  if (!/^[1-9]\d{0,5}$/.test(value)) throw new Unfit('must be a whole number, 1 or more.');
  return Number(value);
});

/** Names may hold commas, so each comes by itself. */
export const names: Read<readonly string[]> = (values) => values;
/** What holds no commas may come in one parameter, with commas between. */
export const list: Read<readonly string[]> = (values) =>
  values.flatMap((value) => value.split(',')).map((value) => value.trim());
/** As `list`, of these values only. */
export const listOf =
  <const Values extends readonly string[]>(allowed: Values): Read<readonly Values[number][]> =>
  (values) => {
    const wanted = list(values);
    if (!wanted.every((value) => allowed.includes(value)))
      throw new Unfit(`takes ${allowed.join(', ')}, with commas between.`);
    return wanted;
  };

const POSITION = { minPosition: text } satisfies Readers;
const TIMES = { asOf: day, toldBy: day, knownAt: instant, ...POSITION } satisfies Readers;

const FOR_WHOM = {
  for: one((value) => {
    const known = READERS.find((reader) => reader === value);
    if (!known) throw new Unfit(`must be ${READERS.join(' or ')}.`);
    return known;
  }),
} satisfies Record<string, Read<unknown>>;

/** What every file may be asked with. */
type General = typeof TIMES & typeof FOR_WHOM;

/** What a file may be asked with, beside what all of them may. */
interface Asked {
  readonly parameters: Readers;
  readonly times: 'ANY' | 'NOW';
}

const readersOf = ({ parameters, times }: Asked): Readers => ({
  ...parameters,
  ...(times === 'ANY' ? TIMES : POSITION),
  ...FOR_WHOM,
});

/** The names of all parameters of a file. */
export const parameterNames = (file: Asked): readonly string[] => Object.keys(readersOf(file));

/**
 * The request for a file in the parameters of an address. Throws `DomainError` INVALID that names every parameter at
 * fault.
 */
export const requestIn = (file: Asked, query: Readonly<Record<string, string | string[]>>): ExportRequest => {
  const readers = readersOf(file);
  const unknown = Object.keys(query).filter((name) => !Object.hasOwn(readers, name));
  if (unknown.length > 0) throw unknownParameters(unknown, Object.keys(readers));

  const faults: { code: 'INVALID'; field: string; message: string }[] = [];
  const read = Object.entries(query).flatMap(([name, given]) => {
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

  const { asOf, toldBy, knownAt, minPosition, for: forWhom = 'people' } = Object.fromEntries(read) as ValuesOf<General>;
  const values = Object.fromEntries(read.filter(([name]) => Object.hasOwn(file.parameters, name)));
  return { values, times: { asOf, toldBy, knownAt, minPosition }, forWhom };
};

const unknownParameters = (unknown: readonly string[], known: readonly string[]): DomainError => {
  const named = unknown.map((name) => `"${name}"`).join(', ');
  const message = `There is no parameter ${named}. Those that there are: ${known.join(', ')}.`;
  return new DomainError('INVALID', message, unknown[0]);
};
