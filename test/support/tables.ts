import type { DatabaseSync } from 'node:sqlite';

/** The tables of a read model and what is in them, rows in an order of their own. */
export type Tables = Readonly<Record<string, readonly string[]>>;

const rowsOf = (db: DatabaseSync, table: string, without: readonly string[]): readonly string[] =>
  db
    .prepare(`select * from ${table}`)
    .all()
    .map((row) => JSON.stringify(Object.entries(row).filter(([column]) => !without.includes(column))))
    .sort();

/** Everything in every table of projections, full text included. */
export const featureTables = (db: DatabaseSync): Tables => {
  const names = db
    .prepare("select name from main.sqlite_schema where type = 'table' order by name")
    .all()
    .map((row) => String(row['name']));
  const texts = db.prepare("select name from main.sqlite_schema where sql like 'create virtual%'").all();
  const isShadow = (name: string) => texts.some((text) => name.startsWith(`${String(text['name'])}_`));
  const own = names.filter(
    (name) => !['entries', 'entry_totals', 'meta'].includes(name) && !name.startsWith('sqlite_') && !isShadow(name),
  );
  return Object.fromEntries(own.map((name) => [name, rowsOf(db, name, [])]));
};

/** As `featureTables`, with every entry in every column but those named. */
export const allTables = (db: DatabaseSync, { without = [] }: { without?: readonly string[] } = {}): Tables => ({
  ...featureTables(db),
  entries: rowsOf(db, 'entries', without),
});
