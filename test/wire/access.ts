import type { Metadata } from '@grpc/grpc-js';
import { accessDenied, notAuthenticated } from './errors.js';
import type { Acl, Roles } from './metadata.js';
import { streamOfMeta } from './metadata.js';
import type { Right } from './node.js';
import type { WireStore } from './store.js';

/** May do everything, whatever a stream's metadata says. */
export const ADMINS = '$admins';
/** The role everybody who signed in has. */
const EVERYBODY = '$all';

/**
 * The login a call was made with; `undefined` where it brings none. Throws where the password is wrong.
 */
export const loginOf = (store: WireStore, caller: Metadata): string | undefined => {
  const header = caller.get('authorization')[0]?.toString();
  if (header === undefined) return undefined;
  const text = Buffer.from(header.replace(/^Basic /, ''), 'base64').toString();
  const login = text.slice(0, text.indexOf(':'));
  const user = store.users.get(login);
  if (!user || user.password !== text.slice(login.length + 1)) throw notAuthenticated();
  return login;
};

export const isAdmin = (store: WireStore, login: string | undefined): boolean =>
  login !== undefined && store.users.get(login)?.groups.includes(ADMINS) === true;

/**
 * Throws unless the login may do this to the stream. Without metadata, who signed in may do anything to streams of users,
 * and only administrators anything to those of the system, the log (`$all`) among them.
 */
export const admit = (store: WireStore, login: string | undefined, right: Right, stream: string): void => {
  if (isAdmin(store, login)) return;
  const user = login === undefined ? undefined : store.users.get(login);
  const roles = user && rolesFor(store, right, stream);
  if (!user || !roles) throw accessDenied();
  const held = [EVERYBODY, login, ...user.groups];
  if (![roles].flat().some((role) => held.includes(role))) throw accessDenied();
};

const RIGHTS = { read: '$r', write: '$w', delete: '$d' } as const satisfies Record<Right, keyof Acl>;

const rolesFor = (store: WireStore, right: Right, stream: string): Roles => {
  const subject = streamOfMeta(stream);
  const named = subject === undefined ? RIGHTS[right] : right === 'read' ? '$mr' : '$mw';
  const acl = store.metadata(subject ?? stream).acl;
  return acl?.[named] ?? ((subject ?? stream).startsWith('$') ? ADMINS : EVERYBODY);
};
