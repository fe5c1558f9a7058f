import { DatabaseSync } from 'node:sqlite';
import type { Day } from './days.js';
import { countOf } from './entry-rows.js';
import { attachEntries, type PastEntries } from './past.js';
import { MAPPED } from './read-models.files.js';
import { preparing } from './statements.js';
import type { Reader } from './reader.js';

/** A reader whose rows stand still until it is released. */
export interface HeldReader extends Reader {
  /** Lets go of it; a second time does nothing. */
  readonly release: () => void;
}

/** Where rows are, so that another connection reads the same: plain data, for other threads. */
export interface RowsAt {
  readonly file: string;
  readonly day: Day;
  readonly pastEntries?: PastEntries | undefined;
}

/** Where a reader's rows are; `null`: in memory only. */
export const rowsAt = ({ db, day, pastEntries }: Reader): RowsAt | null => {
  const file = db.location();
  return file === null ? null : { file, day, pastEntries };
};

/**
 * The same rows for an answer that takes many turns of the event loop: a connection of its own, in one transaction of
 * SQLite, sees nothing of what is recorded meanwhile. A past stands still anyway.
 */
export const held = (reader: Reader): HeldReader => {
  const rows = reader.isPast ? null : rowsAt(reader);
  return rows ? heldAt(rows) : { ...reader, release: () => undefined };
};

/**
 * A connection of its own to these rows, in one transaction. That of a past settles no histories, which takes the
 * projections: `voided_by` may name an entry that does not count there.
 */
export const heldAt = ({ file, day, pastEntries }: RowsAt): HeldReader => {
  const db = new DatabaseSync(file, { readOnly: true });
  db.exec(MAPPED);
  if (pastEntries) attachEntries(db, pastEntries.liveFile, pastEntries.past);
  db.exec('begin');
  // The transaction begins with the first row that is read.
  const seq = pastEntries?.past.through ?? (db.prepare('select seq from meta').get()?.['seq'] as number);
  const release = () => {
    if (db.isOpen) db.close();
  };
  const prepare = preparing(db);
  const storedOf = (stream: string): number => countOf(prepare, stream, pastEntries ? 'live.entries' : 'entries');
  const isPast = pastEntries !== undefined;
  return { db, prepare, day, isPast, pastEntries, seq, settleHistory: () => undefined, storedOf, release };
};
