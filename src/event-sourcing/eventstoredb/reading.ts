import {
  BACKWARDS,
  END,
  metastreamOf,
  type EventStoreDBClient,
  type ReadStreamOptions,
  type StreamingRead,
} from '@eventstore/db-client';
import { StoreFault } from '../errors.js';
import { Unanswered } from './errors.js';
import type { Connection, Limits } from './connection.js';
import { told } from './names.js';
import type { Position } from '../messages.js';

/** Events in one call: few enough to be sent within its time limit. */
const PAGE = 500;

/** Everything one read of the client sends; its stream is released however it ends. */
const readOut = async <Event>(connection: Connection, stream: StreamingRead<Event>): Promise<Event[]> => {
  const events: Event[] = [];
  const { signal } = connection.closing;
  const { promise: isOut, resolve, reject } = Promise.withResolvers<void>();
  const close = (): void => reject(new Unanswered('closed'));
  signal.addEventListener('abort', close);
  try {
    // There must always be a listener: an error without one ends the process.
    stream.on('error', reject);
    stream.on('data', (event: Event) => events.push(event));
    stream.on('end', resolve);
    stream.on('close', resolve);
    await isOut;
  } finally {
    // The signal lives as long as the connection, and so would everything that was ever read.
    signal.removeEventListener('abort', close);
    stream.cancel().catch(() => undefined);
  }
  // A client that was closed meanwhile ends what it was sending as if it were all.
  if (signal.aborted) throw new Unanswered('closed');
  return events;
};

const isNoStream = (error: unknown): boolean => (error as { type?: string }).type === 'stream-not-found';

const page = async (
  connection: Connection,
  name: string,
  [client, { credentials }]: readonly [EventStoreDBClient, Limits],
  options: Pick<ReadStreamOptions, 'fromRevision' | 'direction'> & { readonly maxCount: number },
) => {
  try {
    return await readOut(connection, client.readStream(name, { ...options, credentials }));
  } catch (error) {
    if (isNoStream(error)) return undefined;
    throw error;
  }
};

/**
 * The events of a stream from a revision, in pages; none where there never was such a stream. Throws `StoreFault` DAMAGED
 * where the server hides events of it: an append would be numbered after those, and a rule decided without them.
 */
export async function* streamPages(connection: Connection, name: string, fromRevision: bigint) {
  for (let from = fromRevision; ;) {
    const events = await connection.call((...given) =>
      page(connection, name, given, { fromRevision: from, maxCount: PAGE }),
    );
    const first = events?.[0]?.event?.revision;
    const isWhole = first === undefined ? events !== undefined && from > 0n : first === from;
    if (!isWhole && (events || (await cutBy(connection, name)))) throw hidden(name, connection.address);
    if (!events) return;
    yield events;
    const last = events.at(-1)?.event;
    if (events.length < PAGE || !last) return;
    from = last.revision + 1n;
  }
}

/** What in a stream's metadata makes the server hide its first events, or all of them when it was deleted. */
const CUTS = ['$tb', '$maxCount', '$maxAge'] as const;

/** By what the server hides events of a stream, now or some day; `undefined` where it hides none. */
export const cutBy = async (connection: Connection, name: string): Promise<string | undefined> => {
  const metadata = (await lastOf(connection, metastreamOf(name)))?.data;
  const cuts = CUTS.filter((cut) => Object.hasOwn(Object(metadata) as object, cut));
  return cuts.length > 0 ? cuts.join(', ') : undefined;
};

const hidden = (name: string, address: string): StoreFault =>
  new StoreFault(
    'DAMAGED',
    `The stream ${name} on EventStoreDB at ${address} was deleted or cut there, so that entries of the record are ` +
      `hidden. Nothing was written to it. Its administrator brings back what is still there by writing the ` +
      `stream's metadata without ${CUTS.join(', ')}, and once more where it was deleted.`,
  );

/** The last event of a stream; `undefined` when it has none. */
export const lastOf = async (connection: Connection, name: string, patience?: number) => {
  const options = { fromRevision: END, direction: BACKWARDS, maxCount: 1 } as const;
  const events = await connection.call((...given) => page(connection, name, given, options), undefined, patience);
  return events?.[0]?.event;
};

/** How many events a stream has been given. */
export const versionOf = async (connection: Connection, name: string): Promise<number> =>
  Number((await lastOf(connection, name))?.revision ?? -1n) + 1;

/** The position of the last event in the server's log, whoever wrote it. One attempt. */
export const endOfLog = async (
  connection: Connection,
  client: EventStoreDBClient,
  { credentials }: Limits,
): Promise<Position> => {
  const options = { direction: BACKWARDS, fromPosition: END, maxCount: 1, credentials } as const;
  const [last] = await readOut(connection, client.readAll(options));
  // A server's log begins with events of its own, so that an empty answer is a broken one.
  if (!last?.event) throw new Unanswered('the log was sent without its end');
  return told(last.event.position);
};
