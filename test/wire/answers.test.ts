import { readFile } from 'node:fs/promises';
import { afterEach, expect, it } from '@jest/globals';
import { answersOf } from './questions/questions.js';
import { wireServer } from './server.js';
import type { WireServer } from './server.js';

let server: WireServer | undefined;
afterEach(async () => {
  await server?.stop();
});

it('answers every question as EventStoreDB 23.10.8 itself did', async () => {
  const measured = new URL('../fixtures/eventstoredb/answers-23.10.8.txt', import.meta.url);
  server = await wireServer();
  const answers = await answersOf(server.connectionString);
  expect(answers).toEqual((await readFile(measured, 'utf8')).trimEnd().split('\n'));
});
