import { DatabaseSync } from 'node:sqlite';
import { countOf } from './entry-rows.js';
import { MAPPED } from './read-models.files.js';
import { preparing } from './statements.js';
import type { Reader } from './reader.js';

/** A reader whose rows stand still until it is released. */
export interface HeldReader extends Reader {
  /** Lets go of it; a second time does nothing. */
  readonly release: () => void;
}

/**
 * The same rows for an answer that takes many turns of the event loop: a connection of its own, in one transaction of
 * SQLite, sees nothing of what is recorded meanwhile. A past stands still anyway.
 */
export const held = (reader: Reader): HeldReader => {
  const file = reader.db.location();
  if (reader.isPast || file === null) return { ...reader, release: () => undefined };
  const db = new DatabaseSync(file, { readOnly: true });
  db.exec(`${MAPPED}; begin`);
  // The transaction begins with the first row that is read.
  const seq = db.prepare('select seq from meta').get()?.['seq'] as number;
  const release = () => {
    if (db.isOpen) db.close();
  };
  const prepare = preparing(db);
  const storedOf = (stream: string): number => countOf(prepare, stream);
  return { db, prepare, day: reader.day, isPast: false, seq, settleHistory: () => undefined, storedOf, release };
};
