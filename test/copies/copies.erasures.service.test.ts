import { readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ThisCopy } from '../../src/copies/copies.this-copy.js';
import { SystemClock } from '../../src/event-sourcing/clock.js';
import { SqliteEventStore } from '../../src/event-sourcing/event-store.sqlite.js';
import { SqliteKeyStore } from '../../src/event-sourcing/key-store.sqlite.js';
import { START } from '../../src/event-sourcing/messages.js';
import { Sealing } from '../../src/event-sourcing/sealing.js';
import type { Role } from '../../src/event-sourcing/messages.js';
import { MASTER_KEY } from '../support/pledges/spine.js';
import { temporaryFolder } from '../support/temporary.js';
import { startTracker, type Tracker } from '../support/tracker.js';
import { until } from '../support/until.js';

const SECRET = 'Unspeakableword';
const running = new Set<Tracker>();

/** A copy of the service on this folder. */
const startCopy = async (folder: string): Promise<Tracker> => {
  const tracker = await startTracker({ DATA_DIR: folder, RATE_LIMIT: '0' });
  running.add(tracker);
  return tracker;
};
const stopCopy = async (tracker: Tracker): Promise<void> => {
  running.delete(tracker);
  await tracker.app.close();
};
afterEach(async () => {
  for (const tracker of running) await stopCopy(tracker);
});

/** A folder for another copy: read models of its own, over the same log and the same keys. */
const folderBeside = (folder: string): string => {
  const beside = temporaryFolder();
  for (const file of ['events.sqlite', 'keys.sqlite']) symlinkSync(join(folder, file), join(beside, file));
  return beside;
};

