import { blockOf, blocksFor, blocksOf, KeyBlocks, lastIn, type WrappedBlock } from './key-blocks.js';
import { StoreFault } from './errors.js';
import { KeyStore, type SealingKey } from './key-store.js';
import { Postgres, type Migrations } from './postgres.js';

/** A schema of its own, so that the database may hold other things too. */
const SCHEMA = 'tracker_keys';

/**
 * Blocks are never deleted, only overwritten. Their numbers come from a sequence, which gives none twice whatever becomes
 * of who asked. `overwritings` counts the times that blocks were overwritten, `cleared` how many of those had their old
 * rows cleared away.
 */
const MIGRATIONS: Migrations = [
  `create table blocks (number integer primary key, wrapped bytea not null);
   create sequence block_numbers as integer;
   create table master (
     is_the_one boolean primary key default true check (is_the_one), wrapped bytea not null,
     overwritings integer not null default 0, cleared integer not null default 0)`,
];

/**
 * How long others may be kept waiting before clearing away begins, how long it may take, and when it is tried again where
 * the table was held by another program, such as a backup; in milliseconds.
 */
const CLEARING = { lock: 1_000, work: 300_000, again: 30_000 } as const;

/** How a key database is opened. */
export interface PostgresKeyStoreOptions {
  /** Is an empty one made where there is none? Not where a log says that there must be keys. */
  readonly mayCreate: boolean;
}

/**
 * Keys in a database of PostgreSQL, shared by all copies of the service and wrapped by the master key (see `KeyBlocks`).
 *
 * PostgreSQL never writes over a row: a destroyed key is missing from the new version of its block, and the old version
 * is cleared away by rewriting the table (VACUUM FULL), because plain vacuuming leaves its bytes in the page. Beyond
 * reach are the write-ahead log until it is recycled, its archive, replicas that lag, and backups: they hold the old
 * block for as long as they are kept, wrapped by the master key. `docs/operations.md` says what to do about that.
 *
 * Throws `StoreFault` in sentences for whoever runs the service.
 */
export class PostgresKeyStore extends KeyStore {
  #again: NodeJS.Timeout | undefined;
  #isClosed = false;

  private constructor(
    private readonly database: Postgres,
    private readonly blocks: KeyBlocks,
  ) {
    super();
  }

  /**
   * Opens the keys at an address, such as `postgres://user:password@host:5432/keys?sslmode=verify-full`. `masterKey` is
   * 32 bytes. Throws `StoreFault`: UNREADABLE when they were made with another master key or are missing, and what
   * `Postgres` throws.
   */
  static async open(
    url: string,
    masterKey: Buffer,
    { mayCreate }: PostgresKeyStoreOptions = { mayCreate: true },
  ): Promise<PostgresKeyStore> {
    const database = new Postgres(url, 'key database');
    try {
      const store = new PostgresKeyStore(database, new KeyBlocks(masterKey, database.name));
      await database.migrate(SCHEMA, MIGRATIONS, mayCreate);
      await store.#proveMaster();
      // What another left that died between overwriting and clearing.
      await store.#clear();
      return store;
    } catch (error) {
      await database.close();
      throw error;
    }
  }

  async reserve(count: number): Promise<readonly SealingKey[]> {
    return this.database.use(async (client) => {
      const { rows } = await client.query<{ number: number }>(
        `select nextval('${SCHEMA}.block_numbers')::integer as number from generate_series(1, $1)`,
        [blocksFor(count)],
      );
      const blocks = this.blocks.create(
        rows.map(({ number }) => number),
        count,
      );
      await client.query(`insert into ${SCHEMA}.blocks select * from unnest($1::integer[], $2::bytea[])`, [
        blocks.map(({ number }) => number),
        blocks.map(({ wrapped }) => wrapped),
      ]);
      return blocks.flatMap(({ keys }) => keys);
    });
  }

  async find(numbers: readonly number[]): Promise<ReadonlyMap<number, Buffer>> {
    const { rows } = await this.database.use((client) =>
      client.query<WrappedBlock>(`select number, wrapped from ${SCHEMA}.blocks where number = any($1::integer[])`, [
        blocksOf(numbers),
      ]),
    );
    return this.blocks.find(numbers, rows);
  }

