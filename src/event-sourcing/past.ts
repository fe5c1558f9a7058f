import { copyFileSync, existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { Day } from './days.js';
import { entryOf, VIEWS_TABLE, type EntryRow } from './entry-rows.js';
import { Folding } from './folding.js';
import type { AnyProjection } from './projection.js';
import { removeDatabase } from './read-models.files.js';

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

/** Where a past takes its entries from, which are not in its own file. */
export interface PastEntries {
  readonly liveFile: string;
  readonly past: PastFile;
}

/** Does off the request thread what scans the log. */
export interface PastBuilder {
  build(liveFile: string, target: PastFile, base: PastFile | undefined): Promise<void>;
  /** The days that cut each axis into parts with as many entries each. */
  cuts(liveFile: string, parts: number): Promise<{ readonly day: readonly Day[]; readonly statedOn: readonly Day[] }>;
}

/** The condition an entry must meet to be in a past, over the columns of `entries`. Days and numbers only: safe to inline. */
const holds = ({ limits: { day, statedOn }, through }: PastFile): string =>
  [
    ...(day === undefined ? [] : [`day <= '${day}'`]),
    ...(statedOn === undefined ? [] : [`stated_on <= '${statedOn}'`]),
    `seq <= ${through}`,
  ].join(' and ');

/** An entry is not in a past when it breaks any of its limits: one condition each, so that each can use its index. */
const lacks = ({ limits: { day, statedOn }, through }: PastFile): readonly string[] => [
  ...(day === undefined ? [] : [`day > '${day}'`]),
  ...(statedOn === undefined ? [] : [`stated_on > '${statedOn}'`]),
  `seq > ${through}`,
];

/** How many entries are folded at a time. */
const BATCH = 500;

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
  nearest: PastFile | undefined,
  projections: readonly AnyProjection[],
): void => {
  removeDatabase(target.file);
  // It may have been dropped since it was chosen; then the start is as good.
  const base = nearest && existsSync(nearest.file) ? nearest : undefined;
  if (base) copyFileSync(base.file, target.file);
  const db = new DatabaseSync(target.file);
  try {
    db.exec(
      'pragma journal_mode = off; pragma synchronous = off; pragma temp_store = memory; pragma cache_size = -65536',
    );
    attachEntries(db, liveFile, target);
    db.exec('begin');
    if (!base) {
      db.exec(VIEWS_TABLE);
      for (const { tables } of projections) db.exec(tables);
    }
    foldIn(db, target, base, projections);
    if (!base) for (const { indexes } of projections) db.exec(indexes);
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
      const offsets = Array.from({ length: parts - 1 }, (_, part) => Math.floor((total * (part + 1)) / parts));
      return [...new Set(offsets.map((offset) => (at.get(offset) as { cut: Day }).cut))];
    };
    return { day: cuts('day'), statedOn: cuts('stated_on') };
  } finally {
    db.close();
  }
};

const foldIn = (
  db: DatabaseSync,
  target: PastFile,
  base: PastFile | undefined,
  projections: readonly AnyProjection[],
): void => {
  const folding = new Folding(db, projections, { keepsEntries: false, keptViews: 50_000, remembered: 4 });
  const wanted = (condition = 'true') => `select seq from live.entries where ${holds(target)} and ${condition}`;
  const numbers = db
    .prepare(`${base ? lacks(base).map(wanted).join(' union ') : wanted()} order by seq`)
    .all() as unknown as readonly { seq: number }[];
  const read = db.prepare('select * from live.entries where seq = ?');
  for (let start = 0; start < numbers.length; start += BATCH) {
    const rows = numbers.slice(start, start + BATCH).map(({ seq }) => read.get(seq) as unknown as EntryRow);
    folding.take(rows.map(entryOf));
    // What voids it may be in the base already: stated earlier than the entry itself, or recorded on another day.
    for (const row of rows) if (row.voided_by !== null) folding.refold(row.stream);
    if (folding.isFull) folding.flush();
  }
  folding.flush();
};

/**
 * Gives a past's connection the entries that count there: `entries`, over the live read models. `changes` and
 * `voided_by` of streams recorded out of order are put right in `settled`, stream by stream, as they are asked for.
 */
export const attachEntries = (db: DatabaseSync, liveFile: string, past: PastFile): void => {
  db.prepare('attach database ? as live').run(liveFile);
  db.exec(`
    create temp table settled (seq integer primary key, changes text, voided_by text);
    create temp view entries as
      select e.seq, e.id, e.position, e.stream, e.version, e.type, e.day, e.stated_on, e.recorded_at, e.body,
        case when s.seq is null then e.changes else s.changes end as changes,
        case when s.seq is null then e.voided_by else s.voided_by end as voided_by, e.is_late
      from live.entries e left join settled s on s.seq = e.seq
      where ${holds(past).replaceAll(/\b(day|stated_on|seq)\b(?= <=)/g, 'e.$1')}`);
};
