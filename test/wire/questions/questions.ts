import { EventStoreDBClient } from '@eventstore/db-client';
import type { Credentials } from '@eventstore/db-client';
import { askOfAppending } from './appending.js';
import { askOfFollowingAStream, askOfFollowingTheLog } from './following.js';
import { Inquiry } from './inquiry.js';
import { askOfDeleting, askOfReading } from './reading.js';

/**
 * Asks a server, through the real client, everything the adapter depends on, and answers a line a question.
 * `test/fixtures/eventstoredb` holds what real servers answered. `credentials` are an administrator's.
 */
export const answersOf = async (
  connectionString: string,
  credentials: Credentials = { username: 'admin', password: 'changeit' },
): Promise<readonly string[]> => {
  const client = EventStoreDBClient.connectionString(connectionString);
  const inquiry = new Inquiry(client, credentials);
  await askOfAppending(inquiry, 'append');
  await askOfAppending(inquiry, 'batch append');
  await askOfReading(inquiry);
  await askOfDeleting(inquiry);
  await askOfFollowingAStream(inquiry);
  await askOfFollowingTheLog(inquiry);
  await inquiry.ask('a disposed client', async () => {
    await client.dispose();
    return 'done';
  });
  return inquiry.lines;
};