  async adopt(keys: readonly SealingKey[]): Promise<void> {
    const numbers = blocksOf(keys.map(({ number }) => number));
    if (numbers.length === 0) return;
    await this.database.transaction(async (client) => {
      const { rows } = await client.query<WrappedBlock>(
        `select number, wrapped from ${SCHEMA}.blocks where number = any($1::integer[]) order by number for update`,
        [numbers],
      );
      const blocks = this.blocks.withAdopted(keys, rows);
      await client.query(
        `insert into ${SCHEMA}.blocks select * from unnest($1::integer[], $2::bytea[])
         on conflict (number) do update set wrapped = excluded.wrapped`,
        [blocks.map(({ number }) => number), blocks.map(({ wrapped }) => wrapped)],
      );
      // Numbers that are taken are given to nobody else.
      await client.query(
        `select setval('${SCHEMA}.block_numbers', greatest(last_value, $1::integer)) from ${SCHEMA}.block_numbers`,
        [Math.max(...numbers)],
      );
    });
  }

  async newest(): Promise<number> {
    const { rows } = await this.database.use((client) =>
      client.query<{ number: number }>(`select coalesce(max(number), 0) as number from ${SCHEMA}.blocks`),
    );
    return lastIn(rows[0]?.number ?? 0);
  }

  async skip(upTo: number): Promise<void> {
    const { number, wrapped } = this.blocks.empty(blockOf(upTo));
    await this.database.use(async (client) => {
      // Drawn one by one: set to a value, the sequence could go back behind what another has drawn meanwhile.
      await client.query(
        `select nextval('${SCHEMA}.block_numbers')
         from generate_series((select last_value from ${SCHEMA}.block_numbers), $1::integer)`,
        [number],
      );
      await client.query(
        `insert into ${SCHEMA}.blocks select $1::integer, $2::bytea
         where $1 > (select coalesce(max(number), 0) from ${SCHEMA}.blocks) on conflict do nothing`,
        [number, wrapped],
      );
    });
  }

  async destroy(numbers: readonly number[]): Promise<void> {
    await this.database.transaction(async (client) => {
      // In one order, or two who destroy at the same time would wait for each other.
      const { rows } = await client.query<WrappedBlock>(
        `select number, wrapped from ${SCHEMA}.blocks where number = any($1::integer[]) order by number for update`,
        [blocksOf(numbers)],
      );
      const rests = rows.flatMap((block) => this.blocks.without(numbers, block) ?? []);
      if (rests.length === 0) return;
      await client.query(
        `update ${SCHEMA}.blocks b set wrapped = rest.wrapped
         from unnest($1::integer[], $2::bytea[]) rest (number, wrapped) where b.number = rest.number`,
        [rests.map(({ number }) => number), rests.map(({ wrapped }) => wrapped)],
      );
      await client.query(`update ${SCHEMA}.master set overwritings = overwritings + 1`);
    });
    await this.#clear();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#again);
    await this.database.close();
  }

  /** Clears old versions of blocks away; later where the table is held. The key itself is gone already. */
  async #clear(): Promise<void> {
    try {
      await this.database.use(async (client) => {
        const { rows } = await client.query<{ overwritings: number }>(
          `select overwritings from ${SCHEMA}.master where overwritings > cleared`,
        );
        if (!rows[0]) return;
        // While it waits for its lock, everybody else waits for it.
        await client.query(`set lock_timeout = ${CLEARING.lock}; set statement_timeout = ${CLEARING.work}`);
        const clearing = { text: `vacuum (full) ${SCHEMA}.blocks`, query_timeout: CLEARING.work };
        await client.query(clearing);
        await client.query('reset lock_timeout; reset statement_timeout');
        await client.query(`update ${SCHEMA}.master set cleared = greatest(cleared, $1)`, [rows[0].overwritings]);
      });
    } catch (error) {
      if (!(error instanceof StoreFault) || error.kind !== 'LOCKED') throw error;
      this.#clearLater();
    }
  }

  #clearLater(): void {
    if (this.#isClosed) return;
    clearTimeout(this.#again);
    const clear = () => void this.#clear().catch(() => this.#clearLater());
    this.#again = setTimeout(clear, CLEARING.again).unref();
  }

  /** A wrong master key is found at the start, before anything is sealed with it. */
  async #proveMaster(): Promise<void> {
    const { rows } = await this.database.use(async (client) => {
      await client.query(`insert into ${SCHEMA}.master (wrapped) values ($1) on conflict do nothing`, [
        this.blocks.proof(),
      ]);
      return client.query<{ wrapped: Uint8Array }>(`select wrapped from ${SCHEMA}.master`);
    });
    this.blocks.refuseOther(rows[0]?.wrapped ?? new Uint8Array());
  }
}
