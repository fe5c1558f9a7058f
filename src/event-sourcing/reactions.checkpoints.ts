import { DatabaseSync } from 'node:sqlite';
import type { Progress } from './lease.js';

/** The file in the data folder. */
export const CHECKPOINTS = 'reactions.sqlite';

/**
 * How far each reaction has come: a file beside the read models, because those may be deleted at any time. It counts in
 * numbers of entries, which are the same in every copy of the service, after every rebuild and on every store.
 */
export class Checkpoints {
  readonly #db: DatabaseSync;

  constructor(file: string) {
    this.#db = new DatabaseSync(file);
    this.#db.exec(`
      pragma busy_timeout = 5000; pragma journal_mode = wal; pragma synchronous = full;
      drop table if exists checkpoints;
      create table if not exists reached (reaction text primary key, seq integer not null) strict`);
  }

  /** The number of the last entry the reaction needs no more; 0 before the first. */
  get(reaction: string): number {
    return (this.#db.prepare('select seq from reached where reaction = ?').get(reaction)?.['seq'] as number) ?? 0;
  }

  /** Never moves back, whatever other processes on the same file do. */
  move(reaction: string, seq: number): void {
    this.#db
      .prepare('insert into reached values (?, ?) on conflict do update set seq = max(seq, excluded.seq)')
      .run(reaction, seq);
  }

  /** Moves on to what another copy of the service has done. */
  follow(progress: Progress): void {
    for (const [reaction, seq] of Object.entries(progress)) this.move(reaction, seq);
  }

  close(): void {
    this.#db.close();
  }
}
