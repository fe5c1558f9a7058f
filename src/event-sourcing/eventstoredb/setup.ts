import { jsonEvent, metastreamOf, NO_STREAM, type JSONRecordedEvent } from '@eventstore/db-client';
import usersService, { type UsersClient } from '@eventstore/db-client/generated/users_grpc_pb.js';
import users from '@eventstore/db-client/generated/users_pb.js';
import type { CallOptions, Metadata as Headers, ServiceError } from '@grpc/grpc-js';
import { StoreFault } from '../errors.js';
import { isSecure } from './address.js';
import { Connection, type EventStoreDbSettings, type Limits } from './connection.js';
import { endOfLog, lastOf } from './reading.js';

/** Who may make users and grant rights. */
export interface Administrator {
  readonly username: string;
  readonly password: string;
}

/** What was done about the right to read the log. */
export type Right = 'granted' | 'was there';

/** What a stream's metadata says of rights, among other things; one role may stand without a list. */
interface Metadata {
  readonly $acl?: { readonly $r?: string | readonly string[] };
}

const ALL = '$all';
/** Who reads the log where nobody has said so. */
const USUAL = ['$admins'];

/**
 * Makes the service's own user and grants it the right to read the log, each where it is missing; other users' rights
 * stay as they are. Throws `StoreFault` in a sentence: DENIED, UNREACHABLE.
 */
export const setUp = async (settings: EventStoreDbSettings, administrator: Administrator): Promise<Right> => {
  const { connectionString, username, password } = settings;
  if (!isSecure(connectionString)) {
    throw new StoreFault('DENIED', 'EventStoreDB without TLS knows no users: there is nothing to set up.');
  }
  if (username === undefined || password === undefined) {
    throw new StoreFault('DENIED', 'Set EVENTSTORE_USERNAME and EVENTSTORE_PASSWORD to what the service shall use.');
  }
  const right = await withConnection({ ...settings, ...administrator }, async (connection) => {
    await makeUser(connection, { username, password });
    return grant(connection, username);
  });
  await withConnection(settings, (own) => own.call((client, limits) => endOfLog(own, client, limits)));
  return right;
};

const withConnection = async <Answer>(
  settings: EventStoreDbSettings,
  work: (connection: Connection) => Promise<Answer>,
): Promise<Answer> => {
  const connection = new Connection(settings);
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
};

const grant = async (connection: Connection, username: string): Promise<Right> => {
  const name = metastreamOf(ALL);
  const last = await lastOf(connection, name);
  // As it stands on the server: the client's own form of it knows only some of what there may be.
  const metadata = ((last as JSONRecordedEvent | undefined)?.data ?? {}) as Metadata;
  const roles = [metadata.$acl?.$r ?? USUAL].flat();
  if (roles.includes(username) || roles.includes('$all')) return 'was there';
  const data = { ...metadata, $acl: { ...metadata.$acl, $r: [...roles, username] } };
  const event = jsonEvent({ type: '$metadata', data });
  const expectedRevision = last ? last.revision : NO_STREAM;
  await connection.call((client, limits) => client.appendToStream(name, event, { ...limits, expectedRevision }));
  return 'granted';
};

/** Names of what the client keeps to itself: it has no call of its own for users. */
interface Caller {
  execute<Answer>(
    service: typeof UsersClient,
    name: string,
    action: (users: UsersClient) => Promise<Answer>,
  ): Promise<Answer>;
  callArguments(limits: Limits): [Headers, Partial<CallOptions>];
}

const FAILED_PRECONDITION = 9;
const DENIED = [7, 16];

/** One that is there is left as it is; whether it has this password is found out in a moment. */
const makeUser = async (connection: Connection, user: Administrator): Promise<void> => {
  const options = new users.CreateReq.Options()
    .setLoginName(user.username)
    .setPassword(user.password)
    .setFullName('Corporate parenting tracker');
  const asked = new users.CreateReq().setOptions(options);
  await connection.call(async (client, limits) => {
    const caller = client as unknown as Caller;
    const [metadata, callOptions] = caller.callArguments(limits);
    const create = (service: UsersClient) =>
      new Promise<void>((resolve, reject) =>
        service.create(asked, metadata, callOptions, (error) => (error ? reject(error) : resolve())),
      );
    const error = await caller.execute(usersService.UsersClient, 'createUser', create).then(
      () => undefined,
      (error: ServiceError) => error,
    );
    if (!error) return;
    const code: number = error.code;
    if (code === FAILED_PRECONDITION && error.metadata.get('exception')[0] === 'user-conflict') return;
    if (!DENIED.includes(code)) throw error;
    const sentence = `${connection.username} may not make users on EventStoreDB at ${connection.address}, or not by this password: an administrator ($admins) may.`;
    throw new StoreFault('DENIED', sentence);
  });
};
