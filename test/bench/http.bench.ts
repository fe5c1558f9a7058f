import type { BenchRow } from './bench-row.js';
import { ask, load, serveConstants, type BenchServer, type Load } from './bench-app.js';
import { syntheticId, syntheticWorkstreamId } from './synthetic-plan.js';

const ROUNDS = 3;
/** Makes each request another text, so that no kept answer serves it: the load puts a number in its place. */
const NEVER_TWICE = { nonce: '[nonce]' };

const COMMITMENT = `reference title state target { asWritten latest precision } overdue awaitingSignOff
  lead { lead { name } } rating { rating assessor } partOf { id reference title } workstream { id name }
  latestUpdate { summary percent effectiveDay statedOn source { paper locator } }`;

/** The questions that are measured. */
export const QUESTIONS = {
  page: `query ($after: String, $workstream: [ID!], $asOf: Day) {
    commitments(filter: { workstream: $workstream, state: [AGREED, IN_PROGRESS] }, first: 50, after: $after, asOf: $asOf) {
      pageInfo { endCursor hasNextPage } nodes { id ${COMMITMENT} } } }`,
  summary: `query ($asOf: Day) { statusSummary(groupBy: [STATE, WORKSTREAM], asOf: $asOf) { state workstream { name } count } }`,
  history: `query ($id: ID!, $first: Int!, $asOf: Day) { commitment(id: $id, asOf: $asOf) { history(first: $first) { nodes {
    id type effectiveDay statedOn recordedAt source { paper locator } statedBy { role body } recordedBy { role body }
    changes { field from to } } } } }`,
} as const;

/** The load in the middle. */
export const median = (loads: readonly Load[]): Load =>
  loads.toSorted((a, b) => a.rate - b.rate)[Math.floor(loads.length / 2)] as Load;
/** For people. */
export const perSecond = ({ rate }: Load): string => `${Math.round(rate).toLocaleString('en-GB')}/s`;

/** Ours and the bound in turn, so that a busy moment of the machine meets both. */
export const paired = async (ours: () => Promise<Load>, bound: () => Promise<Load>) => {
  const loads = { ours: [] as Load[], bound: [] as Load[] };
  for (let round = 0; round < ROUNDS; round++) {
    loads.ours.push(await ours());
    loads.bound.push(await bound());
  }
  return { ours: median(loads.ours), bound: median(loads.bound) };
};

const row = (name: string, aim: string, { ours, bound }: { ours: Load; bound: Load }): BenchRow => ({
  name,
  ratio: ours.rate / bound.rate,
  aim,
  detail: `${perSecond(ours)} (p99 ${ours.p99} ms) against ${perSecond(bound)}, constant of ${bound.bytes.toLocaleString('en-GB')} bytes`,
});

/** Reads and a mutation over HTTP, 16 connections, against the same server answering constants of the same shape. */
export const httpBench = async (tracker: BenchServer, commitments: number): Promise<readonly BenchRow[]> => {
  const workstream = [syntheticWorkstreamId(1)];
  const page = { query: QUESTIONS.page, variables: { workstream } };
  const pages = await cursors(tracker, workstream);
  const ids = Array.from({ length: 500 }, (_, n) => syntheticId((n * 7_919) % Math.floor(commitments * 0.8)));
  const history = (first: number) =>
    ids.map((id) => ({ query: QUESTIONS.history, variables: { id, first, ...NEVER_TWICE } }));
  const answers = {
    Page: await ask(tracker, QUESTIONS.page, page.variables),
    Summary: await ask(tracker, QUESTIONS.summary),
    Twenty: await ask(tracker, QUESTIONS.history, { id: ids[0], first: 20 }),
    Hundred: await ask(tracker, QUESTIONS.history, { id: ids[0], first: 100 }),
  };
  const bound = await serveConstants(answers);
  const constant = (name: keyof typeof answers) => () =>
    load(bound, [{ query: bound.queries[name] as string, variables: { n: 1, ...NEVER_TWICE } }]);
  try {
    return [
      row(
        'page of 50, first time',
        '≥ 0.45',
        await paired(
          () =>
            load(
              tracker,
              pages.map((after) => ({ ...page, variables: { workstream, after, ...NEVER_TWICE } })),
            ),
          constant('Page'),
        ),
      ),
      row('page of 50, repeated', '≥ 0.8', await paired(() => load(tracker, [page]), constant('Page'))),
      row(
        'status summary',
        '≥ 1.0',
        await paired(() => load(tracker, [{ query: QUESTIONS.summary, variables: NEVER_TWICE }]), constant('Page')),
      ),
      row('history, first 20', '≥ 0.9', await paired(() => load(tracker, history(20)), constant('Page'))),
      row('history, all 100', '≥ 0.35', await paired(() => load(tracker, history(100)), constant('Page'))),
      row(
        'history, first 20, own size',
        'for information',
        await paired(() => load(tracker, history(20)), constant('Twenty')),
      ),
      row(
        'history, all 100, own size',
        'for information',
        await paired(() => load(tracker, history(100)), constant('Hundred')),
      ),
      row(
        'mutation',
        '≥ 0.25',
        await paired(
          () =>
            load(
              tracker,
              ids.slice(0, 200).map((commitmentId) => ({ query: REPORT, variables: { commitmentId, ...NEVER_TWICE } })),
            ),
          () => load(bound, [{ query: 'mutation ($n: Int) { nothing(n: $n) }', variables: { n: 1 } }]),
        ),
      ),
    ];
  } finally {
    await bound.close();
  }
};

const REPORT = `mutation ($commitmentId: ID!) {
  reportProgress(input: { commitmentId: $commitmentId, summary: "The sessions went on as planned." }) { version position userErrors { message } } }`;

/** Where the pages of a long list begin. */
const cursors = async (tracker: BenchServer, workstream: readonly string[]): Promise<readonly (string | null)[]> => {
  const starts: (string | null)[] = [null];
  for (;;) {
    const { commitments } = (await ask(tracker, QUESTIONS.page, { workstream, after: starts.at(-1) })) as {
      commitments: { pageInfo: { endCursor: string; hasNextPage: boolean } };
    };
    if (!commitments.pageInfo.hasNextPage) return starts.slice(0, -1);
    starts.push(commitments.pageInfo.endCursor);
  }
};
