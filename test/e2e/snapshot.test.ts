import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runCli, type Ended } from '../support/cli.js';
import { runService } from '../support/service-process.js';
import { temporaryFolder } from '../support/temporary.js';
import { startTracker, type Tracker } from '../support/tracker.js';

const SECRET = 'Unspeakableword';
const SETTINGS = { MASTER_KEY: Buffer.alloc(32, 1).toString('base64'), TOKEN_SECRET: 'x'.repeat(32), RATE_LIMIT: '0' };
const FEEDBACK = '{ feedback(first: 200) { totalCount nodes { id words about } } }';

const cli = (folder: string, ...args: readonly string[]): Promise<Ended> =>
  runCli(args, { DATA_DIR: folder, ...SETTINGS });

const running: Tracker[] = [];
afterEach(async () => {
  for (const tracker of running.splice(0)) await tracker.stop();
});

const start = async (folder: string): Promise<Tracker> => {
  const tracker = await startTracker({ DATA_DIR: folder, ...SETTINGS });
  running.push(tracker);
  await tracker.projector.following();
  return tracker;
};
const stop = async (tracker: Tracker): Promise<void> => {
  running.splice(running.indexOf(tracker), 1);
  await tracker.stop();
};

/** Records what somebody said; answers the id of the entry. */
const say = async (tracker: Tracker, words: string): Promise<string> => {
  const input = { speakerKind: 'YOUNG_PERSON', speakerBasis: 'STATED', theme: 'packs', about: 'The packs', words };
  const { data, errors } = await tracker.ask(
    'mutation ($input: RecordFeedbackInput!) { recordFeedback(input: $input) { events { id } userErrors { message } } }',
    { input },
    'participation',
  );
  const payload = data?.['recordFeedback'] as { events: { id: string }[]; userErrors: unknown[] };
  expect([errors, payload.userErrors]).toEqual([undefined, []]);
  return payload.events[0]!.id;
};

const erase = async (tracker: Tracker, entryId: string): Promise<void> => {
  const { generation } = tracker.projector.readModels;
  const { data } = await tracker.ask(
    'mutation ($input: EraseWordsInput!) { eraseWords(input: $input) { userErrors { message } } }',
    { input: { entryId, requestRef: 'DP-1' } },
    'data-protection',
  );
  expect(data).toEqual({ eraseWords: { userErrors: [] } });
  while (tracker.projector.readModels.generation === generation) await new Promise((next) => setTimeout(next, 20));
};

let folder: string;
let file: string;
let copy: string;
beforeEach(() => {
  folder = temporaryFolder();
  file = join(temporaryFolder(), 'models.sqlite');
  copy = join(temporaryFolder(), 'copy');
});

/** Log and keys in a folder of their own, as a new copy of the service finds them. */
const backUp = async (): Promise<void> => {
  rmSync(copy, { recursive: true, force: true });
  expect(await cli(folder, 'backup', copy)).toMatchObject({ code: 0, err: '' });
};
const generationOf = (path: string): string => {
  const db = new DatabaseSync(path);
  const { generation } = db.prepare('select generation from meta').get() as { generation: string };
  db.close();
  return generation;
};

describe('tracker snapshot', () => {
  it('lets a new copy of the service read on from read models taken under load', async () => {
    const tracker = await start(folder);
    const isOver = new AbortController();
    let said = 0;
    const lane = async (): Promise<void> => {
      while (!isOver.signal.aborted) {
        await say(tracker, 'The packs came late.');
        said++;
      }
    };
    const load = Promise.all([lane(), lane(), lane(), lane()]);
    while (said < 40) await new Promise((next) => setTimeout(next, 5));
    const before = said;
    const taken = await cli(folder, 'snapshot', file);
    expect(taken).toMatchObject({ code: 0, err: '' });
    const events = Number(/^Copied read models of ([\d,]+) events/.exec(taken.out)?.[1]?.replaceAll(',', ''));
    expect(events).toBeGreaterThanOrEqual(before);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const whileTaken = said;
    while (said < whileTaken + 10) await new Promise((next) => setTimeout(next, 5));
    isOver.abort();
    await load;
    // Backed up after the snapshot, so the copy has something to catch up with.
    await backUp();
    const answer = await tracker.ask(FEEDBACK);
    await stop(tracker);

    expect(await cli(copy, 'restore', file)).toEqual({
      ...{ code: 0, err: '' },
      out: `Read models of ${events} events are in ${copy}; the service reads on from there.\n`,
    });
    const again = await start(copy);
    expect(again.projector.readModels.generation).toBe(generationOf(file));
    expect(again.projector.readModels.seq).toBeGreaterThan(events);
    expect(await again.ask(FEEDBACK)).toEqual(answer);
    await say(again, 'The new ones are good.');
  });

  it('writes over nothing, and has nothing to take where no service ran', async () => {
    await stop(await start(folder));
    expect(await cli(folder, 'snapshot', file)).toMatchObject({
      code: 1,
      err: `There are no read models in ${folder}: start the service there first.\n`,
    });
    const tracker = await start(folder);
    await say(tracker, 'The packs came late.');
    expect(await cli(folder, 'snapshot', file)).toMatchObject({ code: 0 });
    expect(await cli(folder, 'snapshot', file)).toMatchObject({
      code: 1,
      err: `${file} is there already: name a file that is not.\n`,
    });
  });
});

