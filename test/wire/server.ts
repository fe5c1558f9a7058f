import { randomUUID } from 'node:crypto';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import type { Metadata } from '@grpc/grpc-js';
import gossipService from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import featuresService from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import streamsService from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { appending, deleting, tombstoning } from './appending.js';
import { batchAppending } from './batch-appending.js';
import { notLeader, notReady, Refusal } from './errors.js';
import { Faults } from './faults.js';
import type { Fault, Harm, Method, When } from './faults.js';
import { supportedMethods } from './features.js';
import { Front, LOCAL } from './front.js';
import { gossiping } from './gossip.js';
import type { Member } from './gossip.js';
import type { Right, WireNode } from './node.js';
import { reading } from './reading.js';
import { WireStore } from './store.js';
import { watching } from './watching.js';
import type { Watched, WireCall } from './watching.js';

/** How a server is set up; everything may be left out. */
export interface WireOptions {
  /** A free one unless named. */
  readonly port?: number;
  /** What it holds: a store of its own unless one is handed over. */
  readonly store?: WireStore;
  /** Bytes an append may bring: 1 MiB unless named. */
  readonly maxAppendSize?: number;
  /** How far its clock is ahead, in milliseconds. */
  readonly clockSkewMs?: number;
  /** What it says it is. */
  readonly version?: string;
}

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
  readonly host = LOCAL;
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
  readonly #grpc: Server;
  #front: Front | undefined;
  #port: number;

  constructor(options: WireOptions) {
    this.store = options.store ?? new WireStore();
    this.maxAppendSize = options.maxAppendSize ?? MIB;
    this.clockSkewMs = options.clockSkewMs ?? 0;
    this.#port = options.port ?? 0;
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
    this.#grpc.addService(gossipService.GossipService, { read: gossiping(() => this.members) });
  }

  get port(): number {
    return this.#port;
  }

  /** What `EventStoreDBClient.connectionString` takes. */
  get connectionString(): string {
    return `esdb://${this.host}:${this.port}?tls=false`;
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
  }

  identify(_caller: Metadata): string | undefined {
    return undefined;
  }

  admit(_caller: Metadata, _right: Right, _stream: string): void {}

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
    return new Promise((resolve, reject) => {
      this.#grpc.bindAsync(`${LOCAL}:0`, ServerCredentials.createInsecure(), (error, port) => {
        if (error) reject(error);
        else resolve(port);
      });
    });
  }
}
