import { setTimeout as sleep } from 'node:timers/promises';
import { Pool, type PoolClient } from 'pg';
import { StoreFault } from './errors.js';

/** Longest that a connection, a lock or a statement may take, in milliseconds. */
const STATEMENT_MS = 10_000;
/** The server ends a statement itself; this is for a server that has gone silent. */
const SILENCE_MS = STATEMENT_MS + 2_000;
/** How long a server that does not answer is tried again, in milliseconds: as long as a restart takes. */
const PATIENCE_MS = 10_000;
const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 1_000;

/** Statements that take a schema from one version to the next; never to change once released. */
export type Migrations = readonly string[];

const AWAY = 'does not answer. Nothing was stored; check that it runs and can be reached.';
const REFUSED = 'does not let this user in: check the user and the password.';
const UNTRUSTED = 'shows a certificate that is not trusted: name the CA that signed it.';
const BUSY = 'is held by another program, perhaps a backup. Nothing was lost; it is tried again.';

/** SQLSTATE codes, or their first two letters, and codes of Node, that mean something to whoever runs the service. */
const FAULTS: readonly (readonly [code: RegExp, kind: StoreFault['kind'], sentence: string])[] = [
  [/^(?:08...|57P0[123]|E(?:CONN\w+|PIPE|TIMEDOUT|HOSTUNREACH|NETUNREACH|NOTFOUND|AI_AGAIN))$/, 'UNREACHABLE', AWAY],
  [/^53300$/, 'UNREACHABLE', 'has no connection left. Nothing was stored; raise max_connections.'],
  [/^(?:57014|55P03|40001|40P01)$/, 'LOCKED', BUSY],
  [/^28...$/, 'UNREADABLE', REFUSED],
  [/^3D000$/, 'UNREADABLE', 'does not exist: make it first, with this user as its owner.'],
  [/^42501$/, 'UNREADABLE', 'does not let this user make or use its tables: make the user the owner of the database.'],
  [/^25006$/, 'UNREADABLE', 'can only be read: it is a standby. Name the server that takes writes.'],
  [/^53[14]00$|^53200$/, 'FULL', 'has no room left. Nothing was stored; make room and send it again.'],
  [/^(?:58...|XX00[12])$/, 'DAMAGED', 'is damaged, or its disk failed. Restore it from a backup.'],
  [/^(?:ERR_TLS\w+|CERT_\w+|\w*SELF_SIGNED\w*|UNABLE_TO_\w+)$/, 'UNREADABLE', UNTRUSTED],
  [/^ENOENT$/, 'UNREADABLE', 'is to be trusted by a CA file that is not there.'],
];

/** Errors of `pg` itself carry no code: it says only that nobody answered. */
const isSilence = ({ message }: Error): boolean =>
  /^(?:Connection terminated|timeout|Query read timeout)/.test(message);

const codeOf = (error: unknown): string => {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : '';
};

/**
 * A database of PostgreSQL: a small pool of connections, and sentences for what can go wrong. Every piece of work may be
 * done twice, because a connection can break between the doing and the answer.
 */
export class Postgres {
  readonly #pool: Pool;

