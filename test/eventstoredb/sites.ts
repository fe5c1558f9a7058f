import { exec } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { hostsOf, isSecure, userOf } from '../../src/event-sourcing/eventstoredb/address.js';
import type { EventStoreDbSettings } from '../../src/event-sourcing/eventstoredb/connection.js';
import { wireCluster, type WireCluster } from '../wire/cluster.js';
import { wireServer, type WireServer } from '../wire/server.js';
import { ADMIN } from '../wire/support.js';

/** A server or a cluster that tests run against. It may hold anything, and others may use it meanwhile. */
export interface Site {
  /** As an administrator, with a prefix that nobody has used before. */
  settings(): EventStoreDbSettings;
  /** Does something to a node, named by its host and port. */
  kill(host: string): Promise<void>;
  restart(host: string): Promise<void>;
  freeze(host: string): Promise<void>;
  thaw(host: string): Promise<void>;
  /** Our own servers, where it is not a real one. */
  readonly wire: readonly WireServer[];
  close(): Promise<void>;
}

/** What there is to be opened. */
export interface NamedSite {
  readonly name: string;
  readonly isSecure: boolean;
  readonly nodes: number;
  readonly open: () => Promise<Site>;
}

const REAL = process.env['EVENTSTORE_TEST_URL'];

/** A prefix nobody used before, so that a log may hold what other tests and other runs wrote. */
export const freshPrefix = (): string => `t${randomUUID().slice(0, 8)}-`;

/** A node takes every EVENTSTORE_… for a setting of its own, and does not start with one that it does not know. */
const WITHOUT_OURS = Object.fromEntries(
  Object.entries(process.env).filter(([setting]) => !setting.startsWith('EVENTSTORE_TEST_')),
);

/** Runs what the tester has set to do something to a node: a shell command that is told which by NODE, HOST and PORT. */
const ordered = (setting: string, hosts: readonly string[]) => async (host: string) => {
  const command = process.env[setting];
  if (!command) throw new Error(`${setting} is not set.`);
  const [HOST, PORT] = host.split(':');
  const NODE = `${hosts.indexOf(host) + 1}`;
  await promisify(exec)(command, { env: { ...WITHOUT_OURS, NODE, HOST, PORT: PORT ?? '2113' }, timeout: 60_000 });
};

const realSite = (url: string): NamedSite => {
  const hosts = hostsOf(url);
  const user = isSecure(url) ? (userOf(url) ?? {}) : {};
  return {
    name: `${hosts.length === 1 ? 'one node' : `${hosts.length} nodes`} at ${hosts.join(', ')}`,
    isSecure: isSecure(url),
    nodes: hosts.length,
    open: async () => ({
      settings: () => ({ connectionString: url, ...user, prefix: freshPrefix() }),
      kill: ordered('EVENTSTORE_TEST_KILL', hosts),
      restart: ordered('EVENTSTORE_TEST_RESTART', hosts),
      freeze: ordered('EVENTSTORE_TEST_FREEZE', hosts),
      thaw: ordered('EVENTSTORE_TEST_THAW', hosts),
      wire: [],
      close: () => Promise.resolve(),
    }),
  };
};

const wireNode: NamedSite = {
  name: 'one node over the wire',
  isSecure: false,
  nodes: 1,
  open: async () => {
    const server = await wireServer();
    return {
      settings: () => ({ connectionString: server.connectionString, prefix: freshPrefix() }),
      kill: () => server.kill(),
      restart: () => server.restart(),
      freeze: async () => server.freeze(),
      thaw: async () => server.thaw(),
      wire: [server],
      close: () => server.stop(),
    };
  },
};

const wireNodes: NamedSite = {
  name: 'three nodes over the wire and TLS',
  isSecure: true,
  nodes: 3,
  open: async () => {
    const cluster = await wireCluster({ tls: true });
    const node = (host: string) => cluster.servers.find(({ port }) => host.endsWith(`:${port}`)) as WireServer;
    return {
      settings: () => ({ connectionString: cluster.connectionString, ...ADMIN, prefix: freshPrefix() }),
      kill: async (host) => {
        await node(host).kill();
        succeed(cluster);
      },
      restart: (host) => node(host).restart(),
      freeze: async (host) => {
        node(host).freeze();
        succeed(cluster);
      },
      thaw: async (host) => node(host).thaw(),
      wire: cluster.servers,
      close: () => cluster.stop(),
    };
  },
};

/** Elects one that lives, as a cluster does by itself. */
const succeed = (cluster: WireCluster): void => {
  if (!cluster.leader.isAlive) cluster.elect(cluster.servers.find(({ isAlive }) => isAlive) as WireServer);
};

/** The real server that is named to the tests, else those of our own that speak its protocol. */
export const SITES: readonly NamedSite[] = REAL ? [realSite(REAL)] : [wireNode, wireNodes];
