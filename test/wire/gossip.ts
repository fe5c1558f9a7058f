import type { handleUnaryCall } from '@grpc/grpc-js';
import gossip from '@eventstore/db-client/generated/gossip_pb.js';
import type { ClusterInfo } from '@eventstore/db-client/generated/gossip_pb.js';
import { uuidOf } from './codec.js';

/** One node of a cluster as the others know it. */
export interface Member {
  readonly id: string;
  readonly host: string;
  readonly port: number;
  readonly isAlive: boolean;
  readonly isLeader: boolean;
}

/** `Read` of the gossip service: who is in the cluster, and who leads. */
export const gossiping =
  (members: () => readonly Member[]): handleUnaryCall<unknown, ClusterInfo> =>
  (_call, answer) => {
    const { LEADER, FOLLOWER } = gossip.MemberInfo.VNodeState;
    const infos = members().map(({ id, host, port, isAlive, isLeader }) =>
      new gossip.MemberInfo()
        .setInstanceId(uuidOf(id))
        .setTimeStamp('0')
        .setState(isLeader ? LEADER : FOLLOWER)
        .setIsAlive(isAlive)
        .setHttpEndPoint(new gossip.EndPoint().setAddress(host).setPort(port)),
    );
    answer(null, new gossip.ClusterInfo().setMembersList(infos));
  };
