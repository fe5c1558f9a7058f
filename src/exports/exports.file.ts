import type { Audit } from '../audit/audit.queries.js';
import type { Reading } from '../commitments/commitments.queries.js';
import type { AnyProjection } from '../event-sourcing/projection.js';
import type { Reads } from '../event-sourcing/reads.js';
import { flat, type Column, type Heading } from './exports.columns.js';
import type { Readers, ValuesOf } from './exports.parameters.js';
import type { Rows } from './exports.writers.js';

/** Where the rows of a file come from: a record that stands still. */
export interface Source {
  readonly reading: Reading;
  readonly audit: Audit;
  readonly projections: readonly AnyProjection[];
  /** How many entries were stored by an instant, and by the end of a day. */
  readonly reads: Pick<Reads, 'lastKnown' | 'lastKnownOn'>;
}

/** A flat file: its name in addresses, its columns, what it may be asked with, and its rows. */
export interface FlatFile {
  readonly name: string;
  /** Programs find columns by key: never rename one. */
  readonly columns: readonly Heading[];
  /** Beside the times and for whom it is. */
  readonly parameters: Readers;
  /** Can it be asked of a past? */
  readonly times: 'ANY' | 'NOW';
  /** Throws `DomainError` INVALID, with the first rows, for what cannot be asked. */
  rows(source: Source, values: Readonly<Record<string, unknown>>): AsyncGenerator<Rows, undefined>;
}

/** A flat file of one kind of thing, a row each. */
export const flatFile = <Thing, Own extends Readers>(file: {
  readonly name: string;
  readonly columns: readonly Column<Thing>[];
  readonly parameters: Own;
  /** `ANY` when left out. */
  readonly times?: FlatFile['times'];
  readonly things: (
    source: Source,
    values: ValuesOf<Own>,
  ) => Iterable<readonly Thing[]> | AsyncIterable<readonly Thing[]>;
}): FlatFile => ({
  name: file.name,
  columns: file.columns,
  parameters: file.parameters,
  times: file.times ?? 'ANY',
  async *rows(source, values) {
    // Read by the same readers.
    for await (const things of file.things(source, values as ValuesOf<Own>)) {
      yield things.map((thing) => flat(file.columns, thing));
    }
    return undefined;
  },
});
