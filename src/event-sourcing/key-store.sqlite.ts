import { createCipheriv, createDecipheriv, createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { StoreFault } from './errors.js';
import { KeyStore, type SealingKey } from './key-store.js';
import { openSqlite, snapshot, transaction, whenFree, type SqliteFile } from './sqlite.js';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Without it a box cut short would be believed with what is left of its tag. */
const WHOLE_TAG = { authTagLength: TAG_BYTES };
/**
 * Keys that are wrapped together: four such blocks fill a page of the file. Unwrapping costs some microseconds a block,
 * which a reader of the whole log pays once for many events; a larger one would cost more where keys lie scattered.
 */
const BLOCK = 30;
const DESTROYED = Buffer.alloc(KEY_BYTES);
const LOCK_TIMEOUT_MS = 10_000;

/** Blocks are never deleted, only overwritten, so that no number is given twice. */
const SCHEMA = `
  create table blocks (number integer primary key, wrapped blob not null) strict;
  create table master (wrapped blob not null) strict`;
const PROOF = Buffer.from('the master key of this file');

interface Statements {
  readonly block: StatementSync;
  readonly insert: StatementSync;
  readonly update: StatementSync;
  readonly newest: StatementSync;
}

/**
 * Keys in a SQLite file of their own, wrapped by the master key (AES-256-GCM, many keys to a box). A destroyed key is
 * overwritten where it stood: `secure_delete`, and a journal that is emptied at each commit. Copies of the file made
 * earlier still hold it, and so does whatever a disk keeps of overwritten blocks, but both need the master key.
 *
 * Correct between processes on one file. Throws `StoreFault` in sentences for whoever runs the service.
 */
export class SqliteKeyStore extends KeyStore {
  readonly #db: DatabaseSync;
  readonly #file: SqliteFile;
  readonly #master: KeyObject;
  readonly #statements: Statements;

  private constructor(db: DatabaseSync, file: SqliteFile, master: KeyObject) {
    super();
    this.#db = db;
    this.#file = file;
    this.#master = master;
    this.#statements = {
      block: db.prepare('select wrapped from blocks where number = ?'),
      insert: db.prepare('insert into blocks (number, wrapped) values (?, ?)'),
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
    if (masterKey.length !== KEY_BYTES) {
      throw new StoreFault('UNREADABLE', `A master key is ${KEY_BYTES} bytes long; this one has ${masterKey.length}.`);
    }
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
      const store = new SqliteKeyStore(db, file, createSecretKey(masterKey));
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
    return whenFree(this.#file, () => snapshot(this.#db, () => this.#find(numbers)));
  }

  async destroy(numbers: readonly number[]): Promise<void> {
    await whenFree(this.#file, () =>
      transaction(this.#db, () => {
        for (const number of numbers) {
          const [block, start] = placeOf(number);
          const keys = this.#block(block);
          if (!keys) continue;
          keys.fill(0, start, start + KEY_BYTES);
          this.#statements.update.run(this.#wrap(block, keys), block);
        }
      }),
    );
  }

  async close(): Promise<void> {
    if (this.#db.isOpen) this.#db.close();
  }

  #reserve(count: number): readonly SealingKey[] {
    const { number: newest } = this.#statements.newest.get() as { number: number };
    const reserved: SealingKey[] = [];
    for (let block = newest + 1; reserved.length < count; block++) {
      const keys = randomBytes(Math.min(BLOCK, count - reserved.length) * KEY_BYTES);
      this.#statements.insert.run(block, this.#wrap(block, keys));
      for (let start = 0; start < keys.length; start += KEY_BYTES) {
        const number = (block - 1) * BLOCK + start / KEY_BYTES + 1;
        reserved.push({ number, bytes: keys.subarray(start, start + KEY_BYTES) });
      }
    }
    return reserved;
  }

  #find(numbers: readonly number[]): ReadonlyMap<number, Buffer> {
    const found = new Map<number, Buffer>();
    const blocks = new Map<number, Buffer | undefined>();
    for (const number of numbers) {
      const [block, start] = placeOf(number);
      if (!blocks.has(block)) blocks.set(block, this.#block(block));
      const key = blocks.get(block)?.subarray(start, start + KEY_BYTES);
      if (key?.length === KEY_BYTES && !key.equals(DESTROYED)) found.set(number, key);
    }
    return found;
  }

  #block(number: number): Buffer | undefined {
    const row = this.#statements.block.get(number) as { wrapped: Uint8Array } | undefined;
    return row && this.#unwrap(number, row.wrapped);
  }

  /** The number is sealed in with the keys, so that blocks cannot change places. */
  #wrap(number: number, keys: Buffer): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#master, nonce).setAAD(Buffer.from(String(number)));
    const box = [cipher.update(keys), cipher.final()];
    return Buffer.concat([nonce, cipher.getAuthTag(), ...box]);
  }

  #unwrap(number: number, wrapped: Uint8Array): Buffer {
    const cipher = createDecipheriv('aes-256-gcm', this.#master, wrapped.subarray(0, NONCE_BYTES), WHOLE_TAG)
      .setAAD(Buffer.from(String(number)))
      .setAuthTag(wrapped.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    try {
      return Buffer.concat([cipher.update(wrapped.subarray(NONCE_BYTES + TAG_BYTES)), cipher.final()]);
    } catch (cause) {
      throw new StoreFault('DAMAGED', `Block ${number} of the key file ${this.#file.path} is damaged.`, { cause });
    }
  }

  /** A wrong master key is found at the start, before anything is sealed with it. */
  #proveMaster(): void {
    const wrapped = transaction(this.#db, () => {
      const held = this.#db.prepare('select wrapped from master').get() as { wrapped: Uint8Array } | undefined;
      if (held) return held.wrapped;
      const proof = this.#wrap(0, PROOF);
      this.#db.prepare('insert into master (wrapped) values (?)').run(proof);
      return proof;
    });
    try {
      this.#unwrap(0, wrapped);
    } catch (cause) {
      const sentence = `The key file ${this.#file.path} was made with another master key. Nothing was written.`;
      throw new StoreFault('UNREADABLE', sentence, { cause });
    }
  }
}

/** A key's block, and where in it the key begins, in bytes. */
const placeOf = (number: number): readonly [block: number, start: number] => [
  Math.ceil(number / BLOCK),
  ((number - 1) % BLOCK) * KEY_BYTES,
];
