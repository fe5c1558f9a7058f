import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { AnswerCache, type ReadyAnswer } from './answer-cache.js';
import type { GraphqlContext } from './context.js';
import type { GraphqlEngine, GraphqlRequest } from './engine.js';
import { shown } from './errors.js';
import { formRefused, requestAt, requestOf, type FormRefused } from './request.js';

/** Where GraphQL is spoken. */
export const GRAPHQL_PATH = '/graphql';

const RESPONSE_JSON = 'application/graphql-response+json';
const JSON_TYPE = 'application/json';
type MediaType = typeof RESPONSE_JSON | typeof JSON_TYPE;

/**
 * GraphQL over HTTP as its specification says: both media types with their status codes, GET for queries only, an
 * entity tag on what GET answers. An answer that is still true is sent before anything is parsed.
 */
export class GraphqlOverHttp {
  constructor(
    private readonly engine: GraphqlEngine,
    private readonly answers: AnswerCache,
  ) {}

  /** Adds the routes; `socket` is the other half of GET. */
  register(app: FastifyInstance, socket: NonNullable<Parameters<FastifyInstance['route']>[0]['wsHandler']>): void {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser(JSON_TYPE, { parseAs: 'string' }, (_request, body, done) => done(null, body));
    app.setErrorHandler((error: unknown, request, reply) => this.failed(error, request, reply));
    app.route({
      method: 'GET',
      url: GRAPHQL_PATH,
      config: { door: 'socket' },
      handler: (request, reply) => {
        const { url } = request.raw;
        const text = url?.slice(url.indexOf('?') + 1) ?? '';
        return this.answer(request, reply, `GET ${text}`, () => requestAt(request.query as Record<string, unknown>));
      },
      wsHandler: socket,
    });
    app.post(GRAPHQL_PATH, (request, reply) => {
      const body = typeof request.body === 'string' ? request.body : '';
      return this.answer(request, reply, body, () => requestOf(body));
    });
    app.route({
      method: ['PUT', 'PATCH', 'DELETE'],
      url: GRAPHQL_PATH,
      handler: (request, reply) =>
        this.refuse(
          reply,
          mediaTypeFor(request) ?? JSON_TYPE,
          formRefused('Send GraphQL by POST, or queries by GET.', 405),
        ),
    });
  }

  private async answer(
    request: FastifyRequest,
    reply: FastifyReply,
    text: string,
    read: () => GraphqlRequest | FormRefused,
  ): Promise<FastifyReply> {
    const { sender } = request;
    if (!sender) throw new Error('A request came by a closed door without a sender.');
    const type = mediaTypeFor(request);
    if (!type)
      return this.refuse(reply, JSON_TYPE, formRefused(`This answers ${RESPONSE_JSON} or ${JSON_TYPE} only.`, 406));

    const key = AnswerCache.key(sender, text);
    const known = this.answers.find(key);
    if (known) {
      request.operation = 'query';
      return this.send(request, reply, type, known);
    }

    const asked = read();
    if ('refused' in asked) return this.refuse(reply, type, asked);
    const at = this.answers.at();
    let isKept = true;
    const keepNot = () => (isKept = false);
    const context: GraphqlContext = { sender, req: request, answer: { keepNot } };
    const answered = await this.engine.answer(asked, context, request.method === 'GET' || request.method === 'HEAD');
    if (answered.kind === 'refused') {
      const { status = type === RESPONSE_JSON ? 400 : 200, errors } = answered;
      if (status === 405) reply.header('allow', 'POST');
      return reply
        .code(status)
        .type(utf8(type))
        .send({ errors: shown(errors, request) });
    }

    request.operation = answered.isQuery ? 'query' : 'mutation';
    const { data, errors } = answered.result;
    if (errors && errors.length > 0) {
      // Without data, nothing was carried out: the variables did not fit.
      const status = data === undefined && type === RESPONSE_JSON ? 400 : 200;
      return reply
        .code(status)
        .type(utf8(type))
        .send({ errors: shown(errors, request), data });
    }
    const json = JSON.stringify({ data });
    if (!answered.isQuery || !isKept) return reply.type(utf8(type)).header('cache-control', 'no-store').send(json);
    return this.send(request, reply, type, this.answers.keep(key, json, at));
  }

  private send(request: FastifyRequest, reply: FastifyReply, type: MediaType, answer: ReadyAnswer): FastifyReply {
    reply.type(utf8(type));
    if (request.method === 'POST') return reply.header('cache-control', 'no-store').send(answer.text);
    reply
      .header('etag', answer.etag)
      .header('cache-control', 'private, no-cache')
      .header('vary', 'Accept, Authorization');
    return matches(request.headers['if-none-match'], answer.etag) ? reply.code(304).send() : reply.send(answer.text);
  }

  private refuse(reply: FastifyReply, type: MediaType, { refused, status }: FormRefused): FastifyReply {
    if (status === 405) reply.header('allow', 'GET, HEAD, POST');
    return reply
      .code(status)
      .type(utf8(type))
      .send({ errors: [{ message: refused, extensions: { code: 'INVALID' } }] });
  }

  /** What went wrong around the operation: too large, not JSON, too often, or a fault. */
  private failed(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const type = mediaTypeFor(request) ?? JSON_TYPE;
    const { statusCode = 500, message = '' } = error as { statusCode?: number; message?: string };
    if (statusCode < 500) return this.refuse(reply, type, formRefused(sentenceFor(statusCode, message), statusCode));
    const fault = new GraphQLError('', {
      path: [],
      originalError: error instanceof Error ? error : new Error(String(error)),
    });
    return reply
      .code(500)
      .type(utf8(type))
      .send({ errors: shown([fault], request).map(({ path: _, ...rest }) => rest) });
  }
}

const sentenceFor = (status: number, message: string): string => {
  if (status === 413) return 'The request is larger than this service reads.';
  if (status === 415) return 'Send GraphQL as JSON, with the header "Content-Type: application/json".';
  return message;
};

const utf8 = (type: MediaType): string => `${type}; charset=utf-8`;

/** The media type a caller likes best; JSON when they do not say, and none when they take neither. */
const mediaTypeFor = ({ headers: { accept } }: FastifyRequest): MediaType | undefined => {
  if (accept === undefined || accept === '*/*' || accept === JSON_TYPE) return JSON_TYPE;
  let best: { type: MediaType; quality: number } | undefined;
  for (const range of accept.toLowerCase().split(',')) {
    const [name = '', ...parameters] = range.split(';').map((part) => part.trim());
    const type =
      name === RESPONSE_JSON
        ? RESPONSE_JSON
        : [JSON_TYPE, 'application/*', '*/*'].includes(name)
          ? JSON_TYPE
          : undefined;
    const quality = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? 1);
    if (type && quality > (best?.quality ?? 0)) best = { type, quality };
  }
  return best?.type;
};

/** Does a caller hold this answer already? Weak and strong tags compare alike here (RFC 9110, 13.1.2). */
export const matches = (header: string | undefined, etag: string): boolean =>
  header !== undefined &&
  (header.trim() === '*' || header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag));
