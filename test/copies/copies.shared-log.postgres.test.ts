import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { newDatabase, type TestDatabase } from '../support/postgres.js';
import { startTracker, type Tracker } from '../support/tracker.js';
import { wireServer, type WireServer } from '../wire/server.js';

const SECRET = 'Unspeakableword';

let server: WireServer;
let database: TestDatabase;
const running: Tracker[] = [];
beforeEach(async () => {
  [server, database] = [await wireServer(), await newDatabase()];
});
afterEach(async () => {
  for (const tracker of running.splice(0)) await tracker.stop();
  await server.stop();
  await database.drop();
});

/** A copy of the service with a folder of its own, beside one log and one database of keys. */
const startCopy = async (): Promise<Tracker> => {
  const tracker = await startTracker({
    ...{ EVENT_STORE: 'eventstoredb', EVENTSTORE_URL: server.connectionString },
    ...{ KEY_STORE: 'postgres', POSTGRES_URL: database.url, RATE_LIMIT: '0' },
  });
  running.push(tracker);
  return tracker;
};

it('Copies that share log and keys know of each other before anything is erased, and each forgets', async () => {
  const [one, other] = [await startCopy(), await startCopy()];
  const made = await one.ask(
    `mutation { makeCommitment(input: { title: "${SECRET}", audiences: ["all"], initialState: AGREED }) {
       commitment { id } position events { id } } }`,
  );
  const { commitment, position, events } = made.data?.['makeCommitment'] as {
    commitment: { id: string };
    position: string;
    events: { id: string }[];
  };
  const title = async (tracker: Tracker, minPosition: string) => {
    const { data } = await tracker.ask(
      'query ($id: ID!, $minPosition: String) { commitment(id: $id, minPosition: $minPosition) { title } }',
      { id: commitment.id, minPosition },
    );
    return (data?.['commitment'] as { title: string | null }).title;
  };
  expect(await title(other, position)).toBe(SECRET);

  const erased = await other.ask(
    `mutation ($entryId: ID!) { eraseWords(input: { entryId: $entryId, requestRef: "DP-7" }) { position } }`,
    { entryId: events[0]?.id },
    'data-protection',
  );
  const { position: erasedAt } = erased.data?.['eraseWords'] as { position: string };
  const reached = async (tracker: Tracker) => {
    const { data } = await tracker.ask(
      `query ($entryId: ID!, $minPosition: String) { erasure(entryId: $entryId, minPosition: $minPosition) {
         key isGoneEverywhere copies { copy { id joinedAt } hasRebuilt } } }`,
      { entryId: events[0]?.id, minPosition: erasedAt },
      'data-protection',
    );
    return data?.['erasure'] as { key: string; isGoneEverywhere: boolean; copies: { copy: { joinedAt: string } }[] };
  };
  // Both are on record from their start, so neither can be overlooked.
  const first = await reached(one);
  expect(first).toMatchObject({ key: 'DESTROYED', copies: [{}, {}] });
  for (const { copy } of first.copies) expect(copy.joinedAt).toMatch(/Z$/);

  for (const tracker of [one, other]) {
    while (!(await reached(tracker)).isGoneEverywhere) await new Promise((next) => setTimeout(next, 20));
    expect(await title(tracker, erasedAt)).toBeNull();
  }
});
