import { Metadata, status } from '@grpc/grpc-js';

/** How a call ends badly: a status, and what the client is told beside it. */
export class Refusal extends Error {
  readonly metadata = new Metadata();

  constructor(
    readonly code: status,
    readonly details: string,
    trailers: Readonly<Record<string, string>> = {},
  ) {
    super(details);
    for (const [name, value] of Object.entries(trailers)) this.metadata.set(name, value);
  }
}

export const accessDenied = (): Refusal =>
  new Refusal(status.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' });

export const notAuthenticated = (): Refusal => new Refusal(status.UNAUTHENTICATED, 'Unauthenticated');

export const notReady = (): Refusal => new Refusal(status.UNAVAILABLE, 'Server Is Not Ready');

export const notLeader = (host: string, port: number): Refusal =>
  new Refusal(status.NOT_FOUND, 'Leader info available', {
    exception: 'not-leader',
    'leader-endpoint-host': host,
    'leader-endpoint-port': `${port}`,
  });

/** A refusal that names a stream in its trailers, which carry ASCII only: the server breaks down on any other name. */
const ofStream = (stream: string, details: string, trailers: Readonly<Record<string, string>>): Refusal =>
  /^[\x20-\x7e]*$/.test(stream)
    ? new Refusal(status.FAILED_PRECONDITION, details, { ...trailers, 'stream-name': stream })
    : new Refusal(status.UNKNOWN, 'Received HTTP status code 500');

export const streamDeleted = (stream: string): Refusal =>
  ofStream(stream, `Event stream '${stream}' is deleted.`, { exception: 'stream-deleted' });

export const tooLarge = (most: number): Refusal =>
  new Refusal(status.INVALID_ARGUMENT, `Maximum Append Size of ${most} Exceeded.`, {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': `${most}`,
  });

/** Deletes answer a wrong revision with a status; appends have a message for it. */
export const deleteConflict = (stream: string, expected: bigint, actual: bigint): Refusal =>
  ofStream(
    stream,
    `Delete failed due to WrongExpectedVersion. Stream: ${stream}, Expected version: ${expected}, Actual version: ${actual}`,
    {
      exception: 'wrong-expected-version',
      'expected-version': `${expected}`,
      'actual-version': `${actual}`,
    },
  );

/** What a read is answered that the server cannot make sense of: none of nothing, or from between two records. */
export const unreadable = (what: 'Stream' | 'All'): Refusal =>
  new Refusal(status.UNKNOWN, `Unexpected Read${what}Result: Error`);

/** What the server's framework says of a fault in the server itself. */
export const thrown = (): Refusal => new Refusal(status.UNKNOWN, 'Exception was thrown by handler.');

/** Anything that was thrown, as a status. */
export const refusalOf = (error: unknown): Refusal => (error instanceof Refusal ? error : thrown());
