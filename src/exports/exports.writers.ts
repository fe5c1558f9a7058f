import { stringify } from 'csv-stringify/sync';
import type { Cell, Heading } from './exports.columns.js';
import type { ForWhom } from './exports.parameters.js';

/** Rows on their way into a file. */
export type Rows = readonly Readonly<Record<string, Cell>>[];

/** Writes a file page by page. */
export interface Writer {
  readonly mediaType: string;
  readonly extension: string;
  readonly begin: string;
  /** The rows of one page; `isFirst` for the page that nothing stands before. */
  page(rows: Rows, isFirst: boolean): string;
  readonly end: string;
}

/**
 * A table. For people: headings, yes and no, a byte order mark so that Excel reads accents, and no cell that Excel would
 * take for a formula. For programs: keys, true and false, and every cell as it is.
 */
export const csv = (forWhom: ForWhom, headings: readonly Heading[]): Writer => {
  const isForPeople = forWhom === 'people';
  const columns = headings.map(({ key, heading }) => ({ key, header: isForPeople ? heading : key }));
  const boolean = (value: boolean) => (isForPeople ? (value ? 'yes' : 'no') : String(value));
  const options = { columns, escape_formulas: isForPeople, cast: { boolean }, record_delimiter: 'windows' } as const;
  return {
    mediaType: 'text/csv; charset=utf-8; header=present',
    extension: 'csv',
    begin: stringify([], { ...options, bom: isForPeople, header: true }),
    page: (rows) => stringify([...rows], options),
    end: '',
  };
};

/** An array of flat objects. */
export const json = (): Writer => ({
  mediaType: 'application/json; charset=utf-8',
  extension: 'json',
  begin: '[',
  page: (rows, isFirst) => rows.map((row, n) => (isFirst && n === 0 ? '\n' : ',\n') + JSON.stringify(row)).join(''),
  end: '\n]\n',
});
