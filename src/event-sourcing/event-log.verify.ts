import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';

/** Questions whose every row is something wrong, and the sentence for it. */
const CHECKS: readonly (readonly [sql: string, sentence: (found: Record<string, SQLOutputValue>) => string])[] = [
  [
    `select stream, count(*) as held, max(version) as newest from events
     group by stream having min(version) <> 1 or max(version) <> count(*)`,
    ({ stream, held, newest }) =>
      `${String(stream)} holds ${String(held)} events and its newest version is ${String(newest)}: some are missing.`,
  ],
  [
    `select position, earlier from (select position, lag(position, 1, 0) over (order by position) as earlier from events)
     where position <> earlier + 1`,
    ({ position, earlier }) => `Events between the positions ${String(earlier)} and ${String(position)} are missing.`,
  ],
  [
    `select position from (
       select position, recorded_at < lag(recorded_at) over (order by position) as goes_back from events)
     where goes_back`,
    ({ position }) => `The event at position ${String(position)} was recorded earlier than the one before it.`,
  ],
  [
    'select position from events where not json_valid(body)',
    ({ position }) => `The event at position ${String(position)} cannot be read.`,
  ],
];

/**
 * Everything wrong that can be seen in a log, one sentence each; none when it is sound. Reads the whole file, so it is
 * for a process of its own. Throws what SQLite throws when the damage stops the reading.
 */
export const faultsOf = (db: DatabaseSync): readonly string[] => {
  const damage = damageOf(db);
  // A damaged table gives answers that mean nothing.
  if (damage.length > 0) return damage;
  return CHECKS.flatMap(([sql, sentence]) => db.prepare(sql).all().map(sentence));
};

/** What SQLite finds damaged in a file of any kind, one sentence each; reads the whole file. */
export const damageOf = (db: DatabaseSync): readonly string[] => {
  const integrity = db.prepare('pragma integrity_check').all() as { integrity_check: string }[];
  const damage = integrity.map((row) => row.integrity_check).filter((line) => line !== 'ok');
  return damage.map((line) => `SQLite finds damage: ${line}.`);
};
