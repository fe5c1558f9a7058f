import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { FastifyBaseLogger } from 'fastify';
import { NotSignedIn } from '../auth/tokens.js';
import { DomainError, StoreFault } from '../event-sourcing/errors.js';

/** What the errors of a request are shown and logged with. */
export interface RequestLog {
  readonly id: string;
  readonly log: Pick<FastifyBaseLogger, 'error'>;
}

const UNREACHABLE = 'The record cannot be reached just now; nothing was changed.';
/** Where more, or less, is known of what was sent: whoever sends it again without its key may record it twice. */
const UNSETTLED: Partial<Record<StoreFault['kind'], string>> = {
  UNCERTAIN:
    'The record did not answer in time: this is recorded or not. Send it again with the same idempotencyKey, or look first.',
  UNREAD:
    'This is recorded, but cannot be read back here yet. Look again later; send it again with the same idempotencyKey only.',
};

/** What a caller reads when the store cannot do what it should; the log has the rest. */
export const unavailable = ({ kind }: StoreFault): string => UNSETTLED[kind] ?? UNREACHABLE;

/** What a caller reads of a fault: nothing but the id with which it is found in the log. */
export const wentWrong = (requestId: string): string =>
  `Something went wrong. Please quote this request id when you report it: ${requestId}`;

/** Errors as callers may see them: refusals in full, faults only by the id under which they are logged. */
export const shown = (errors: readonly GraphQLError[], request: RequestLog): GraphQLFormattedError[] =>
  errors.map((error) => {
    const cause = rootOf(error);
    const where = placeOf(error);
    if (cause instanceof DomainError) return { message: cause.message, ...where, extensions: extensionsOf(cause) };
    if (cause instanceof NotSignedIn) {
      return { message: cause.message, ...where, extensions: { code: 'UNAUTHENTICATED' } };
    }
    if (isOfTheRequest(error)) {
      return { message: error.message, ...where, extensions: { code: 'INVALID', ...error.extensions } };
    }

    request.log.error({ err: cause, path: error.path }, 'A request met a fault');
    return cause instanceof StoreFault
      ? { message: unavailable(cause), ...where, extensions: { code: 'UNAVAILABLE', requestId: request.id } }
      : { message: wentWrong(request.id), ...where, extensions: { code: 'FAULT', requestId: request.id } };
  });

/** What was thrown in the first place. */
const rootOf = (error: unknown): unknown =>
  error instanceof GraphQLError && error.originalError ? rootOf(error.originalError) : error;

/**
 * Is the request itself at fault? The document, its variables and arguments are judged by GraphQL alone: such errors
 * lie at no path, or wrap another error of GraphQL. All else came from our own code.
 */
const isOfTheRequest = ({ path, originalError }: GraphQLError): boolean =>
  originalError == null ? path === undefined : rootOf(originalError) instanceof GraphQLError;

const placeOf = ({ locations, path }: GraphQLError): Pick<GraphQLFormattedError, 'locations' | 'path'> => ({
  ...(locations && locations.length > 0 ? { locations } : {}),
  ...(path ? { path } : {}),
});

/** What a refusal says beside its sentence, for programs to read. */
export const extensionsOf = ({ code, refusals }: DomainError): Record<string, unknown> => {
  const [first] = refusals;
  return {
    code,
    ...(first?.field === undefined ? {} : { field: first.field }),
    ...(refusals.length > 1 ? { refusals } : {}),
  };
};
