import type { DatabaseSync } from 'node:sqlite';

/** Prepared statements of one database, each compiled once. */
export type Prepare = (sql: string) => ReturnType<DatabaseSync['prepare']>;

/** Statements of a database, each compiled once. */
export const preparing = (db: DatabaseSync): Prepare => {
  const statements = new Map<string, ReturnType<DatabaseSync['prepare']>>();
  return (sql) => {
    let statement = statements.get(sql);
    if (!statement) statements.set(sql, (statement = db.prepare(sql)));
    return statement;
  };
};
