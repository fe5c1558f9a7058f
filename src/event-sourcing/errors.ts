/** The five kinds of "no" a sender can act on; everything else that is thrown is a fault. */
export type ErrorCode = 'INVALID' | 'FORBIDDEN' | 'NOT_FOUND' | 'CONFLICT' | 'RULE';

/** One thing that is wrong, in a sentence a workstream lead can act on. */
export interface Refusal {
  readonly code: ErrorCode;
  /** Path of the input field it is about, such as `target.asWritten`; absent when it is about the whole request. */
  readonly field?: string;
  readonly message: string;
}

/** What changed on a stream since the version a caller had seen; carried by CONFLICT. */
export interface ChangedSince {
  readonly id: string;
  readonly type: string;
  readonly version: number;
  readonly recordedAt: string;
}

/** A "no" that the sender can understand and act on: it changes nothing. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly refusals: readonly Refusal[];

  constructor(
    readonly code: ErrorCode,
    message: string,
    field?: string,
    /** Only for CONFLICT. */
    readonly changedSince: readonly ChangedSince[] = [],
  ) {
    super(message);
    this.refusals = [{ code, message, ...(field === undefined ? {} : { field }) }];
  }

  /** Several fields refused at once, each with its own sentence. */
  static of(refusals: readonly [Refusal, ...Refusal[]]): DomainError {
    const error = new DomainError(refusals[0].code, refusals.map(({ message }) => message).join(' '));
    return Object.assign(error, { refusals });
  }
}

/** CONFLICT: the stream holds another number of events than the sender's decision rests on. */
export const movedOn = (version: number): DomainError =>
  new DomainError(
    'CONFLICT',
    `The record has changed since you read it. It holds ${version === 1 ? '1 entry' : `${version} entries`} now.`,
  );

/**
 * The store cannot keep what it was given: a full disk, a locked or damaged file, one of a newer version, a server that
 * is away or refuses the right. Nothing was acknowledged, and sending the same again stores it once. The message is
 * written for whoever runs the service and holds nobody's words.
 */
export class StoreFault extends Error {
  override readonly name = 'StoreFault';

  constructor(
    readonly kind:
      | ('FULL' | 'LOCKED' | 'DAMAGED' | 'NEWER' | 'BEHIND' | 'UNREADABLE' | 'UNREACHABLE' | 'DENIED')
      /** Sent to a server that did not answer: stored or not. */
      | 'UNCERTAIN'
      /** Stored, but this copy of the service cannot read it back yet. */
      | 'UNREAD',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Errors of the platform and of GraphQL that quote what they were given, and refusals, which quote what was sent. */
const QUOTES = ['SyntaxError', 'RangeError', 'URIError', 'DataCloneError', 'GraphQLError', 'DomainError'];

/** What may be said of a fault to whoever runs the service: its message, unless that may quote somebody's words. */
export const tellable = (error: unknown): string => {
  const { name, message, code } = (error ?? {}) as { name?: unknown; message?: unknown; code?: unknown };
  if (typeof name !== 'string' || typeof message !== 'string') return 'something was thrown that is no error';
  const isQuoting = QUOTES.includes(name) || String(code).startsWith('ERR_INVALID_');
  if (!isQuoting) return message;
  return `${name}${typeof code === 'string' ? ` ${code}` : ''} (its message may quote somebody's words)`;
};
