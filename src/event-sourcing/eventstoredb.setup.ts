import { readFile } from 'node:fs/promises';
import { request, type RequestOptions } from 'node:https';
import { jsonEvent, metastreamOf, NO_STREAM, type JSONRecordedEvent } from '@eventstore/db-client';
import { StoreFault } from './errors.js';
import { caFileOf, hostsOf, isSecure } from './eventstoredb.address.js';
import { Connection, type EventStoreDbSettings } from './eventstoredb.connection.js';
import { endOfLog, lastOf } from './eventstoredb.reading.js';

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
/** What a server is given to answer, in milliseconds. */
const LIMIT = 10_000;

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
  await makeUser(settings, { username, password }, administrator);
  const right = await withConnection({ ...settings, ...administrator }, (connection) => grant(connection, username));
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

const makeUser = async (
  settings: EventStoreDbSettings,
  user: Administrator,
  administrator: Administrator,
): Promise<void> => {
  const [host = ''] = hostsOf(settings.connectionString);
  const body = {
    loginName: user.username,
    fullName: 'Corporate parenting tracker',
    password: user.password,
    groups: [],
  };
  const path = settings.caFile ?? caFileOf(settings.connectionString);
  const ca = path === undefined ? {} : { ca: await readFile(path).catch(() => undefined) };
  const status = await posted(`https://${host}/users/`, JSON.stringify(body), administrator, ca).catch(
    (cause: Error) => {
      throw new StoreFault('UNREACHABLE', `EventStoreDB at ${host} cannot be reached (${cause.message}).`, { cause });
    },
  );
  // One that is there is left as it is; whether it has this password is found out in a moment.
  if (status === 201 || status === 409) return;
  if (status === 401 || status === 403) {
    const sentence = `${administrator.username} may not make users on EventStoreDB at ${host}: an administrator ($admins) may.`;
    throw new StoreFault('DENIED', sentence);
  }
  throw new StoreFault(
    'UNREADABLE',
    `EventStoreDB at ${host} did not make the user ${user.username}: it answered ${status}.`,
  );
};

/** The status of the answer, where a node that does not lead has sent us on. */
const posted = (
  url: string,
  body: string,
  { username, password }: Administrator,
  options: RequestOptions,
  redirects = 3,
): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const asked = { ...options, method: 'POST', headers, auth: `${username}:${password}`, timeout: LIMIT };
    const call = request(url, asked, (answer) => {
      const {
        statusCode,
        headers: { location },
      } = answer.resume();
      if (statusCode !== 307 || location === undefined || redirects === 0) return resolve(statusCode);
      posted(new URL(location, url).href, body, { username, password }, options, redirects - 1).then(resolve, reject);
    });
    call.on('error', reject);
    call.on('timeout', () => call.destroy(new Error('no answer')));
    call.end(body);
  });
