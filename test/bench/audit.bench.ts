import { addDays } from '../../src/event-sourcing/days.js';
import { Projector } from '../../src/event-sourcing/projector.js';
import { ask, load, type BenchServer, type Load } from './bench-app.js';
import type { BenchRow } from './bench-row.js';
import { median, QUESTIONS } from './http.bench.js';
import { syntheticWorkstreamId } from './synthetic-plan.js';

const NEVER_TWICE = { nonce: '[nonce]' };
/** Before everything; each day further back is another period that finds the same, so that no answer was kept. */
const LONG_AGO = '2000-01-01';
const ROUNDS = 3;

/** All questions of the audit over the whole record, and what a reader feels of it. */
export const auditBench = async (tracker: BenchServer, size: string): Promise<readonly BenchRow[]> => {
  let asked = 0;
  const audit = async () => {
    const started = performance.now();
    await ask(tracker, `{ auditQuestions(from: "${addDays(LONG_AGO, -asked++)}") { name count } }`);
    return performance.now() - started;
  };
  const body = [{ query: QUESTIONS.page, variables: { workstream: [syntheticWorkstreamId(1)], ...NEVER_TWICE } }];
  const times: number[] = [];
  const alone: Load[] = [];
  const beside: Load[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    times.push(await audit());
    alone.push(await load(tracker, body));
    let isOver = false;
    const auditing = (async () => {
      while (!isOver) await audit();
    })();
    beside.push(await load(tracker, body));
    isOver = true;
    await auditing;
  }
  const scanning = performance.now();
  tracker.app.get(Projector).readModels.db.prepare('select sum(length(body)) from entries').get();
  const scan = performance.now() - scanning;
  const all = times.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] as number;
  const [quiet, busy] = [median(alone), median(beside)];
  return [
    {
      name: `audit, all questions, ${size}`,
      ratio: all / scan,
      aim: 'for information',
      detail: `${Math.round(all)} ms, against ${Math.round(scan)} ms to read every entry once`,
    },
    {
      name: `page beside the audit, p99, ${size}`,
      ratio: busy.p99 / quiet.p99,
      aim: '≤ 2',
      detail: `${quiet.p99} ms alone, ${busy.p99} ms beside`,
    },
  ];
};
