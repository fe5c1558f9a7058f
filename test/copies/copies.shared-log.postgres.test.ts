import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EventStoreDbEventStore } from '../../src/event-sourcing/event-store.eventstoredb.js';
import { START, type Recorded } from '../../src/event-sourcing/messages.js';
import { EXAMPLE_ACCOUNT } from '../../src/example/example.loader.js';
import { serviceAt, type ServiceSettings } from '../eventstoredb/service.js';
import { SITES } from '../eventstoredb/sites.js';
import { collected } from '../event-sourcing/event-store.contract.subject.js';
import { newDatabase, type TestDatabase } from '../support/postgres.js';
import { startTracker, type Tracker } from '../support/tracker.js';

const SECRET = 'Unspeakableword';

/** How many events the example plan is. */
const EXAMPLE = 132;
const PATIENCE_MS = 120_000;

describe.each(SITES)('$name', (named) => {
  let settings: ServiceSettings;
  let close: () => Promise<void>;
  let database: TestDatabase;
  const running: Tracker[] = [];
  beforeEach(async () => {
    ({ settings, close } = await serviceAt(named));
    database = await newDatabase();
  });
  afterEach(async () => {
    for (const tracker of running.splice(0)) await tracker.stop();
    await close();
    await database.drop();
  });

  /** A copy of the service with a folder of its own, beside one log and one database of keys. */
  const startCopy = async (without?: readonly unknown[]): Promise<Tracker> => {
    const given = { ...settings, KEY_STORE: 'postgres', POSTGRES_URL: database.url, RATE_LIMIT: '0' };
    const tracker = await startTracker(given, without);
    running.push(tracker);
    return tracker;
  };

  /** Everything in the log, read beside the service. */
  const recorded = async (): Promise<readonly Recorded[]> => {
    const { EVENTSTORE_URL: connectionString, EVENTSTORE_PREFIX: prefix } = settings;
    const { EVENTSTORE_USERNAME: username, EVENTSTORE_PASSWORD: password } = settings;
    const store = await EventStoreDbEventStore.open({ connectionString, prefix, username, password });
    const all = await collected(store.readAll(START));
    await store.close();
    return all;
  };

  it(
    'Copies that start together on an empty log load the example plan once, and answer as one on the embedded store does',
    async () => {
      const copies = await Promise.all([startCopy([]), startCopy([]), startCopy([])]);
      const embedded = await startTracker({ RATE_LIMIT: '0' }, []);
      running.push(embedded);
      const example = (await recorded()).filter(({ recorderId }) => recorderId === EXAMPLE_ACCOUNT);
      expect(example).toHaveLength(EXAMPLE);
      expect(new Set(example.map(({ id }) => id)).size).toBe(EXAMPLE);

      const minPosition = example.at(-1)?.position;
      const plan = `query ($minPosition: String) {
    commitments(first: 100, minPosition: $minPosition) { totalCount nodes { id reference title state wording overdue version history { totalCount } } }
    bodies(first: 50) { totalCount nodes { id name kind version } }
  }`;
      const answers = await Promise.all(copies.map((copy) => copy.ask(plan, { minPosition })));
      const [first] = answers;
      expect(first?.errors).toBeUndefined();
      const asEmbedded = await embedded.ask(plan);
      expect(first?.data?.['commitments']).toMatchObject({ totalCount: expect.any(Number) });
      for (const { data } of answers) expect(data).toEqual(asEmbedded.data);
    },
    PATIENCE_MS,
  );

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
});
