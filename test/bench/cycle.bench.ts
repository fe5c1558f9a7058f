import { ask, type BenchServer } from './bench-app.js';
import type { BenchRow } from './bench-row.js';
import { syntheticId } from './synthetic-plan.js';

/** As many as `submitUpdates` takes. */
const AT_ONCE = 200;

interface Done {
  readonly position: string;
  readonly userErrors: readonly { readonly message: string }[];
  readonly body?: { readonly id: string };
  readonly meeting?: { readonly id: string };
}

/** Sends a mutation and waits until what it recorded can be read. Throws when it was refused. */
const send = async (server: BenchServer, mutation: string, input: object, more = ''): Promise<Done> => {
  const type = mutation.charAt(0).toUpperCase() + mutation.slice(1);
  const { done } = (await ask(
    server,
    `mutation ($input: ${type}Input!) { done: ${mutation}(input: $input) { position userErrors { message } ${more} } }`,
    { input },
  )) as { done: Done };
  if (done.userErrors.length > 0) throw new Error(`${mutation}: ${JSON.stringify(done.userErrors)}`);
  await ask(server, `query ($at: String) { commitments(first: 1, minPosition: $at) { nodes { id } } }`, {
    at: done.position,
  });
  return done;
};

const millisecondsOf = async (work: () => Promise<unknown>): Promise<number> => {
  const started = performance.now();
  await work();
  return performance.now() - started;
};

/** A reporting cycle over every commitment: opened, half of them spoken of, closed; each until it can be read. */
export const cycleBench = async (server: BenchServer, commitments: number): Promise<BenchRow> => {
  const body = await send(server, 'establishBody', { name: 'Benchmark board', kind: 'BOARD' }, 'body { id }');
  const today = new Date().toISOString().slice(0, 10);
  const planned = await send(server, 'scheduleMeeting', { bodyId: body.body?.id, on: today }, 'meeting { id }');
  const meetingId = planned.meeting?.id;
  const opening = await millisecondsOf(() => send(server, 'openReporting', { meetingId, closesOn: today }));
  const spoken = Math.floor(commitments / 2);
  const told = await millisecondsOf(async () => {
    for (let n = 0; n < spoken; n += AT_ONCE) {
      const items = Array.from({ length: Math.min(AT_ONCE, spoken - n) }, (_, m) => ({
        commitmentId: syntheticId(2 * (n + m)),
        progress: { summary: 'The sessions went on as planned.' },
      }));
      await send(server, 'submitUpdates', { items }, 'results { userErrors { message } }');
    }
  });
  const closing = await millisecondsOf(() => send(server, 'closeReporting', { meetingId }));
  const silent = (await ask(
    server,
    `query ($meetingId: ID) { noUpdateReceived(meetingId: $meetingId, first: 1) { totalCount } }`,
    { meetingId },
  )) as { noUpdateReceived: { totalCount: number } };
  const { totalCount } = silent.noUpdateReceived;
  if (totalCount !== commitments - spoken) throw new Error(`${totalCount} are on the list; ${spoken} were spoken of.`);
  const shown = (n: number) => n.toLocaleString('en-GB');
  return {
    name: `close a cycle over ${shown(commitments)}, s`,
    ratio: closing / 1_000,
    aim: 'for information',
    detail: `closed in ${Math.round(closing)} ms, opened in ${Math.round(opening)} ms, each until it can be read; ${shown(spoken)} words between in ${(told / 1_000).toFixed(1)} s`,
  };
};
