import { afterEach, describe, expect, it } from '@jest/globals';
import { bodyId } from '../../src/bodies/body.commands.js';
import { EventStoreDbEventStore } from '../../src/event-sourcing/event-store.eventstoredb.js';
import { START, type Recorded } from '../../src/event-sourcing/messages.js';
import { meetingId } from '../../src/meetings/meeting.commands.js';
import { serviceAt, settingsAt, type ServiceSettings } from '../eventstoredb/service.js';
import { freshPrefix, SITES } from '../eventstoredb/sites.js';
import { startCopy, type ServiceCopy } from '../support/copies.js';
import { temporaryFolder } from '../support/temporary.js';
import { wireServer } from '../wire/server.js';
import { until } from '../support/until.js';

const PATIENCE_MS = 240_000;
const BODY = bodyId('Committee');
/** One meeting each, so that writers do not wait for each other. */
const DAYS = ['2025-12-02', '2025-12-03', '2025-12-04'];
/** Decisions of each writer, and after how many of all the holder of the lease is killed. */
const EACH = 12;
const KILLED_AFTER = 12;

let copies: ServiceCopy[] = [];
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(copies.splice(0).map((copy) => copy.kill()));
  for (const close of closing.splice(0)) await close();
});

/** Starts so many copies and waits until each is ready. */
const start = async (given: ServiceSettings, count: number) => {
  const folder = temporaryFolder();
  copies = [await startCopy({ ...given, DATA_DIR: folder })];
  await until(async () => (await (copies[0] as ServiceCopy).get('/health/ready')).status === 200);
  copies.push(...(await Promise.all(Array.from({ length: count - 1 }, () => startCopy(given, folder)))));
  for (const copy of copies) await until(async () => (await copy.get('/health/ready')).status === 200);
  return folder;
};

const holders = async (): Promise<readonly ServiceCopy[]> => {
  const held = await Promise.all(copies.map((copy) => copy.figure('lease_held')));
  return copies.filter((_, index) => held[index] === 1);
};

const ESTABLISH = `mutation {
  establishBody(input: { name: "Committee", kind: "COMMITTEE" }) { position userErrors { message } }
}`;
const SCHEDULE = `mutation ($bodyId: ID!, $on: Day!) {
  scheduleMeeting(input: { bodyId: $bodyId, on: $on }) { position userErrors { message } }
}`;
const MAKE = `mutation ($key: String!) {
  makeCommitment(input: { title: "A promise", audiences: ["all"], initialState: PROPOSED, idempotencyKey: $key,
    told: { statedOn: "2025-09-02" } }) { position commitment { id } userErrors { message } }
}`;
const DECIDE = `mutation ($key: String!, $meetingId: ID!, $commitmentId: ID!) {
  recordDecision(input: { meetingId: $meetingId, outcome: "Agreed", text: "So decided.", idempotencyKey: $key,
    effects: [{ kind: AGREE, commitmentId: $commitmentId }] }) { position userErrors { message } }
}`;
const READ = `query ($id: ID!, $position: String) { commitment(id: $id, minPosition: $position) { title state } }`;

interface Done {
  readonly position: string;
  readonly commitment?: { readonly id: string };
  readonly userErrors: readonly object[];
}

