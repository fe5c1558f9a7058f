import { readFileSync } from 'node:fs';
import { credentials, Metadata } from '@grpc/grpc-js';
import gossipService from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import gossip from '@eventstore/db-client/generated/gossip_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import { caFileOf, hostsOf, isSecure } from '../../src/event-sourcing/eventstoredb/address.js';
import type { EventStoreDbSettings } from '../../src/event-sourcing/eventstoredb/connection.js';

const { VNodeState } = gossip.MemberInfo;
/** A node as another knows it. */
interface Member {
  readonly host: string;
  readonly state: gossip.MemberInfo.VNodeState;
  readonly isAlive: boolean;
}

/** What a node knows of all; `undefined` where it does not answer within a second. */
const told = (host: string, { connectionString }: EventStoreDbSettings): Promise<readonly Member[] | undefined> => {
  const ca = caFileOf(connectionString);
  const channel = isSecure(connectionString)
    ? credentials.createSsl(ca ? readFileSync(ca) : null)
    : credentials.createInsecure();
  const client = new gossipService.GossipClient(host, channel);
  return new Promise((resolve) => {
    client.read(new shared.Empty(), new Metadata(), { deadline: Date.now() + 1_000 }, (error, answer) => {
      client.close();
      if (error) return resolve(undefined);
      const members = answer.getMembersList().map((member) => ({
        host: `${member.getHttpEndPoint()?.getAddress()}:${member.getHttpEndPoint()?.getPort()}`,
        state: member.getState(),
        isAlive: member.getIsAlive(),
      }));
      return resolve(members);
    });
  });
};

const members = async (settings: EventStoreDbSettings): Promise<readonly (readonly Member[] | undefined)[]> =>
  Promise.all(hostsOf(settings.connectionString).map((host) => told(host, settings)));

const isLeader = ({ state, isAlive }: Member): boolean => isAlive && state === VNodeState.LEADER;

/** Host and port of the node that leads, which is the only one where there is one. */
export const leaderOf = async (settings: EventStoreDbSettings): Promise<string> => {
  const hosts = hostsOf(settings.connectionString);
  if (hosts.length === 1) return hosts[0] as string;
  for (;;) {
    const leader = (await members(settings)).flatMap((known) => known?.find(isLeader) ?? [])[0];
    if (leader) return leader.host;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};

/** Waits until every node answers, and all of them say that one leads and the others follow it. */
export const whole = async (settings: EventStoreDbSettings): Promise<void> => {
  const hosts = hostsOf(settings.connectionString);
  // A single one has nobody to agree with.
  if (hosts.length === 1) return;
  const isWhole = (known: readonly Member[] | undefined): boolean =>
    known !== undefined &&
    known.filter(isLeader).length === 1 &&
    known.filter(({ state, isAlive }) => isAlive && (state === VNodeState.FOLLOWER || state === VNodeState.LEADER))
      .length === hosts.length;
  while (!(await members(settings)).every(isWhole)) await new Promise((resolve) => setTimeout(resolve, 200));
};
