import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { blockOf, blocksFor, blocksOf, KeyBlocks, lastIn, type WrappedBlock } from './key-blocks.js';
import { KeyStore, type SealingKey } from './key-store.js';
import { openSqlite, snapshot, transaction, whenFree, type SqliteFile } from './sqlite.js';

const LOCK_TIMEOUT_MS = 10_000;

/** Blocks are never deleted, only overwritten, so that no number is given twice. */
const SCHEMA = `
  create table blocks (number integer primary key, wrapped blob not null) strict;
  create table master (wrapped blob not null) strict`;

interface Statements {
  readonly block: StatementSync;
  readonly insert: StatementSync;
  readonly put: StatementSync;
  readonly update: StatementSync;
  readonly newest: StatementSync;
}

/**
 * Keys in a SQLite file of their own, wrapped by the master key (see `KeyBlocks`). A destroyed key is overwritten where
 * it stood: `secure_delete`, and a journal that is emptied at each commit. Copies of the file made earlier still hold it,
 * and so does whatever a disk keeps of overwritten blocks, but both need the master key.
 *
 * Correct between processes on one file. Throws `StoreFault` in sentences for whoever runs the service.
 */
export class SqliteKeyStore extends KeyStore {
  readonly #db: DatabaseSync;
  readonly #file: SqliteFile;
  readonly #blocks: KeyBlocks;
  readonly #statements: Statements;

  private constructor(db: DatabaseSync, file: SqliteFile, blocks: KeyBlocks) {
    super();
    this.#db = db;
    this.#file = file;
    this.#blocks = blocks;
    this.#statements = {
      block: db.prepare('select number, wrapped from blocks where number = ?'),
      insert: db.prepare('insert into blocks (number, wrapped) values (?, ?)'),
      put: db.prepare('insert or replace into blocks (number, wrapped) values (?, ?)'),
      update: db.prepare('update blocks set wrapped = ? where number = ?'),
      newest: db.prepare('select coalesce(max(number), 0) as number from blocks'),
    };
  }

  /**
   * Opens the key file at a path, made when it is not there; `:memory:` is one that lives until it is closed.
   * `masterKey` is 32 bytes. Throws `StoreFault`: UNREADABLE when the file was made with another master key, and what
   * `openSqlite` throws.
   */
  static async open(path: string, masterKey: Buffer): Promise<SqliteKeyStore> {
    const blocks = new KeyBlocks(masterKey, `key file ${path}`);
    const file: SqliteFile = {
      path,
      kind: 'key file',
      applicationId: 0x6370_746b,
      schemaVersion: 1,
      schema: SCHEMA,
      journal: 'truncate',
      lockTimeoutMs: LOCK_TIMEOUT_MS,
    };
    const db = await openSqlite(file);
    try {
      db.exec('pragma secure_delete = on');
      const store = new SqliteKeyStore(db, file, blocks);
      await whenFree(file, () => store.#proveMaster());
      return store;
    } catch (error) {
      db.close();
      throw error;
    }
  }

  async reserve(count: number): Promise<readonly SealingKey[]> {
    return whenFree(this.#file, () => transaction(this.#db, () => this.#reserve(count)));
  }

  async find(numbers: readonly number[]): Promise<ReadonlyMap<number, Buffer>> {
    const blocks = await whenFree(this.#file, () => snapshot(this.#db, () => this.#read(blocksOf(numbers))));
    return this.#blocks.find(numbers, blocks);
  }

  async adopt(keys: readonly SealingKey[]): Promise<void> {
    const numbers = blocksOf(keys.map(({ number }) => number));
    await whenFree(this.#file, () =>
      transaction(this.#db, () => {
        for (const { number, wrapped } of this.#blocks.withAdopted(keys, this.#read(numbers))) {
          this.#statements.put.run(number, wrapped);
        }
      }),
    );
  }

  async newest(): Promise<number> {
    return lastIn(await whenFree(this.#file, () => this.#newest()));
  }

  async skip(upTo: number): Promise<void> {
    const { number, wrapped } = this.#blocks.empty(blockOf(upTo));
    await whenFree(this.#file, () =>
      transaction(this.#db, () => {
        if (number > this.#newest()) this.#statements.insert.run(number, wrapped);
      }),
    );
  }

  async destroy(numbers: readonly number[]): Promise<void> {
    await whenFree(this.#file, () =>
      transaction(this.#db, () => {
        for (const block of this.#read(blocksOf(numbers))) {
          const rest = this.#blocks.without(numbers, block);
          if (rest) this.#statements.update.run(rest.wrapped, rest.number);
        }
      }),
    );
  }

  async close(): Promise<void> {
    if (this.#db.isOpen) this.#db.close();
  }

  #newest(): number {
    return (this.#statements.newest.get() as { number: number }).number;
  }

  #reserve(count: number): readonly SealingKey[] {
    const newest = this.#newest();
    const numbers = Array.from({ length: blocksFor(count) }, (_, index) => newest + index + 1);
    return this.#blocks.create(numbers, count).flatMap(({ number, wrapped, keys }) => {
      this.#statements.insert.run(number, wrapped);
      return keys;
    });
  }

  #read(numbers: readonly number[]): readonly WrappedBlock[] {
    return numbers.flatMap((number) => (this.#statements.block.get(number) as WrappedBlock | undefined) ?? []);
  }

  /** A wrong master key is found at the start, before anything is sealed with it. */
  #proveMaster(): void {
    const proof = transaction(this.#db, () => {
      const held = this.#db.prepare('select wrapped from master').get() as { wrapped: Uint8Array } | undefined;
      if (held) return held.wrapped;
      const proof = this.#blocks.proof();
      this.#db.prepare('insert into master (wrapped) values (?)').run(proof);
      return proof;
    });
    this.#blocks.refuseOther(proof);
  }
}
