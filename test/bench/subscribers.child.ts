import { once } from 'node:events';
import { WebSocket } from 'ws';

/** Where to subscribe, as whom, and how often. */
export interface Subscribing {
  readonly url: string;
  readonly authorization: string;
  readonly query: string;
  readonly subscribers: number;
}

/** Sockets opened at a time. */
const AT_ONCE = 50;

const [order] = (await once(process, 'message')) as [Subscribing];
let told = 0;

const subscribe = async (): Promise<void> => {
  const socket = new WebSocket(order.url, 'graphql-transport-ws');
  await once(socket, 'open');
  await new Promise<void>((resolve, reject) => {
    socket.on('message', (data: Buffer) => {
      const { type, payload } = JSON.parse(data.toString()) as { type: string; payload?: { errors?: unknown } };
      if (type === 'connection_ack') {
        socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: order.query } }));
        // Answered behind the subscription.
        socket.send(JSON.stringify({ type: 'ping' }));
      } else if (type === 'pong') resolve();
      else if (type === 'ping') socket.send(JSON.stringify({ type: 'pong' }));
      else if (type !== 'next' || payload?.errors) reject(new Error(`The server said ${data.toString()}.`));
      else if (++told % order.subscribers === 0) process.send?.('all told');
    });
    socket.on('error', reject);
    socket.send(JSON.stringify({ type: 'connection_init', payload: { Authorization: order.authorization } }));
  });
};

for (let n = 0; n < order.subscribers; n += AT_ONCE) {
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, order.subscribers - n) }, subscribe));
}
process.send?.('subscribed');
