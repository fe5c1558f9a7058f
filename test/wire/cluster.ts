import { makeCertificates } from './certificates.js';
import { wireServer } from './server.js';
import type { WireServer } from './server.js';
import type { WireOptions } from './options.js';
import { WireStore } from './store.js';

/** Several nodes over one log, of which one leads. */
export class WireCluster {
  constructor(readonly servers: readonly WireServer[]) {
    for (const server of servers) server.members = servers;
    this.elect(servers[0]!);
  }

  get leader(): WireServer {
    return this.servers.find(({ isLeader }) => isLeader)!;
  }

  /** Names every node, so that the client asks them who leads. */
  get connectionString(): string {
    const hosts = this.servers.map(({ host, port }) => `${host}:${port}`);
    return this.servers[0]!.connectionString.replace(hosts[0]!, hosts.join());
  }

  /** Makes a node the leader; the one before it follows from now on. An election is never held by itself. */
  elect(leader: WireServer): void {
    for (const server of this.servers) server.isLeader = server === leader;
  }

  /** Kills the leader, and elects another at once. Answers the one that was killed. */
  async killLeader(): Promise<WireServer> {
    const { leader } = this;
    await leader.kill();
    this.elect(this.servers.find(({ isAlive }) => isAlive)!);
    return leader;
  }

  async stop(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.stop()));
  }
}

/** Starts a cluster of three (or as many as said) on 127.0.0.1; the first leads. Ports are free ones. */
export const wireCluster = async (options: WireOptions = {}, size = 3): Promise<WireCluster> => {
  const store = options.store ?? new WireStore();
  // One authority for all of them, as a client names one file.
  const tls = options.tls === true ? makeCertificates() : options.tls;
  const setup = { ...options, store, ...(tls && { tls }) };
  return new WireCluster(await Promise.all(Array.from({ length: size }, () => wireServer(setup))));
};