  /**
   * `url` as PostgreSQL writes it, `sslmode` and `sslrootcert` included; nothing is connected yet. `kind` is what faults
   * call it, such as `key database`.
   */
  constructor(
    url: string,
    private readonly kind: string,
  ) {
    const { hostname, port, pathname, searchParams } = new URL(url);
    const host = searchParams.get('host') ?? hostname;
    // Never the whole address, which may hold a password.
    this.name = `${kind} ${decodeURIComponent(pathname.slice(1))} on ${host}${port ? `:${port}` : ''}`;
    this.#pool = new Pool({
      connectionString: url,
      application_name: 'corporate-parenting-tracker',
      max: 3,
      connectionTimeoutMillis: STATEMENT_MS,
      statement_timeout: STATEMENT_MS,
      query_timeout: SILENCE_MS,
      keepAlive: true,
      allowExitOnIdle: true,
    });
    // An idle connection that breaks is replaced when the next is needed.
    this.#pool.on('error', () => undefined);
  }

  /** What and where it is, for sentences; without user and password. */
  readonly name: string;

  /**
   * What `work` answers with a connection of its own, tried again while nobody answers. Throws `StoreFault`. Work that
   * begins a transaction does so through `transaction`.
   */
  async use<Answer>(work: (client: PoolClient) => Promise<Answer>): Promise<Answer> {
    const started = performance.now();
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      try {
        return await this.#once(work);
      } catch (error) {
        const fault = this.#asFault(error);
        const isOver = performance.now() - started + pause > PATIENCE_MS;
        if (isOver || !(fault instanceof StoreFault) || fault.kind !== 'UNREACHABLE') throw fault;
      }
      await sleep(pause);
    }
  }

  /** `work` as one transaction: all of it or, when it throws, nothing. */
  transaction<Answer>(work: (client: PoolClient) => Promise<Answer>): Promise<Answer> {
    return this.use(async (client) => {
      await client.query('begin');
      try {
        const answer = await work(client);
        await client.query('commit');
        return answer;
      } catch (error) {
        // Where the connection is gone, so is the transaction.
        await client.query('rollback').catch(() => undefined);
        throw error;
      }
    });
  }

  /**
   * Brings a schema of ours up to date; several processes may do so at once. Throws `StoreFault`: UNREADABLE where the
   * server does not keep what it acknowledges, NEWER for a schema of a newer program, and before anything is made when
   * there is no schema and `mayCreate` is false.
   */
  async migrate(schema: string, migrations: Migrations, mayCreate: boolean): Promise<void> {
    await this.#refuseForgetful();
    if ((await this.use((client) => versionOf(client, schema))) === migrations.length) return;
    await this.transaction(async (client) => {
      await client.query('select pg_advisory_xact_lock(hashtext($1))', [schema]);
      // Another process may have made it since we looked.
      const version = await versionOf(client, schema);
      if (version > migrations.length) throw this.#newer(version, migrations.length);
      if (version === 0) {
        if (!mayCreate) throw this.#missing();
        await client.query(`create schema if not exists ${schema}`);
        await client.query(
          `create table ${schema}.migrations (version integer primary key, applied_at timestamptz not null default now())`,
        );
      }
      for (const [index, statements] of migrations.entries()) {
        if (index < version) continue;
        await client.query(`set local search_path to ${schema}; ${statements}`);
        await client.query(`insert into ${schema}.migrations (version) values ($1)`, [index + 1]);
      }
    });
  }

  async close(): Promise<void> {
    if (!this.#pool.ending) await this.#pool.end();
  }

  async #once<Answer>(work: (client: PoolClient) => Promise<Answer>): Promise<Answer> {
    const client = await this.#pool.connect();
    // A connection that breaks between two statements tells nobody else; the next statement meets it.
    const broken = () => undefined;
    client.on('error', broken);
    let failed: unknown;
    try {
      return await work(client);
    } catch (error) {
      failed = error;
      throw error;
    } finally {
      // A connection of which nobody knows how it stands is not given to the next.
      client.release(failed !== undefined);
      if (failed === undefined) client.off('error', broken);
    }
  }

  #asFault(error: unknown): unknown {
    const found = FAULTS.find(([code]) => code.test(codeOf(error)));
    if (found) return new StoreFault(found[1], `The ${this.name} ${found[2]}`, { cause: error });
    if (!(error instanceof Error) || error instanceof StoreFault) return error;
    if (isSilence(error)) return new StoreFault('UNREACHABLE', `The ${this.name} ${AWAY}`, { cause: error });
    if (!/SSL connections/.test(error.message)) return error;
    const sentence = `The ${this.name} offers no TLS, which its address asks for. Nothing was stored.`;
    return new StoreFault('UNREADABLE', sentence, { cause: error });
  }

  /** What is acknowledged must survive a power cut. */
  async #refuseForgetful(): Promise<void> {
    const { rows } = await this.use((client) =>
      client.query<{ name: string }>(
        "select name from pg_settings where name in ('fsync', 'synchronous_commit') and setting = 'off'",
      ),
    );
    if (!rows[0]) return;
    const sentence = `The ${this.name} may forget what it has acknowledged: switch ${rows[0].name} on. Nothing was written.`;
    throw new StoreFault('UNREADABLE', sentence);
  }

  #newer(version: number, known: number): StoreFault {
    return new StoreFault(
      'NEWER',
      `The ${this.name} is of version ${version} and this program knows versions up to ${known}: run the newer ` +
        'program. Nothing was written.',
    );
  }

  #missing(): StoreFault {
    return new StoreFault(
      'UNREADABLE',
      `There is a log, but the ${this.name} holds nothing of ours: restore the ${this.kind} from a backup, or name the ` +
        'right one. Nothing was written.',
    );
  }
}

/** How many migrations a schema has seen; 0 when it is not there. */
const versionOf = async (client: PoolClient, schema: string): Promise<number> => {
  // Not by `to_regclass`, which remembers that there was none until the transaction ends.
  const there = await client.query("select from pg_tables where schemaname = $1 and tablename = 'migrations'", [
    schema,
  ]);
  if (there.rowCount === 0) return 0;
  const applied = await client.query<{ version: number }>(
    `select coalesce(max(version), 0) as version from ${schema}.migrations`,
  );
  return applied.rows[0]?.version ?? 0;
};
