import { afterEach, expect, it } from '@jest/globals';
import { EventStoreDBClient, START } from '@eventstore/db-client';
import type { Credentials } from '@eventstore/db-client';
import { makeCertificates } from './certificates.js';
import { ADMIN, appended, Wire } from './support.js';

const wire = new Wire();
afterEach(() => wire.end());

const APP: Credentials = { username: 'app', password: 'secret' };
const YESTERDAY = new Date(Date.now() - 24 * 3600 * 1000);

const logLength = async (client: EventStoreDBClient, credentials: Credentials): Promise<number> => {
  let count = 0;
  for await (const _ of client.readAll({ fromPosition: START, credentials })) count++;
  return count;
};

it('lets an ordinary user write streams, and read the log once it has that right', async () => {
  const client = wire.client(await wire.server({ tls: true, users: { app: 'secret' } }));
  await expect(appended(client, 'notes', { credentials: APP })).resolves.toBe(0n);
  await expect(logLength(client, APP)).rejects.toMatchObject({ type: 'access-denied', code: 7 });
  await expect(
    client.setStreamMetadata('$all', { acl: { readRoles: ['app'] } }, { credentials: APP }),
  ).rejects.toMatchObject({ type: 'access-denied' });
  await client.setStreamMetadata('$all', { acl: { readRoles: ['$admins', 'app'] } }, { credentials: ADMIN });
  await expect(logLength(client, APP)).resolves.toBeGreaterThan(0);
});

it('knows a wrong password from no password', async () => {
  const client = wire.client(await wire.server({ tls: true, users: { app: 'secret' } }));
  const wrong = { ...APP, password: 'guess' };
  await expect(appended(client, 'notes', { credentials: wrong })).rejects.toMatchObject({
    type: 'access-denied',
    code: 16,
  });
  await expect(client.appendToStream('notes', [])).rejects.toMatchObject({ type: 'access-denied', code: undefined });
});

it.each([
  ['that nobody vouches for', makeCertificates(), 'unable to verify the first certificate'],
  ['that has expired', makeCertificates(YESTERDAY), 'certificate has expired'],
])('shows a certificate %s', async (_, tls, reason) => {
  const server = await wire.server({ tls });
  const trusted = reason.includes('expired') ? server : await wire.server({ tls: true });
  const connectionString = server.connectionString.replace(/tlsCAFile=.*/, `tlsCAFile=${trusted.caFile}`);
  await expect(appended(wire.client({ connectionString }))).rejects.toMatchObject({
    type: 'unavailable',
    message: expect.stringContaining(reason),
  });
});

it('hears nothing in plain text where it speaks TLS', async () => {
  const server = await wire.server({ tls: true });
  const client = wire.client({ connectionString: `esdb://localhost:${server.port}?tls=false` });
  await expect(appended(client)).rejects.toMatchObject({ type: 'unavailable' });
});