describe('tracker restore', () => {
  let tracker: Tracker;
  let entry: string;
  beforeEach(async () => {
    tracker = await start(folder);
    entry = await say(tracker, SECRET);
    await say(tracker, 'The packs came late.');
    expect(await cli(folder, 'snapshot', file)).toMatchObject({ code: 0 });
  });

  const refusal = async (): Promise<string> => {
    const { code, err } = await cli(copy, 'restore', file);
    expect(code).toBe(1);
    expect(existsSync(join(copy, 'read-models.sqlite'))).toBe(false);
    return err;
  };

  it('leaves read models alone that are there', async () => {
    expect(await cli(folder, 'restore', file)).toMatchObject({
      code: 1,
      err: `There are read models in ${folder} already: restore into a new data folder.\n`,
    });
  });

  it('refuses what is no snapshot', async () => {
    await backUp();
    file = join(copy, 'keys.sqlite');
    expect(await refusal()).toBe(`${file} is no snapshot, or one of a log without events.\n`);
  });

  it('refuses a snapshot of another log', async () => {
    const other = temporaryFolder();
    const elsewhere = await start(other);
    await say(elsewhere, 'The packs came late.');
    await stop(elsewhere);
    mkdirSync(copy);
    expect(await cli(other, 'backup', copy)).toMatchObject({ code: 0 });
    expect(await refusal()).toMatch(/^The snapshot is of another log, or of this one before it was moved\./);
  });

  it('refuses a snapshot of another version of the tracker', async () => {
    await backUp();
    const db = new DatabaseSync(file);
    db.exec("update meta set projections = 'others'");
    db.close();
    expect(await refusal()).toMatch(/^The snapshot was taken with another version of the tracker/);
  });

  it('refuses a snapshot that is newer than the log', async () => {
    await backUp();
    await say(tracker, 'And one more.');
    rmSync(file);
    expect(await cli(folder, 'snapshot', file)).toMatchObject({ code: 0 });
    expect(await refusal()).toMatch(/^The snapshot knows of events that the log does not hold/);
  });

  it('does not bring words back that were erased since, and takes none along that are being erased', async () => {
    expect(readFileSync(file).includes(SECRET)).toBe(true);
    await erase(tracker, entry);
    await stop(tracker);
    await backUp();
    expect(await refusal()).toMatch(/^Words were erased since the snapshot was taken, and it would bring them back/);

    const checkpoints = new DatabaseSync(join(folder, 'reactions.sqlite'));
    checkpoints.exec("update reached set seq = seq - 1 where reaction = 'erasure'");
    checkpoints.close();
    rmSync(file);
    expect(await cli(folder, 'snapshot', file)).toMatchObject({
      code: 1,
      err: 'Words are being erased just now: let the service finish, and take the snapshot again.\n',
    });
    expect(existsSync(file)).toBe(false);

    tracker = await start(folder);
    await erased(folder);
    expect(await cli(folder, 'snapshot', file)).toMatchObject({ code: 0 });
    expect(readFileSync(file).includes(SECRET)).toBe(false);
    await backUp();
    expect(await cli(copy, 'restore', file)).toMatchObject({ code: 0 });
    const again = await start(copy);
    const { data } = await again.ask(FEEDBACK);
    const { nodes } = data?.['feedback'] as { nodes: readonly { readonly words: string | null }[] };
    expect(nodes.map(({ words }) => words).sort()).toEqual(['The packs came late.', null]);
  });
});

/** Resolves once the service has carried out its erasures. */
const erased = async (dataDir: string): Promise<void> => {
  const db = new DatabaseSync(join(dataDir, 'reactions.sqlite'));
  const reached = db.prepare("select seq from reached where reaction = 'erasure'");
  const before = reached.get()?.['seq'];
  while (reached.get()?.['seq'] === before) await new Promise((next) => setTimeout(next, 20));
  db.close();
};

it('read models of another log are not read on from', async () => {
  const other = temporaryFolder();
  for (const dataDir of [folder, other]) {
    const tracker = await start(dataDir);
    await say(tracker, 'The packs came late.');
    await stop(tracker);
  }
  cpSync(join(folder, 'read-models.sqlite'), join(other, 'read-models.sqlite'));
  const { exited, output } = runService({ DATA_DIR: other, PORT: '0', ...SETTINGS });
  expect(await exited).toBe(1);
  expect(output.err).toMatch(/read-models\.sqlite was made of another log: is DATA_DIR right\?/);
});
