import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Server } from '@grpc/grpc-js';
import type { Metadata } from '@grpc/grpc-js';
import gossipService from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import featuresService from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import streamsService from '@eventstore/db-client/generated/streams_grpc_pb.js';
import usersService from '@eventstore/db-client/generated/users_grpc_pb.js';
import { admit, loginOf } from './access.js';
import { appending, deleting, tombstoning } from './appending.js';
import { batchAppending } from './batch-appending.js';
import { makeCertificates } from './certificates.js';
import type { Certificates } from './certificates.js';
import { notLeader, notReady, Refusal } from './errors.js';
import { Faults } from './faults.js';
import type { Fault, Harm, Method, When } from './faults.js';
import { supportedMethods } from './features.js';
import { Front, LOCAL } from './front.js';
import { gossiping } from './gossip.js';
import type { Member } from './gossip.js';
import type { Right, WireNode } from './node.js';
import { reading } from './reading.js';
import { usersOf } from './users.js';
import { credentialsOf } from './options.js';
import type { WireOptions } from './options.js';
import { WireStore } from './store.js';
import { watching } from './watching.js';
import type { Watched, WireCall } from './watching.js';

const MIB = 1024 * 1024;
/** The largest message the real server takes. */
const LARGEST_MESSAGE = 17 * MIB;

/** Starts a server that speaks EventStoreDB's protocol on 127.0.0.1. Stop it in the test's `afterEach`. */
export const wireServer = async (options: WireOptions = {}): Promise<WireServer> => {
  const server = new WireServer(options);
  await server.start();
  return server;
};

/** A single node, or one of several (see `wireCluster`). */
export class WireServer implements WireNode, Watched, Member {
  readonly id = randomUUID();
  readonly host: string;
  readonly store: WireStore;
  readonly maxAppendSize: number;
  readonly faults = new Faults();
  /** Calls that have not ended. */
  readonly openCalls = new Set<WireCall>();
  /** Every call since the start, oldest first. */
  readonly calls: WireCall[] = [];
  /** How far the server's clock is ahead, in milliseconds; it may be changed at any time. */
  clockSkewMs: number;
  /** Whom it is in a cluster with, itself among them; itself alone unless `wireCluster` says otherwise. */
  members: readonly WireServer[] = [this];
  isLeader = true;
  readonly #certificates: Certificates | undefined;
  #folder: string | undefined;
  readonly #grpc: Server;
  #front: Front | undefined;
  #port: number;

  constructor(options: WireOptions) {
    this.store = options.store ?? new WireStore();
    this.maxAppendSize = options.maxAppendSize ?? MIB;
    this.clockSkewMs = options.clockSkewMs ?? 0;
    this.#port = options.port ?? 0;
    const { tls = false } = options;
    this.#certificates = typeof tls === 'boolean' ? (tls ? makeCertificates() : undefined) : tls;
    // TLS is asked for by name: Node warns of addresses.
    this.host = this.#certificates ? 'localhost' : LOCAL;
    for (const [login, password] of Object.entries(options.users ?? {})) {
      if (!this.store.users.has(login)) this.store.addUser(login, { password, fullName: login, groups: [] });
    }
    this.#grpc = new Server({
      interceptors: [watching(this)],
      'grpc.max_receive_message_length': LARGEST_MESSAGE,
      'grpc.max_send_message_length': -1,
    });
    this.#grpc.addService(streamsService.StreamsService, {
      read: reading(this),
      append: appending(this),
      batchAppend: batchAppending(this),
      delete: deleting(this),
      tombstone: tombstoning(this),
    });
    this.#grpc.addService(featuresService.ServerFeaturesService, {
      getSupportedMethods: supportedMethods(options.version ?? '23.10.8.0'),
    });
    this.#grpc.addService(usersService.UsersService, { ...usersOf(this.store, this.#certificates !== undefined) });
    this.#grpc.addService(gossipService.GossipService, { read: gossiping(() => this.members) });
  }

  get port(): number {
    return this.#port;
  }

  /** What `EventStoreDBClient.connectionString` takes: without a name and a password, which matter with TLS only. */
  get connectionString(): string {
    const tls = this.#certificates ? `tls=true&tlsCAFile=${this.caFile}` : 'tls=false';
    return `esdb://${this.host}:${this.port}?${tls}`;
  }

  /** The file a client finds the authority of the server's certificate in; there is one with TLS only. */
  get caFile(): string {
    this.#folder ??= mkdtempSync(join(tmpdir(), 'wire-'));
    const file = join(this.#folder, 'ca.crt');
    writeFileSync(file, this.#certificates!.ca);
    return file;
  }

  get isAlive(): boolean {
    return this.#front?.isOpen === true;
  }

  now(): number {
    return Date.now() + this.clockSkewMs;
  }

  /** Listens; on the same port as before when it did already. */
  async start(): Promise<void> {
    this.#front ??= new Front(await this.#bind());
    this.#port = await this.#front.open(this.#port);
  }

  /** Orders a fault for calls to come. */
  fault(on: Method, harm: Harm, when?: When): Fault {
    return this.faults.order(on, harm, when);
  }

  /** Ends every open subscription, with a status or (without one) well. */
  dropSubscriptions(refusal?: Refusal): void {
    for (const call of this.openCalls) if (call.method === 'subscribe') call.drop(refusal);
  }

  /** Cuts every connection and goes on. */
  cut(): void {
    this.#front?.cut();
  }

  /** Cuts every connection, as when the process is killed: `restart` brings it back with what it had stored. */
  async kill(): Promise<void> {
    await this.#front?.close();
  }

  /** Back on the same port; what only the running process remembered is gone. */
  async restart(): Promise<void> {
    await this.kill();
    this.store.forgetRecent();
    await this.start();
  }

  /** Stops moving bytes while every connection stays: SIGSTOP. */
  freeze(): void {
    this.#front?.freeze();
  }

  /** SIGCONT. */
  thaw(): void {
    this.#front?.thaw();
  }

  /** Ends for good. */
  async stop(): Promise<void> {
    await this.kill();
    this.#grpc.forceShutdown();
    if (this.#folder) rmSync(this.#folder, { recursive: true });
  }

  identify(caller: Metadata): string | undefined {
    return this.#certificates && loginOf(this.store, caller);
  }

  admit(caller: Metadata, right: Right, stream: string): void {
    if (this.#certificates) admit(this.store, loginOf(this.store, caller), right, stream);
  }

  takeWrite(caller: Metadata): void {
    this.takeRead(caller);
    if (!this.members.some((member) => member.isLeader && member.isAlive)) throw notReady();
  }

  takeRead(caller: Metadata): void {
    if (this.isLeader || caller.get('requires-leader')[0] !== 'true') return;
    const leader = this.members.find((member) => member.isLeader);
    throw leader ? notLeader(leader.host, leader.port) : notReady();
  }

  async #bind(): Promise<number> {
    const credentials = credentialsOf(this.#certificates);
    return new Promise((resolve, reject) => {
      this.#grpc.bindAsync(`${LOCAL}:0`, credentials, (error, port) => {
        if (error) reject(error);
        else resolve(port);
      });
    });
  }
}
