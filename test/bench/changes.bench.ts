import { addDays } from '../../src/event-sourcing/days.js';
import { ask, load, serveConstants, type BenchServer } from './bench-app.js';
import type { BenchRow } from './bench-row.js';
import { paired, perSecond } from './http.bench.js';
import { seeded } from './synthetic-plan.js';

const NEVER_TWICE = { nonce: '[nonce]' };
/** The last year of the synthetic plan, and the years of it. */
const FIRST_DAY = '2016-06-01';
const DAYS = 3_200;
const A_YEAR = 365;
/** Different windows that are asked in turn: more than are asked in one measurement. */
const WINDOWS = 5_000;

const CHANGES = `query ($from: ChangePoint!, $to: ChangePoint) { changes(from: $from, to: $to, first: 50) {
  counts { kind count } pageInfo { endCursor hasNextPage }
  nodes { commitment { id reference title state } kinds fields { field from to } entryCount
    entries { id type effectiveDay statedOn } } } }`;
const LINE = `{ statusOverTime(every: WEEK, groupBy: [STATE, RATING], from: "2024-12-01", to: "2025-12-01") {
  day counts { state rating count } } }`;

/** What changed between random days within a year, counts and first 50, and a line over time; against constants. */
export const changesBench = async (tracker: BenchServer, size: string): Promise<readonly BenchRow[]> => {
  const random = seeded(7);
  const windows = Array.from({ length: WINDOWS }, () => {
    const from = addDays(FIRST_DAY, Math.floor(random() * (DAYS - A_YEAR)));
    return { from: { day: from }, to: { day: addDays(from, 1 + Math.floor(random() * A_YEAR)) } };
  });
  const answers = { Changes: await ask(tracker, CHANGES, windows[0]), Line: await ask(tracker, LINE) };
  const bound = await serveConstants(answers);
  const constant = (name: keyof typeof answers) => () =>
    load(bound, [{ query: bound.queries[name] as string, variables: { n: 1, ...NEVER_TWICE } }]);
  try {
    const changed = await paired(
      () =>
        load(
          tracker,
          windows.map((variables) => ({ query: CHANGES, variables: { ...variables, ...NEVER_TWICE } })),
        ),
      constant('Changes'),
    );
    const line = await paired(() => load(tracker, [{ query: LINE, variables: NEVER_TWICE }]), constant('Line'));
    return [
      {
        name: `what changed, first 50, ${size}`,
        ratio: changed.ours.rate / changed.bound.rate,
        aim: '≥ 0.4',
        detail: `${perSecond(changed.ours)} (p99 ${changed.ours.p99} ms, ${changed.ours.bytes.toLocaleString('en-GB')} bytes) against ${perSecond(changed.bound)} (${changed.bound.bytes.toLocaleString('en-GB')} bytes)`,
      },
      {
        name: `status over time, 52 weeks, ${size}`,
        ratio: line.ours.rate / line.bound.rate,
        aim: 'for information',
        detail: `${perSecond(line.ours)} (p50 ${line.ours.p50} ms) against ${perSecond(line.bound)}`,
      },
    ];
  } finally {
    await bound.close();
  }
};
