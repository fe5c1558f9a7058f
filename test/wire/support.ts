import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import type { AppendExpectedRevision, Credentials, EventData } from '@eventstore/db-client';
import { WireCluster, wireCluster } from './cluster.js';
import type { WireOptions } from './options.js';
import { wireServer } from './server.js';
import type { WireServer } from './server.js';

/** Servers and clients of one test, all ended by `end`. */
export class Wire {
  readonly #opened: (() => Promise<unknown>)[] = [];

  async server(options?: WireOptions): Promise<WireServer> {
    const server = await wireServer(options);
    this.#opened.push(() => server.stop());
    return server;
  }

  async cluster(options?: WireOptions): Promise<WireCluster> {
    const cluster = await wireCluster(options);
    this.#opened.push(() => cluster.stop());
    return cluster;
  }

  client({ connectionString }: { readonly connectionString: string }, settings = ''): EventStoreDBClient {
    const client = EventStoreDBClient.connectionString(connectionString + settings);
    this.#opened.push(() => client.dispose());
    return client;
  }

  async end(): Promise<void> {
    // Clients first: a server that is gone makes them try again.
    for (const close of this.#opened.reverse().splice(0)) await close();
  }
}

/** Whoever may do everything. */
export const ADMIN: Credentials = { username: 'admin', password: 'changeit' };

export const anEvent = (): EventData => jsonEvent({ type: 'Noted', data: { n: 1 } });

/** Appends one event the classic way: with credentials. Answers the stream's revision after it. */
export const appended = async (
  client: EventStoreDBClient,
  stream = 'notes',
  { event = anEvent(), expectedRevision = 'any', deadline = 5000, credentials = ADMIN }: AppendOptions = {},
): Promise<bigint> => {
  const options = { expectedRevision, deadline, credentials };
  return (await client.appendToStream(stream, [event], options)).nextExpectedRevision;
};

interface AppendOptions {
  readonly event?: EventData;
  readonly expectedRevision?: AppendExpectedRevision;
  /** Milliseconds. */
  readonly deadline?: number;
  readonly credentials?: Credentials;
}
