import { DomainError, movedOn, StoreFault } from '../errors.js';
import { tooLong } from './events.js';

/** A call that was not answered in time. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered';
  readonly type = 'unanswered';
}

/** What the client throws: an error of its own with a `type`, or one of gRPC with a `code` only. */
interface ServerError {
  readonly type?: string;
  readonly code?: number;
  readonly message: string;
  readonly actualVersion?: unknown;
  readonly maxAppendSize?: number;
}

/** Why a call may succeed when it is made again, in a word. */
export type Trouble = 'unavailable' | 'cancelled' | 'aborted' | 'deadline' | 'not-leader' | 'internal' | 'transport';

const TROUBLES: Readonly<Record<string | number, Trouble>> = {
  unanswered: 'deadline',
  unavailable: 'unavailable',
  cancelled: 'cancelled',
  timeout: 'aborted',
  'deadline-exceeded': 'deadline',
  'not-leader': 'not-leader',
  1: 'cancelled',
  4: 'deadline',
  10: 'aborted',
  13: 'internal',
  14: 'unavailable',
};
/** How gRPC and Node tell that a connection broke, where they give it no code of its own. */
const TRANSPORT =
  /transport|connection|channel|socket|stream (?:removed|closed|refused)|write after end|ECONN|EPIPE|RST_STREAM|GOAWAY|not ready|too busy|Failed to discover/i;
const CERTIFICATE = /certificate|self[- ]signed|altnames|CERT_|unable to get .*issuer/i;

/** Is it the client itself that is at fault, and not the answer to one call? Its own errors have a type. */
export const isPoisoned = (error: unknown): boolean =>
  error instanceof Unanswered || typeof (error as ServerError).type !== 'string';

/** What may be mended by calling again; `undefined` where the same would be answered again. */
export const troubleOf = (error: unknown): Trouble | undefined => {
  if (error instanceof DomainError || error instanceof StoreFault) return undefined;
  const { type = '', code = -1, message } = error as ServerError;
  const known = TROUBLES[type] ?? (type === 'unknown' || type === '' ? TROUBLES[code] : undefined);
  if (known) return known;
  return (type === 'unknown' || type === '') && TRANSPORT.test(message) ? 'transport' : undefined;
};

/** Is the server there, but not trusted? Asking again will not help. */
export const isCertificate = (error: unknown): boolean => CERTIFICATE.test((error as Error).message);

/** Whom an error is about, for a sentence. */
export interface Server {
  /** Host and port, or several of them. */
  readonly address: string;
  readonly username: string;
}

/** What an error of the client means, in a sentence for whoever runs the service, or who sent what was refused. */
export const asRefusal = (error: unknown, { address, username }: Server): unknown => {
  if (error instanceof DomainError || error instanceof StoreFault) return error;
  const { type, code, message, actualVersion, maxAppendSize } = error as ServerError;
  const options = { cause: error };
  if (type === 'wrong-expected-version') {
    return movedOn(typeof actualVersion === 'bigint' ? Number(actualVersion) + 1 : 0);
  }
  if (type === 'maximum-append-size-exceeded') return tooLong(maxAppendSize);
  if (type === 'access-denied') return new StoreFault('DENIED', denied(address, username, code), options);
  if (type === 'stream-deleted') {
    return new StoreFault('DAMAGED', `A stream of the record was deleted on EventStoreDB at ${address}.`, options);
  }
  if (isCertificate(error)) return new StoreFault('UNREACHABLE', untrusted(address, message), options);
  if (troubleOf(error)) {
    const sentence = `EventStoreDB at ${address} cannot be reached (${short(message)}). Is it running, and does EVENTSTORE_URL name it rightly, tls=true or tls=false with it?`;
    return new StoreFault('UNREACHABLE', sentence, options);
  }
  return new StoreFault('UNREADABLE', `EventStoreDB at ${address} refused a call: ${short(message)}`, options);
};

const UNAUTHENTICATED = 16;

const denied = (address: string, username: string, code: number | undefined): string =>
  code === UNAUTHENTICATED
    ? `EventStoreDB at ${address} does not know the user ${username}, or not by this password: correct EVENTSTORE_USERNAME and EVENTSTORE_PASSWORD, or make the user with: npm run tracker -- eventstoredb-setup`
    : `The user ${username} lacks the right to read the log ($all) of EventStoreDB at ${address}: grant it with: npm run tracker -- eventstoredb-setup`;

const untrusted = (address: string, message: string): string =>
  /expired/i.test(message)
    ? `The certificate of EventStoreDB at ${address} has expired: renew it there.`
    : `The certificate of EventStoreDB at ${address} is not trusted (${short(message)}): set EVENTSTORE_CA_FILE to the certificate of the authority that signed it, and name the server by the name it has there.`;

/** What matters of a message, which may tell a lot more around it. */
const short = (message: string): string =>
  (message.split('\n')[0] ?? '')
    .replace(/^\d+ [A-Z_]+: /, '')
    .replace(/^No connection established\. Last error: (?:Error: )?/, '')
    .replace(/(?: \([\dTZ:.-]+\))?[;.]? (?:Resolution note|if the root CA).*$/, '')
    .slice(0, 200);
