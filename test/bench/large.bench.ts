import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { addDays } from '../../src/event-sourcing/days.js';
import { Projector } from '../../src/event-sourcing/projector.js';
import type { BenchRow } from './bench-row.js';
import { ask, load, settingsOf, type BenchServer, type Load } from './bench-app.js';
import { median, paired, perSecond, QUESTIONS } from './http.bench.js';
import { syntheticId, syntheticWorkstreamId } from './synthetic-plan.js';

const NEVER_TWICE = { nonce: '[nonce]' };
const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url));

const history = (commitments: number) =>
  Array.from({ length: 300 }, (_, n) => ({
    query: QUESTIONS.history,
    variables: { id: syntheticId((n * 7_919) % Math.floor(commitments * 0.8)), first: 20, ...NEVER_TWICE },
  }));

/** Does a long log make a short history slower? */
export const historyBySize = async (
  small: BenchServer,
  large: BenchServer,
  [few, many]: readonly [number, number],
): Promise<BenchRow> => {
  const { ours, bound } = await paired(
    () => load(large, history(many)),
    () => load(small, history(few)),
  );
  return {
    name: 'history at 10k against 1M events',
    ratio: bound.rate / ours.rate,
    aim: '≤ 1.2',
    detail: `${perSecond(bound)} at 10k, ${perSecond(ours)} at 1M`,
  };
};

/** First pages of histories that nobody has looked at yet, against looking at the same once more. */
export const historyFirstLook = async (tracker: BenchServer, commitments: number): Promise<BenchRow> => {
  const each = LOOKS / ROUNDS;
  const rounds: { first: number; again: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    // Other commitments than any row asks for: those that were made last, one after the other.
    const ids = Array.from({ length: each }, (_, n) => syntheticId(commitments - 1 - round * each - n));
    const look = async (): Promise<number> => {
      const started = performance.now();
      for (let n = 0; n < each; n += AT_ONCE) {
        const some = ids.slice(n, n + AT_ONCE);
        await Promise.all(some.map((id) => ask(tracker, QUESTIONS.history, { id, first: 20, nonce: asked++ })));
      }
      return (each / (performance.now() - started)) * 1_000;
    };
    rounds.push({ first: await look(), again: await look() });
  }
  const { first, again } = rounds.toSorted((a, b) => a.first / a.again - b.first / b.again)[1]!;
  return {
    name: 'history, first look, 1M',
    ratio: first / again,
    aim: 'for information',
    detail: `${Math.round(first).toLocaleString('en-GB')}/s the first time, ${Math.round(again).toLocaleString('en-GB')}/s once more, asked from the same thread`,
  };
};

/** Commitments looked at for the first time, in rounds; the others of a row come from the first eight tenths. */
const LOOKS = 1_800;
const ROUNDS = 3;
const AT_ONCE = 16;
let asked = 0;

/** A question about a past that was asked before, against the same about now. */
export const warmPast = async (tracker: BenchServer, size: string): Promise<readonly BenchRow[]> => {
  const asOf = '2022-06-30';
  const asked = [
    {
      name: 'page',
      bodies: [{ query: QUESTIONS.page, variables: { workstream: [syntheticWorkstreamId(1)], ...NEVER_TWICE } }],
    },
    { name: 'history', bodies: history(1_000) },
  ];
  const rows: BenchRow[] = [];
  for (const { name, bodies } of asked) {
    const past = bodies.map(({ query, variables }) => ({ query, variables: { ...variables, asOf } }));
    await load(tracker, past, 1);
    const { ours, bound } = await paired(
      () => load(tracker, past),
      () => load(tracker, bodies),
    );
    rows.push({
      name: `a past, warm, ${name}, ${size}`,
      ratio: bound.rate / ours.rate,
      aim: '≤ 1.2',
      detail: `${perSecond(bound)} now, ${perSecond(ours)} as of ${asOf}`,
    });
  }
  return rows;
};

