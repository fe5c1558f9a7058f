import { jsonEvent, metastreamOf, type JSONRecordedEvent } from '@eventstore/db-client';
import { Connection, type EventStoreDbSettings } from '../../src/event-sourcing/eventstoredb/connection.js';
import { lastOf } from '../../src/event-sourcing/eventstoredb/reading.js';

/** The same as a user of this run who is nobody in particular, and who is not there yet. */
export const ordinaryOf = (settings: EventStoreDbSettings): EventStoreDbSettings => ({
  ...settings,
  username: `app-${settings.prefix}user`,
  password: 'an ordinary password',
});

/** Takes a user's right to read the log away; everybody else keeps theirs. */
export const withoutRight = async (settings: EventStoreDbSettings, user: string): Promise<void> => {
  const connection = new Connection(settings);
  const name = metastreamOf('$all');
  const last = await lastOf(connection, name);
  const metadata = ((last as JSONRecordedEvent | undefined)?.data ?? {}) as { $acl?: { $r?: string | string[] } };
  const roles = [metadata.$acl?.$r ?? []].flat();
  if (last && roles.includes(user)) {
    const $r = roles.filter((role) => role !== user);
    const event = jsonEvent({ type: '$metadata', data: { ...metadata, $acl: { ...metadata.$acl, $r } } });
    await connection.call((client, limits) =>
      client.appendToStream(name, event, { ...limits, expectedRevision: last.revision }),
    );
  }
  await connection.close();
};
