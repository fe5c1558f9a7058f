import { EventStoreDBClient, jsonEvent, NO_STREAM, streamNameFilter, type JSONType } from '@eventstore/db-client';
import { connectionStringOf } from '../../src/event-sourcing/eventstoredb/address.js';
import type { EventStoreDbSettings } from '../../src/event-sourcing/eventstoredb/connection.js';
import { serverPosition } from '../../src/event-sourcing/eventstoredb/names.js';
import type { NewEvent, Position } from '../../src/event-sourcing/messages.js';

/** The client by itself, doing as the documentation shows: the bound of what is done through the adapter. */
export const bareClient = (settings: EventStoreDbSettings) => {
  const client = EventStoreDBClient.connectionString(connectionStringOf(settings));
  const credentials = { username: settings.username ?? 'nobody', password: settings.password ?? 'nothing' };
  const shared = EventStoreDBClient.connectionString(settings.connectionString);
  const written = ({ id, type, data, ...metadata }: NewEvent) =>
    jsonEvent({ id, type, data: data as JSONType, metadata: metadata });
  return {
    /** One event by a call of its own, which is what credentials make of it. */
    append: (stream: string, event: NewEvent) =>
      client.appendToStream(`bare-${stream}`, [written(event)], { credentials, expectedRevision: NO_STREAM }),
    /** The same through the one stream that all appends of a client share, and are lost with together. */
    appendShared: (stream: string, event: NewEvent) =>
      shared.appendToStream(`bare-${stream}`, [written(event)], { expectedRevision: NO_STREAM }),
    /** So many events of this prefix, all after a position. */
    async follow(prefix: string, from: Position, count: number): Promise<void> {
      const filter = streamNameFilter({ prefixes: [prefix] });
      const subscription = client.subscribeToAll({ fromPosition: serverPosition(from), filter, credentials });
      let given = 0;
      for await (const { event } of subscription) {
        if (event && ++given === count) break;
      }
      await subscription.unsubscribe();
    },
    async close(): Promise<void> {
      await client.dispose();
      await shared.dispose();
    },
  };
};
