import { afterEach, expect, it } from '@jest/globals';
import { NO_STREAM } from '@eventstore/db-client';
import { anEvent, appended, Wire } from './support.js';

const wire = new Wire();
afterEach(() => wire.end());

it('is asked who leads, and the leader is written to', async () => {
  const cluster = await wire.cluster();
  await appended(wire.client(cluster));
  expect(cluster.leader.calls.filter(({ method }) => method === 'append')).toHaveLength(1);
});

it('goes on under another leader when the first is killed, with everything stored', async () => {
  const cluster = await wire.cluster({ tls: true });
  const client = wire.client(cluster);
  const event = anEvent();
  await appended(client, 'notes', { event, expectedRevision: NO_STREAM });
  const killed = await cluster.killLeader();
  await expect(appended(client)).rejects.toMatchObject({ type: 'unavailable' });
  await expect(appended(client, 'notes', { event, expectedRevision: NO_STREAM })).resolves.toBe(0n);
  expect(cluster.leader).not.toBe(killed);
});

it('keeps a client waiting that is bound to a frozen leader, but not a new one', async () => {
  const cluster = await wire.cluster();
  const client = wire.client(cluster);
  await appended(client);
  const [frozen, next] = cluster.servers;
  frozen!.freeze();
  cluster.elect(next!);
  await expect(appended(client, 'notes', { deadline: 300 })).rejects.toMatchObject({ type: 'deadline-exceeded' });
  await expect(appended(wire.client({ connectionString: next!.connectionString }))).resolves.toBe(1n);
});

it('has followers that pass writes on, unless the leader itself is wanted', async () => {
  const cluster = await wire.cluster();
  const follower = wire.client(cluster.servers[2]!);
  await expect(appended(follower)).resolves.toBe(0n);
  const options = { requiresLeader: true, credentials: { username: 'admin', password: 'changeit' } };
  await expect(follower.appendToStream('notes', [anEvent()], options)).rejects.toMatchObject({
    type: 'not-leader',
    leader: { address: '127.0.0.1', port: cluster.leader.port },
  });
});

it('is not ready while nobody leads', async () => {
  const cluster = await wire.cluster();
  await cluster.leader.kill();
  await expect(appended(wire.client(cluster.servers[1]!))).rejects.toMatchObject({ type: 'unavailable' });
});
