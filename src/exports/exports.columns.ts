/** What a cell holds; `null`: nothing. */
export type Cell = string | number | boolean | null;

/** A column: its name for programs, its heading for people. */
export interface Heading {
  readonly key: string;
  readonly heading: string;
}

/** A column, and what it says of a thing. */
export interface Column<Thing> extends Heading {
  readonly value: (thing: Thing) => Cell | undefined;
}

/** Makes columns for one kind of thing. */
export const columnsOf =
  <Thing>() =>
  (key: string, heading: string, value: Column<Thing>['value']): Column<Thing> => ({ key, heading, value });

const LIST_SEPARATOR = '; ';

/** Several values in one cell. */
export const together = (values: readonly string[]): string => values.join(LIST_SEPARATOR);

/** What something is called; `null` where it is nothing. */
export const nameOf = (thing: object | null): string | null => {
  const { name = null, title = name } = (thing ?? {}) as { readonly name?: string; readonly title?: string | null };
  return title;
};

/** A thing as one flat row, by the keys of its columns. */
export const flat = <Thing>(columns: readonly Column<Thing>[], thing: Thing): Readonly<Record<string, Cell>> =>
  Object.fromEntries(columns.map(({ key, value }) => [key, value(thing) ?? null]));