const filesWith = (folder: string, text: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .filter((name) => readFileSync(join(folder, name)).includes(text));

interface Outcome {
  readonly position: string;
  readonly events: readonly { readonly id: string }[];
  readonly userErrors: readonly { readonly code: string; readonly message: string }[];
}

const OUTCOME = 'position events { id } userErrors { code message }';

const makeCommitment = async (tracker: Tracker): Promise<{ id: string; entryId: string; position: string }> => {
  const { data } = await tracker.ask(
    `mutation { makeCommitment(input: { title: "${SECRET}", audiences: ["all"], initialState: AGREED }) {
       commitment { id } ${OUTCOME} } }`,
  );
  const { commitment, events, position } = data?.['makeCommitment'] as Outcome & { commitment: { id: string } };
  return { id: commitment.id, entryId: events[0]?.id ?? '', position };
};

const erase = async (tracker: Tracker, entryId: string): Promise<string> => {
  const { data } = await tracker.ask(
    `mutation ($entryId: ID!) { eraseWords(input: { entryId: $entryId, requestRef: "DP-7" }) { ${OUTCOME} } }`,
    { entryId },
    'data-protection',
  );
  return (data?.['eraseWords'] as Outcome).position;
};

interface Reached {
  readonly key: string;
  readonly isGoneEverywhere: boolean;
  readonly copies: readonly {
    readonly copy: { readonly id: string; readonly isRetired: boolean; readonly retireReason: string | null };
    readonly hasRebuilt: boolean;
    readonly rebuiltAt: string | null;
  }[];
}

const reached = async (tracker: Tracker, entryId: string, role: Role = 'data-protection'): Promise<Reached> => {
  const { data, errors } = await tracker.ask(
    `query ($entryId: ID!) { erasure(entryId: $entryId) {
       key isGoneEverywhere copies { copy { id isRetired retireReason } hasRebuilt rebuiltAt } } }`,
    { entryId },
    role,
  );
  if (errors) throw new Error(errors[0]?.message);
  return data?.['erasure'] as Reached;
};

interface OpenErasures {
  readonly totalCount: number;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
  readonly nodes: readonly object[];
}

const open = async (tracker: Tracker, page = 'first: 9', role: Role = 'data-protection'): Promise<OpenErasures> => {
  const { data, errors } = await tracker.ask(
    `{ openErasures(${page}) {
         totalCount pageInfo { hasNextPage endCursor } nodes { entryId requestRef key isGoneEverywhere } } }`,
    {},
    role,
  );
  if (errors) throw new Error(errors[0]?.message);
  return data?.['openErasures'] as OpenErasures;
};

/** Everything a copy may remember of the commitment: now, in a past, in its history, and what changed. */
const remembered = async (tracker: Tracker, id: string, minPosition?: string): Promise<string> => {
  const { data, errors } = await tracker.ask(
    `query ($id: ID!, $minPosition: String) {
       now: commitment(id: $id, minPosition: $minPosition) { title history(first: 9) { nodes { changes { to } } } }
       then: commitment(id: $id, toldBy: "2999-01-01", knownAt: "2999-01-01T00:00:00Z", minPosition: $minPosition) { title }
       past: commitments(asOf: "2030-01-01", minPosition: $minPosition) { nodes { title } }
     }`,
    { id, minPosition },
  );
  expect(errors).toBeUndefined();
  return JSON.stringify(data);
};

describe('An erasure', () => {
  it('of a single copy is acknowledged by it, at once', async () => {
    const tracker = await startCopy(temporaryFolder());
    const { entryId } = await makeCommitment(tracker);
    expect(await reached(tracker, entryId)).toBeNull();
    await erase(tracker, entryId);
    await until(async () => (await reached(tracker, entryId)).isGoneEverywhere);
    expect(await reached(tracker, entryId)).toMatchObject({
      key: 'DESTROYED',
      copies: [{ copy: { isRetired: false }, hasRebuilt: true, rebuiltAt: expect.stringMatching(/^\d{4}-.*Z$/) }],
    });
    expect(filesWith(tracker.config.dataDir, SECRET)).toEqual([]);
  });

  it('reaches every copy: what each remembered and what its files held', async () => {
    const folder = temporaryFolder();
    const one = await startCopy(folder);
    const { id, entryId, position } = await makeCommitment(one);
    const other = await startCopy(folderBeside(folder));
    for (const copy of [one, other]) {
      expect(await remembered(copy, id, position)).toContain(SECRET);
      // What was asked twice is answered from memory.
      expect(await remembered(copy, id, position)).toContain(SECRET);
      expect(filesWith(copy.config.dataDir, SECRET)).not.toEqual([]);
    }

    const erasedAt = await erase(one, entryId);

    expect(await remembered(other, id, erasedAt)).not.toContain(SECRET);
    await until(async () => (await reached(one, entryId)).copies.length === 2);
    await until(async () => (await reached(one, entryId)).isGoneEverywhere);
    for (const copy of [one, other]) {
      expect(filesWith(copy.config.dataDir, SECRET)).toEqual([]);
      expect(await remembered(copy, id)).not.toContain(SECRET);
    }
  });

  it('is open while a copy is away, until that copy is back', async () => {
    const folder = temporaryFolder();
    const one = await startCopy(folder);
    const first = await makeCommitment(one);
    const other = await startCopy(folderBeside(folder));
    await erase(one, first.entryId);
    await until(async () => (await reached(one, first.entryId)).copies.length === 2);

    const second = await makeCommitment(one);
    await remembered(other, second.id, second.position);
    await stopCopy(other);
    await erase(one, second.entryId);
    await until(async () => (await reached(one, second.entryId)).copies.some(({ hasRebuilt }) => hasRebuilt));
    const open = await reached(one, second.entryId, 'auditor');
    expect(open).toMatchObject({ key: 'DESTROYED', isGoneEverywhere: false });
    expect(open.copies.map(({ hasRebuilt }) => hasRebuilt).sort()).toEqual([false, true]);
    expect(filesWith(other.config.dataDir, SECRET)).not.toEqual([]);

    const back = await startCopy(other.config.dataDir);
    await until(async () => (await reached(one, second.entryId)).isGoneEverywhere);
    expect(filesWith(back.config.dataDir, SECRET)).toEqual([]);
    expect((await reached(back, second.entryId)).copies).toHaveLength(2);
  });

  it('does not stay open for ever for a copy that is gone for good', async () => {
    const folder = temporaryFolder();
    const one = await startCopy(folder);
    const first = await makeCommitment(one);
    const other = await startCopy(folderBeside(folder));
    await erase(one, first.entryId);
    await until(async () => (await reached(one, first.entryId)).isGoneEverywhere);
    await until(async () => (await reached(one, first.entryId)).copies.length === 2);
    await stopCopy(other);
    const second = await makeCommitment(one);
    await erase(one, second.entryId);
    await until(async () => (await reached(one, second.entryId)).copies.some(({ hasRebuilt }) => hasRebuilt));
    const gone = (await reached(one, second.entryId)).copies.find(({ hasRebuilt }) => !hasRebuilt)?.copy.id;

    const { data } = await one.ask(
      `mutation ($input: RetireCopyInput!) { retireCopy(input: $input) { copy { id isRetired } ${OUTCOME} } }`,
      { input: { copyId: gone, reason: 'Its disk was destroyed.' } },
      'data-protection',
    );
    expect(data?.['retireCopy']).toMatchObject({ copy: { id: gone, isRetired: true }, userErrors: [] });

    const answer = await reached(one, second.entryId);
    expect(answer.isGoneEverywhere).toBe(true);
    expect(answer.copies.find(({ copy }) => copy.id === gone)).toMatchObject({
      copy: { isRetired: true, retireReason: 'Its disk was destroyed.' },
      hasRebuilt: false,
    });
  });

  it('is listed while it has not reached every copy, the oldest first, a page at a time', async () => {
    const folder = temporaryFolder();
    const one = await startCopy(folder);
    expect(await open(one)).toMatchObject({ totalCount: 0, nodes: [] });
    const first = await makeCommitment(one);
    const other = await startCopy(folderBeside(folder));
    await erase(one, first.entryId);
    await until(async () => (await reached(one, first.entryId)).copies.length === 2);
    await until(async () => (await reached(one, first.entryId)).isGoneEverywhere);
    expect(await open(one)).toMatchObject({ totalCount: 0, nodes: [] });

    const otherId = readFileSync(join(other.config.dataDir, 'copy-id'), 'utf8');
    await stopCopy(other);
    const later = [await makeCommitment(one), await makeCommitment(one), await makeCommitment(one)];
    for (const { entryId } of later) await erase(one, entryId);
    const last = later.at(-1)?.entryId ?? '';
    await until(async () => (await reached(one, last)).copies.some(({ hasRebuilt }) => hasRebuilt));
    const page = await open(one, 'first: 2');
    expect(page).toMatchObject({ totalCount: 3, pageInfo: { hasNextPage: true } });
    const rest = await open(one, `first: 2, after: "${page.pageInfo.endCursor}"`);
    expect(rest.pageInfo.hasNextPage).toBe(false);
    expect([...page.nodes, ...rest.nodes]).toEqual(
      later.map(({ entryId }) => ({ entryId, requestRef: 'DP-7', key: 'DESTROYED', isGoneEverywhere: false })),
    );

    await one.ask(
      `mutation ($input: RetireCopyInput!) { retireCopy(input: $input) { ${OUTCOME} } }`,
      { input: { copyId: otherId, reason: 'Its disk was destroyed.' } },
      'data-protection',
    );
    expect(await open(one)).toMatchObject({ totalCount: 0, nodes: [] });
  });

  it('is nobody else’s business', async () => {
    const tracker = await startCopy(temporaryFolder());
    const { entryId } = await makeCommitment(tracker);
    await expect(open(tracker, 'first: 1', 'lead')).rejects.toThrow(/looked after by data protection/);
    await expect(reached(tracker, entryId, 'member')).rejects.toThrow(/looked after by data protection/);
  });
});

it('A copy that shares its log is on record before it reads a word, once, however often it starts', async () => {
  const folder = temporaryFolder();
  const store = await SqliteEventStore.open(join(folder, 'events.sqlite'), { clock: () => new Date() });
  const keys = await SqliteKeyStore.open(join(folder, 'keys.sqlite'), MASTER_KEY);
  const start = (dataDir: string) =>
    new ThisCopy(store, new Sealing(keys), new SystemClock(), 'Europe/London', dataDir, true).onModuleInit();
  const other = temporaryFolder();
  await start(folder);
  await Promise.all([start(folder), start(other), start(other)]);
  const told: string[] = [];
  for await (const { events } of store.readAll(START))
    told.push(...events.map(({ type, stream }) => `${type} ${stream}`));
  const ids = [folder, other].map((dataDir) => readFileSync(join(dataDir, 'copy-id'), 'utf8'));
  expect(told.sort()).toEqual(ids.map((id) => `CopyJoined copy-${id}`).sort());
  await store.close();
  await keys.close();
});
