import { readFile } from 'node:fs/promises';
import { EventStoreDBClient } from '@eventstore/db-client';
import { describe, expect, it } from '@jest/globals';
import { answersOf } from '../wire/questions/questions.js';
import { ADMIN } from '../wire/support.js';
import { SITES } from './sites.js';

/** The line whose answers are kept, and which our own server gives. */
const MEASURED = /^23\.10\./;

const versionOf = async (connectionString: string): Promise<string> => {
  const client = EventStoreDBClient.connectionString(connectionString);
  const { capabilities } = client as unknown as { readonly capabilities: Promise<{ serverVersion?: string }> };
  const { serverVersion = 'unknown' } = await capabilities;
  await client.dispose();
  return serverVersion;
};

describe.each(SITES)('$name', ({ open }) => {
  it('answers every question as EventStoreDB 23.10.8 did; of another line, what it answers otherwise is printed', async () => {
    const site = await open();
    const { connectionString, username, password } = site.settings();
    const user = username !== undefined && password !== undefined ? { username, password } : ADMIN;
    const version = await versionOf(connectionString);
    const answers = await answersOf(connectionString, user);
    const file = new URL('../fixtures/eventstoredb/answers-23.10.8.txt', import.meta.url);
    const measured = (await readFile(file, 'utf8')).trimEnd().split('\n');
    const otherwise = answers.filter((answer, index) => answer !== measured[index]);
    process.stderr.write(
      `Version ${version}: ${otherwise.length} of ${answers.length} questions answered otherwise.\n`,
    );
    for (const answer of otherwise) process.stderr.write(`  ${answer}\n`);
    expect(answers).toHaveLength(measured.length);
    if (MEASURED.test(version)) expect(otherwise).toEqual([]);
    await site.close();
  }, 120_000);
});
