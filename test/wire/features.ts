import type { handleUnaryCall } from '@grpc/grpc-js';
import features from '@eventstore/db-client/generated/serverfeatures_pb.js';
import type { SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb.js';

const STREAMS = 'event_store.client.streams.streams';
const METHODS = {
  read: ['position', 'events'],
  append: [],
  delete: [],
  tombstone: [],
  batchappend: ['deadline_duration'],
};

/** `GetSupportedMethods`: what the server can do, and which version it says it is. */
export const supportedMethods =
  (version: string): handleUnaryCall<unknown, SupportedMethods> =>
  (_call, answer) => {
    const methods = Object.entries(METHODS).map(([name, list]) =>
      new features.SupportedMethod().setServiceName(STREAMS).setMethodName(name).setFeaturesList(list),
    );
    answer(null, new features.SupportedMethods().setEventStoreServerVersion(version).setMethodsList(methods));
  };
