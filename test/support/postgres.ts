import { randomUUID } from 'node:crypto';
import { Client } from 'pg';

/** The server that tests may make databases on; the tests that need one run only where it is set. */
const SERVER = process.env['POSTGRES_TEST_URL'] ?? '';

/** Asks one database, as an administrator would beside the service. */
export const ask = async (url: string, sql: string): Promise<readonly Record<string, unknown>[]> => {
  const client = new Client(url);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
};

/** The address of another database of the server, or of this one with something changed. */
export const addressOf = (database: string, change: (url: URL) => void = () => undefined): string => {
  const url = new URL(SERVER);
  url.pathname = `/${database}`;
  change(url);
  return url.href;
};

/** An empty database, and what ends it. */
export interface TestDatabase {
  readonly name: string;
  readonly url: string;
  drop(): Promise<void>;
}

/** Makes a database for one test. */
export const newDatabase = async (): Promise<TestDatabase> => {
  const name = `tracker_test_${randomUUID().replaceAll('-', '')}`;
  await ask(SERVER, `create database ${name}`);
  return {
    name,
    url: addressOf(name),
    drop: async () => void (await ask(SERVER, `drop database if exists ${name} with (force)`)),
  };
};
