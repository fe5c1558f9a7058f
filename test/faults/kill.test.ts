import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { toEntry } from '../../src/event-sourcing/entry-rows.js';
import { START, type Recorded } from '../../src/event-sourcing/messages.js';
import { ReadModels } from '../../src/event-sourcing/read-models.js';
import type { Life } from '../support/pledges/killed.process.js';
import { commandIdOf, commandOf, eventsOf, LANES, nameOf, type Asked } from '../support/pledges/lanes.js';
import { pledgesProjection } from '../support/pledges/pledges.projection.js';
import { openSpine } from '../support/pledges/spine.js';
import { allTables } from '../support/tables.js';
import { temporaryFolder } from '../support/temporary.js';

const ROUNDS = 100;
/** Longest time that a process lives after its commands began, in milliseconds. */
const LONGEST_LIFE_MS = 120;
/** In every so many rounds the process also rebuilds its read models, and in as many it is killed while it starts. */
const REBUILDS = 5;
const PATIENCE_MS = 300_000;

const SCRIPT = fileURLToPath(new URL('../support/pledges/killed.process.js', import.meta.url));

/** What an answer said: the version, and the ids of its events. */
type Answers = Map<string, { readonly asked: Asked; readonly version: number; readonly ids: readonly string[] }>;

/** Lets a process live and kills it; answers whether its checkpoint was level with the log when it was ready. */
const live = async (life: Life, answers: Answers, milliseconds: number): Promise<string> => {
  const child = spawn(process.execPath, [SCRIPT, JSON.stringify(life)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    // Most of such a short life is spent on loading code.
    env: { ...process.env, NODE_COMPILE_CACHE: join(life.folder, 'compiled') },
  });
  const ended = new Promise<NodeJS.Signals | null>((resolve) => child.once('close', (_, signal) => resolve(signal)));
  let ready = '';
  if (milliseconds < 0) setTimeout(() => child.kill('SIGKILL'), -milliseconds);
  for await (const line of createInterface({ input: child.stdout })) {
    const [word, name = '', version, ids = ''] = line.split(' ');
    if (word === 'ready') ready = line;
    if (word === 'again' && milliseconds >= 0) setTimeout(() => child.kill('SIGKILL'), milliseconds);
    if (word !== 'answered' || ids.length < 36) continue;
    const [round = 0, lane = 0, n = 0] = name.split('/').map(Number);
    answers.set(name, { asked: { round, lane, n }, version: Number(version), ids: ids.split(',') });
  }
  // Anything else than our own signal is a fault of the process, whose output says which.
  expect(await ended).toBe('SIGKILL');
  return ready;
};

/** What every lane may have had under way in this round: its first command that was not answered. */
const underWay = (round: number, answers: Answers): readonly Asked[] =>
  Array.from({ length: LANES }, (_, lane) => {
    let n = 0;
    while (answers.has(nameOf({ round, lane, n }))) n++;
    return { round, lane, n };
  });

it(
  `loses nothing answered and does nothing twice, killed at ${ROUNDS} random moments with ${LANES} commands under way`,
  async () => {
    const folder = temporaryFolder();
    const answers: Answers = new Map();
    let unanswered: readonly Asked[] = [];
    let level = 0;

    for (let round = 0; round < ROUNDS; round++) {
      const isShort = round % REBUILDS === 1;
      const lifetime = isShort ? -randomInt(200, 700) : randomInt(LONGEST_LIFE_MS);
      const rebuilds = round % REBUILDS === 2;
      const ready = await live({ folder, round, unanswered, rebuilds }, answers, lifetime);
      if (ready) {
        const [, seq, entries, where] = ready.split(' ');
        expect([entries, where]).toEqual([seq, 'level']);
        level++;
      }
      const open = unanswered.filter((asked) => !answers.has(nameOf(asked)));
      unanswered = [...open, ...underWay(round, answers)];
    }
    expect(level).toBeGreaterThan(ROUNDS / 2);

    const spine = await openSpine(folder);
    for (const asked of unanswered) {
      const { version, events } = await spine.send(commandOf(asked));
      answers.set(nameOf(asked), { asked, version, ids: events.map(({ id }) => id) });
    }
    const log: Recorded[] = [];
    for await (const { events } of spine.store.readAll(START)) {
      log.push(...(await spine.sealing.open(events)));
    }

    const byCommand = Map.groupBy(log, ({ commandId }) => commandId);
    for (const { asked, version, ids } of answers.values()) {
      const events = byCommand.get(commandIdOf(asked)) ?? [];
      expect(events.map(({ id }) => id)).toEqual(ids);
      expect(events).toHaveLength(eventsOf(asked));
      expect(events.at(-1)?.version).toBe(version);
    }
    const FOUNDINGS = 12;
    expect(byCommand.size).toBe(answers.size + FOUNDINGS);
    expect(new Set(log.map(({ id }) => id)).size).toBe(log.length);

    const fresh = ReadModels.open(temporaryFolder(), [pledgesProjection]);
    fresh.project(log.map((event, index) => toEntry(event, index + 1)));
    expect(spine.projector.readModels.position).toBe(await spine.store.head());
    expect(spine.projector.readModels.seq).toBe(log.length);
    expect(allTables(spine.projector.readModels.db)).toEqual(allTables(fresh.db));
    fresh.close();
    await spine.close();
  },
  PATIENCE_MS,
);
