import { afterEach, describe, expect, it } from '@jest/globals';
import { EventStoreDbEventStore } from '../../src/event-sourcing/event-store.eventstoredb.js';
import { Connection, PATIENCE, type EventStoreDbSettings } from '../../src/event-sourcing/eventstoredb/connection.js';
import { START } from '../../src/event-sourcing/messages.js';
import { newEvents, newStream } from '../support/new-event.js';
import { makeCertificates } from '../wire/certificates.js';
import { ADMIN, Wire } from '../wire/support.js';
import { collected, ids } from '../event-sourcing/event-store.contract.subject.js';

const PATIENT = { ...PATIENCE, call: 1_000, retries: 8_000 };
const wire = new Wire();
const stores: EventStoreDbEventStore[] = [];
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
  await wire.end();
});

const open = async (settings: Omit<EventStoreDbSettings, 'prefix'>, patience = PATIENT) => {
  const store = await EventStoreDbEventStore.open({ prefix: 'cheshire-', ...settings }, undefined, patience);
  stores.push(store);
  return store;
};
/** What whoever starts the service reads. */
const sentence = async (settings: Omit<EventStoreDbSettings, 'prefix'>): Promise<string> => {
  const error: unknown = await open(settings, { ...PATIENT, retries: 500 }).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(error).toMatchObject({ name: 'StoreFault' });
  return (error as Error).message;
};
const app = { username: 'app', password: 'apppw' };

describe('a start on EventStoreDB', () => {
  it('says that nobody answers there', async () => {
    const server = await wire.server();
    const { connectionString, port } = server;
    await server.kill();
    expect(await sentence({ connectionString })).toMatch(
      new RegExp(
        `^EventStoreDB at 127\\.0\\.0\\.1:${port} cannot be reached \\(connect ECONNREFUSED 127\\.0\\.0\\.1:${port}\\)`,
      ),
    );
  });

  it('says that the certificate is not trusted, that it has expired, and that TLS is not spoken', async () => {
    const server = await wire.server({ tls: true });
    const { connectionString } = server;
    const [bare = ''] = connectionString.split('&tlsCAFile');
    expect(await sentence({ ...app, connectionString: bare })).toMatch(
      /^The certificate of EventStoreDB at localhost:\d+ is not trusted \(unable to verify the first certificate\): set EVENTSTORE_CA_FILE/,
    );
    expect(await sentence({ connectionString: bare.replace('tls=true', 'tls=false') })).toMatch(/cannot be reached/);

    const expired = await wire.server({ tls: makeCertificates(new Date(Date.now() - 86_400_000)) });
    expect(await sentence({ ...app, connectionString: expired.connectionString })).toMatch(
      /has expired: renew it there/,
    );
  });

  it('says which host of several is not trusted, where the client only says that it found none', async () => {
    const cluster = await wire.cluster({ tls: true });
    const [bare = ''] = cluster.connectionString.split('&tlsCAFile');
    expect(await sentence({ ...app, connectionString: bare })).toMatch(/is not trusted \(unable to verify/);
  });

  it('says whether the user or the right is missing, and starts with both', async () => {
    const { connectionString } = await wire.server({ tls: true, users: { app: 'apppw' } });
    expect(await sentence({ connectionString })).toMatch(/set EVENTSTORE_USERNAME and EVENTSTORE_PASSWORD/);
    expect(await sentence({ connectionString, username: 'nobody', password: 'x' })).toMatch(
      /does not know the user nobody, or not by this password/,
    );
    expect(await sentence({ connectionString, ...app, password: 'wrong' })).toMatch(/does not know the user app/);
    expect(await sentence({ connectionString, ...app })).toMatch(
      /^The user app lacks the right to read the log \(\$all\).+eventstoredb-setup$/,
    );

    const administrator = new Connection({ connectionString, ...ADMIN });
    await administrator.once((client, limits) =>
      client.setStreamMetadata('$all', { acl: { readRoles: ['$admins', 'app'] } }, limits),
    );
    await administrator.close();
    const store = await open({ connectionString, ...app });
    const [stream, events] = [newStream(), newEvents(2)];
    await store.append(stream, events, 0);
    expect(ids(await collected(store.readAll(START)))).toEqual(ids(events));
  });

  it('does not repeat a password that stands in an address it cannot read', async () => {
    expect(await sentence({ connectionString: 'esdb://app:geheim@host:port?tls=maybe', ...app })).not.toMatch(/geheim/);
  });
});

describe('three nodes', () => {
  it.each(['killed', 'frozen'])('take what is appended while their leader is %s, each event once', async (harm) => {
    const cluster = await wire.cluster();
    const store = await open({ connectionString: cluster.connectionString });
    const appends = Array.from({ length: 40 }, () => ({ stream: newStream(), events: newEvents(1) }));
    const first = appends.slice(0, 20).map(({ stream, events }) => store.append(stream, events, 0));
    await first[0];
    const { leader } = cluster;
    if (harm === 'killed') await cluster.killLeader();
    else {
      leader.freeze();
      cluster.elect(cluster.servers.find((server) => server !== leader) ?? leader);
    }
    const rest = appends.slice(20).map(({ stream, events }) => store.append(stream, events, 0));
    await Promise.all([...first, ...rest]);
    const all = ids(await collected(store.readAll(START)));
    expect(all.sort()).toEqual(appends.flatMap(({ events }) => ids(events)).sort());
    leader.thaw();
  });
});
