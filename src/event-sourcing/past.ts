import { copyFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { Day } from './days.js';
import { entryOf, Folding, SPINE_TABLES } from './folding.js';
import type { AnyProjection } from './projection.js';
import { removeDatabase } from './read-models.js';

/** Which entries count in a past. An end left out does not limit. */
export interface Limits {
  /** Last effective day. */
  readonly day?: Day;
  /** Last day stated. */
  readonly statedOn?: Day;
  /** Last number in the log. */
  readonly seq?: number;
}

/** A past that was built: which entries it may hold, and how far into the log it has looked for them. */
export interface PastFile {
  readonly file: string;
  readonly limits: Limits;
  /** Every entry up to this number that counts is folded in. */
  readonly through: number;
}

/** The condition an entry must meet to count, over the columns of `entries`. Days and numbers only: safe to inline. */
export const counts = ({ day, statedOn, seq }: Limits): string =>
  [
    ...(day === undefined ? [] : [`day <= '${day}'`]),
    ...(statedOn === undefined ? [] : [`stated_on <= '${statedOn}'`]),
    ...(seq === undefined ? [] : [`seq <= ${seq}`]),
  ].join(' and ') || 'true';

/** An entry is not in a past when it breaks any of its limits: one condition each, so that each can use its index. */
const lacking = ({ limits: { day, statedOn, seq }, through }: PastFile): readonly string[] => [
  ...(day === undefined ? [] : [`day > '${day}'`]),
  ...(statedOn === undefined ? [] : [`stated_on > '${statedOn}'`]),
  `seq > ${Math.min(seq ?? through, through)}`,
];

/** How many entries are folded at a time. */
const BATCH = 5_000;

/**
 * Builds the read models of a past in a file of their own: a copy of the nearest past that lies within it, with the
 * entries folded in that it lacks. Entries themselves stay in the live read models, and `entries` is a view of those
 * that count. The file is never changed once built, so it may be read while others are built from it.
 *
 * Scans; runs in a worker.
 */
export const buildPast = (
  liveFile: string,
  target: PastFile,
  base: PastFile | undefined,
  projections: readonly AnyProjection[],
): void => {
  removeDatabase(target.file);
  if (base) copyFileSync(base.file, target.file);
  const db = new DatabaseSync(target.file);
  try {
    db.exec(
      'pragma journal_mode = off; pragma synchronous = off; pragma temp_store = memory; pragma cache_size = -65536',
    );
    attachEntries(db, liveFile, target.limits);
    db.exec('begin');
    if (!base) {
      db.exec(VIEWS_TABLE);
      for (const { tables, indexes } of projections) db.exec(tables + ';' + indexes);
    }
    foldIn(db, target, base, projections);
    db.exec('commit');
  } finally {
    db.close();
  }
};

/** The days that cut the axes of effective and stated day into parts of as many entries each. Scans; runs in a worker. */
export const cutDays = (liveFile: string, parts: number): { day: readonly Day[]; statedOn: readonly Day[] } => {
  const db = new DatabaseSync(liveFile, { readOnly: true });
  try {
    const { total } = db.prepare('select count(*) as total from entries').get() as { total: number };
    const cuts = (column: 'day' | 'stated_on'): Day[] => {
      const at = db.prepare(`select ${column} as cut from entries order by ${column} limit 1 offset ?`);
      const days = Array.from({ length: parts - 1 }, (_, part) => Math.floor((total * (part + 1)) / parts));
      return [...new Set(days.map((offset) => (at.get(offset) as { cut: Day }).cut))];
    };
    return { day: cuts('day'), statedOn: cuts('stated_on') };
  } finally {
    db.close();
  }
};

/** Of the spine's tables a past has only the views of its own. */
const VIEWS_TABLE = SPINE_TABLES.slice(SPINE_TABLES.indexOf('create table views'));

const foldIn = (
  db: DatabaseSync,
  target: PastFile,
  base: PastFile | undefined,
  projections: readonly AnyProjection[],
) => {
  const folding = new Folding(db, projections, false, 200_000);
  const wanted = `${counts(target.limits)} and seq <= ${target.through}`;
  const numbers = db
    .prepare(
      base
        ? `${lacking(base)
            .map((missing) => `select seq from live.entries where ${wanted} and ${missing}`)
            .join(' union ')} order by seq`
        : `select seq from live.entries where ${wanted} order by seq`,
    )
    .all() as { seq: number }[];
  const read = db.prepare('select * from live.entries where seq = ?');
  for (let start = 0; start < numbers.length; start += BATCH) {
    const rows = numbers.slice(start, start + BATCH).map(({ seq }) => read.get(seq));
    folding.take(rows.map((row) => entryOf(row as unknown as Parameters<typeof entryOf>[0])));
  }
  folding.flush();
};

/**
 * Gives a past's connection the entries that count there: `entries`, over the live read models. `changes` and
 * `voided_by` of streams recorded out of order are put right in `settled`, stream by stream, as they are asked for.
 */
export const attachEntries = (db: DatabaseSync, liveFile: string, limits: Limits): void => {
  db.prepare('attach database ? as live').run(liveFile);
  db.exec(`
    create temp table settled (seq integer primary key, changes text, voided_by text);
    create temp view entries as
      select e.seq, e.id, e.position, e.stream, e.version, e.type, e.day, e.stated_on, e.recorded_at, e.body,
        case when s.seq is null then e.changes else s.changes end as changes,
        case when s.seq is null then e.voided_by else s.voided_by end as voided_by, e.is_late
      from live.entries e left join settled s on s.seq = e.seq
      where ${counts(limits).replaceAll(/\b(day|stated_on|seq)\b(?= <=)/g, 'e.$1')}`);
};
