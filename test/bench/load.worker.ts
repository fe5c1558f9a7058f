import { Agent, request } from 'node:http';
import { parentPort, threadId, workerData } from 'node:worker_threads';

/** What to ask, of whom, how long and from how many connections. */
export interface Order {
  readonly url: string;
  readonly authorization: string;
  /** JSON texts, sent in turn; `NONCE` in one is another number each time, in every load. */
  readonly bodies: readonly string[];
  readonly seconds: number;
  readonly connections: number;
}

/** What came of it: milliseconds of each answer, sorted, and bytes of all bodies. */
export interface Delivery {
  readonly seconds: number;
  readonly latencies: Float64Array;
  readonly bytes: number;
}

/** Stands in a body for a number that is another one each time. */
export const NONCE = '"[nonce]"';

const { url, authorization, bodies, seconds, connections } = workerData as Order;
const agent = new Agent({ keepAlive: true, maxSockets: connections });
const latencies: number[] = [];
let [sent, bytes] = [0, 0];

const post = (body: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const started = performance.now();
    const headers = { authorization, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    request(`${url}/graphql`, { method: 'POST', agent, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        const text = Buffer.concat(chunks);
        if (answer.statusCode !== 200 || text.includes('"errors":') || text.includes('"userErrors":[{')) {
          reject(new Error(`The server answered ${answer.statusCode}: ${text.subarray(0, 500).toString()}`));
          return;
        }
        latencies.push(performance.now() - started);
        bytes += text.length;
        resolve();
      });
    })
      .on('error', reject)
      .end(body);
  });

const started = performance.now();
const until = started + seconds * 1_000;
await Promise.all(
  Array.from({ length: connections }, async () => {
    while (performance.now() < until) {
      const body = bodies[sent % bodies.length] as string;
      // With the thread's number: no load of this process asks what another one asked.
      await post(body.replace(NONCE, `${threadId}.${sent++}`));
    }
  }),
);
agent.destroy();
parentPort?.postMessage({
  seconds: (performance.now() - started) / 1_000,
  latencies: Float64Array.from(latencies).sort(),
  bytes,
} satisfies Delivery);
