import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ask, type BenchServer } from './bench-app.js';
import type { BenchRow } from './bench-row.js';
import type { Subscribing } from './subscribers.child.js';
import { syntheticId } from './synthetic-plan.js';

const SUBSCRIBERS = 1_000;
const MiB = 2 ** 20;
const ACTIVITY =
  'subscription { activity { cursor summary entry { id type } commitment { id reference title state } } }';
const REPORT = `mutation ($id: ID!) { reportProgress(input: { commitmentId: $id, summary: "The sessions went on as planned." }) {
  userErrors { message } } }`;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** What this process holds when it has tidied up, in bytes. */
const held = (): { readonly rss: number; readonly heap: number } => {
  collect();
  const { rss, heapUsed } = process.memoryUsage();
  return { rss, heap: heapUsed };
};

/** What a thousand subscribers cost in memory, and how soon one event has reached them all; they live in another process. */
export const subscribersBench = async (server: BenchServer): Promise<BenchRow> => {
  const before = held();
  const clients = fork(new URL('subscribers.child.js', import.meta.url));
  try {
    const heard = once(clients, 'message');
    const url = `${server.url.replace('http', 'ws')}/graphql`;
    const { authorization } = server;
    clients.send({ url, authorization, query: ACTIVITY, subscribers: SUBSCRIBERS } satisfies Subscribing);
    await heard;
    const tell = async (): Promise<number> => {
      const told = once(clients, 'message');
      const started = performance.now();
      await ask(server, REPORT, { id: syntheticId(1) });
      await told;
      return performance.now() - started;
    };
    // The first one finds every subscription at work, and everything compiled.
    await tell();
    const after = held();
    const times = [await tell(), await tell(), await tell()].sort((a, b) => a - b);
    const [rss, heap] = [after.rss - before.rss, after.heap - before.heap];
    const perEach = (bytes: number) => `${(bytes / SUBSCRIBERS / 1_024).toFixed(0)} KiB`;
    const shown = (bytes: number) => `${Math.round(bytes / MiB)} MiB`;
    return {
      name: `${SUBSCRIBERS.toLocaleString('en-GB')} subscribers, MiB`,
      ratio: rss / MiB,
      aim: 'for information',
      detail: `RSS from ${shown(before.rss)} to ${shown(after.rss)}, ${perEach(rss)} each (${perEach(heap)} of it heap); one event reaches all in ${Math.round(times[1] ?? NaN)} ms`,
    };
  } finally {
    clients.kill();
    await once(clients, 'exit');
  }
};