/** The first question about a past, against filling all read models from the log. */
export const coldPast = async (tracker: BenchServer, size: string): Promise<readonly BenchRow[]> => {
  const projector = tracker.app.get(Projector);
  const rebuilding = performance.now();
  await projector.rebuild();
  const whole = performance.now() - rebuilding;
  // The starting points are kept when there is time; here it is given.
  await projector.timeTravel.keepIntervals();
  const rows: BenchRow[] = [];
  for (const axis of ['asOf', 'toldBy', 'knownAt'] as const) {
    const times: number[] = [];
    for (let n = 0; n < 9; n++) {
      const day = addDays('2017-03-11', n * 331);
      const started = performance.now();
      await ask(
        tracker,
        `{ commitments(first: 50, ${axis}: "${axis === 'knownAt' ? `${day}T09:00:00Z` : day}") { totalCount nodes { state } } }`,
      );
      times.push(performance.now() - started);
    }
    const middle = times.toSorted((a, b) => a - b)[4] as number;
    rows.push({
      name: `a past, cold, ${axis}, ${size}`,
      ratio: middle / whole,
      aim: '≤ 0.1',
      detail: `${Math.round(middle)} ms (worst ${Math.round(Math.max(...times))}) against a rebuild of ${Math.round(whole)} ms`,
    });
  }
  return rows;
};

/** What a reader of now feels of pasts being built beside. */
export const pastsBeside = async (tracker: BenchServer): Promise<BenchRow> => {
  const body = [{ query: QUESTIONS.page, variables: { workstream: [syntheticWorkstreamId(1)], ...NEVER_TWICE } }];
  const alone: Load[] = [];
  const beside: Load[] = [];
  let built = 0;
  for (let round = 0; round < 3; round++) {
    alone.push(await load(tracker, body));
    let isOver = false;
    const builders = (async () => {
      while (!isOver) {
        await ask(tracker, `{ commitments(asOf: "${addDays('2016-06-01', built++ * 17)}") { totalCount } }`);
      }
    })();
    beside.push(await load(tracker, body));
    isOver = true;
    await builders;
  }
  const [quiet, busy] = [median(alone), median(beside)];
  return {
    name: 'page while pasts are built, p99',
    ratio: busy.p99 / quiet.p99,
    aim: '≤ 2',
    detail: `${quiet.p99} ms alone, ${busy.p99} ms beside ${built} pasts`,
  };
};

/** From the start of the process to ready, with a long log against none. */
export const startBySize = async (folder: string): Promise<BenchRow> => {
  const empty = mkdtempSync(join(tmpdir(), 'tracker-empty-'));
  try {
    const times = { empty: [] as number[], full: [] as number[] };
    for (let round = 0; round < 5; round++) {
      times.empty.push(await startOf(empty));
      times.full.push(await startOf(folder));
    }
    const [short, long] = [
      times.empty.toSorted((a, b) => a - b)[2] as number,
      times.full.toSorted((a, b) => a - b)[2] as number,
    ];
    return {
      name: 'start with 1M events',
      ratio: long / short,
      aim: '≤ 1.5',
      detail: `${Math.round(long)} ms against ${Math.round(short)} ms empty`,
    };
  } finally {
    rmSync(empty, { recursive: true, force: true });
  }
};

const startOf = async (dataDir: string): Promise<number> => {
  const port = 20_000 + (Math.floor(performance.now()) % 20_000);
  const started = performance.now();
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env['PATH'], ...settingsOf(dataDir), HOST: '127.0.0.1', PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const isReady = () =>
    fetch(`http://127.0.0.1:${port}/health/ready`).then(
      ({ status }) => status === 200,
      () => false,
    );
  while (!(await isReady())) await new Promise((resolve) => setTimeout(resolve, 5));
  const took = performance.now() - started;
  child.kill('SIGTERM');
  await once(child, 'exit');
  return took;
};