/** Sends a mutation to one copy after another, with the same key, until one answers. */
const sent = async (from: number, query: string, variables: object): Promise<Done> => {
  for (let at = from; ; at++) {
    const copy = copies[at % copies.length] as ServiceCopy;
    const answer = await copy.ask(query, variables).catch(() => undefined);
    const done = Object.values(answer?.data ?? {})[0] as Done | undefined;
    if (done) {
      expect(done.userErrors).toEqual([]);
      return done;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

/** Makes a promise through one copy, reads it at once from every one, and lets another record that it was agreed. */
const promiseAndDecide = async (lane: number, n: number): Promise<string> => {
  const made = await sent(lane + n, MAKE, { key: `make ${lane} ${n}` });
  const id = made.commitment?.id as string;
  for (const copy of copies) {
    const read = await copy.ask(READ, { id, position: made.position }).catch(() => undefined);
    // One that was killed a moment ago says nothing.
    if (read) expect(read.data).toEqual({ commitment: { title: 'A promise', state: 'PROPOSED' } });
  }
  await sent(lane + n + 2, DECIDE, {
    ...{ key: `decide ${lane} ${n}`, commitmentId: id },
    meetingId: meetingId(BODY, DAYS[lane] as string),
  });
  return id;
};

const log = async (given: ServiceSettings): Promise<readonly Recorded[]> => {
  const store = await EventStoreDbEventStore.open({
    connectionString: given.EVENTSTORE_URL,
    username: given.EVENTSTORE_USERNAME,
    password: given.EVENTSTORE_PASSWORD,
    prefix: given.EVENTSTORE_PREFIX,
  });
  const all: Recorded[] = [];
  for await (const { events } of store.readAll(START)) all.push(...events);
  await store.close();
  return all;
};

describe.each(SITES)('several copies of the service on $name', (named) => {
  it.each([2, 3])(
    'do everything once, one of them for all, also when that one is killed under load: %d copies',
    async (count) => {
      const { settings: given, close } = await serviceAt(named);
      closing.push(close);
      await start(given, count);
      await until(async () => (await holders()).length === 1);
      await sent(0, ESTABLISH, {});
      for (const on of DAYS) {
        const { position } = await sent(0, SCHEDULE, { bodyId: BODY, on });
        for (const copy of copies)
          await copy.ask('query ($p: String) { meetings(minPosition: $p) { totalCount } }', { p: position });
      }
      const [holder] = await holders();
      let done = 0;
      const killed = Promise.withResolvers<void>();
      const lanes = DAYS.map(async (_, lane) => {
        const ids: string[] = [];
        for (let n = 0; n < EACH; n++) {
          ids.push(await promiseAndDecide(lane, n));
          if (++done === KILLED_AFTER) {
            copies = copies.filter((copy) => copy !== holder);
            killed.resolve((holder as ServiceCopy).kill());
          }
        }
        return ids;
      });
      const ids = (await Promise.all(lanes)).flat();
      await killed.promise;

      await until(async () => (await holders()).length === 1);
      const events = async (type: string) =>
        (await log(given)).filter((event) => event.type === type).map(({ data }) => data as { commitmentId?: string });
      await until(async () => (await events('DecisionEffectCarriedOut')).length >= ids.length);
      // Time for whoever would do it twice.
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      const carriedOut = (await events('DecisionEffectCarriedOut')).map(({ commitmentId }) => commitmentId);
      expect(carriedOut.sort()).toEqual([...ids].sort());
      expect(await events('CommitmentAgreed')).toHaveLength(ids.length);
      expect(await events('DecisionEffectRefused')).toEqual([]);
      for (const copy of copies) {
        const states = await Promise.all(ids.map((id) => copy.ask(READ, { id })));
        expect(states.map(({ data }) => (data?.['commitment'] as { state: string }).state)).toEqual(
          ids.map(() => 'AGREED'),
        );
      }

      // What is written through a copy that does not hold the lease is carried out by the one that does.
      const [heir] = await holders();
      const others = copies.filter((copy) => copy !== heir);
      const appends = (copy: ServiceCopy) => copy.figure('append_seconds_count');
      const before = await Promise.all([heir as ServiceCopy, ...others].map(appends));
      await promiseAndDecide(0, EACH);
      await until(async () => (await events('DecisionEffectCarriedOut')).length === ids.length + 1);
      await until(async () => (await appends(heir as ServiceCopy)) >= (before[0] as number) + 2);
      const after = await Promise.all([heir as ServiceCopy, ...others].map(appends));
      const sum = (figures: readonly number[]) => figures.reduce((a, b) => a + b, 0);
      expect(sum(after) - sum(before)).toBe(4);
      for (const copy of others)
        expect((await copy.get('/metrics')).body).not.toMatch(/reaction_backlog_events\{reaction="decision-effects"/);
    },
    PATIENCE_MS,
  );

  it(
    'hand the work over at once when the one that does it is stopped',
    async () => {
      const { settings: given, close } = await serviceAt(named);
      closing.push(close);
      await start(given, 2);
      await until(async () => (await holders()).length === 1);
      const [holder] = await holders();
      copies = copies.filter((copy) => copy !== holder);
      expect(await holder?.stop()).toBe(0);
      const began = performance.now();
      await until(async () => (await holders()).length === 1);
      expect(performance.now() - began).toBeLessThan(10_000);
    },
    PATIENCE_MS,
  );
});

it(
  'a new copy lives, is not ready and answers nothing until it has read the whole log',
  async () => {
    const server = await wireServer();
    closing.push(() => server.stop());
    const given = settingsAt({ connectionString: server.connectionString, prefix: freshPrefix() });
    const folder = await start(given, 1);
    const id = await promiseOf(copies[0] as ServiceCopy);
    const fault = server.fault('subscribe', { kind: 'silent' }, { stream: '$all', times: Infinity });
    const copy = await startCopy(given, folder);
    copies.push(copy);
    expect((await copy.get('/health/live')).status).toBe(200);
    expect(await copy.get('/health/ready')).toMatchObject({
      status: 503,
      body: expect.stringContaining('read models') as unknown,
    });
    expect((await copy.ask(READ, { id })).errors).toEqual([
      {
        message: 'The service is still reading the record; ask again in a moment.',
        extensions: { code: 'UNAVAILABLE' },
      },
    ]);
    expect(await copy.figure('projection_lag_seconds')).toBeGreaterThan(0);

    fault.cancel();
    server.cut();
    await until(async () => (await copy.get('/health/ready')).status === 200);
    expect((await copy.ask(READ, { id })).data).toMatchObject({ commitment: { state: 'PROPOSED' } });
    expect(await copy.figure('projection_lag_seconds')).toBe(0);
  },
  PATIENCE_MS,
);

const promiseOf = async (copy: ServiceCopy): Promise<string> => {
  const { data } = await copy.ask(MAKE, { key: 'one' });
  return (data?.['makeCommitment'] as Done).commitment?.id as string;
};
