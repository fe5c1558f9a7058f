import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { GqlContextType } from '@nestjs/graphql';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { NotSignedIn } from '../auth/tokens.js';
import { DomainError, StoreFault, type ErrorCode } from '../event-sourcing/errors.js';
import { extensionsOf, unavailable, wentWrong } from '../graphql/errors.js';

const STATUS: Readonly<Record<ErrorCode, number>> = {
  INVALID: 400,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  RULE: 422,
};

interface Answer {
  readonly status: number;
  readonly message: string;
  readonly extensions: Readonly<Record<string, unknown>>;
}

/**
 * Turns what went wrong into an answer, on every door but GraphQL, which does so itself. The answer has the form of
 * GraphQL errors, so that a client meets one form everywhere.
 */
@Catch()
export class Failures implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    // GraphQL knows the request and the place in the answer; Nest would log each refusal as an error.
    if (host.getType<GqlContextType>() === 'graphql') throw error;

    const http = host.switchToHttp();
    answerFailure(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }
}

/** Turns what went wrong into an answer, for doors that Nest does not guard. */
export const answerFailure = (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
  const { status, ...shown } = refusalIn(error) ?? fault(error, request);
  void reply.code(status).send({ errors: [shown] });
};

const refusalIn = (error: unknown): Answer | undefined => {
  if (error instanceof DomainError) {
    return { status: STATUS[error.code], message: error.message, extensions: extensionsOf(error) };
  }
  if (error instanceof NotSignedIn) return answer(401, 'UNAUTHENTICATED', error.message);
  const status = error instanceof HttpException ? error.getStatus() : (error as { statusCode?: unknown }).statusCode;
  if (typeof status !== 'number' || status >= 500) return undefined;
  if (status === 404) return answer(status, 'NOT_FOUND', 'There is nothing at this address.');
  return answer(status, 'INVALID', (error as Error).message);
};

const answer = (status: number, code: string, message: string): Answer => ({ status, message, extensions: { code } });

const fault = (error: unknown, request: FastifyRequest): Answer => {
  request.log.error({ err: error }, 'A request met a fault');
  const requestId = request.id;
  return error instanceof StoreFault
    ? { status: 503, message: unavailable(error), extensions: { code: 'UNAVAILABLE', requestId } }
    : { status: 500, message: wentWrong(requestId), extensions: { code: 'FAULT', requestId } };
};
