import { HttpException, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../event-sourcing/errors.js';
import { SCALARS } from '../graphql/scalars.js';
import { answerFailure } from '../web/failures.js';
import type { PaperCheck } from './papers.check.js';
import { PaperChecks, type Checking } from './papers.checks.js';
import { MOST_BYTES, paperIn } from './papers.files.js';

type Parameters = Readonly<Record<string, unknown>>;

/** What a paper may be sent as; what it is shows in the file itself. */
const MEDIA_TYPES = [
  'text/plain',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  'application/octet-stream',
];

const REFUSED: Readonly<Record<number, string>> = {
  413: `The file is larger than ${MOST_BYTES / 1024 / 1024} MB; leave the pictures out, or send its text as .txt.`,
  415: `Send the paper itself, .txt, .docx or .pptx, with one of these as "Content-Type": ${MEDIA_TYPES.join(', ')}.`,
};

/**
 * Takes draft papers that come as files, since GraphQL takes none. A way in of its own: files have other forms, and
 * another size, than anything else that is sent to this service.
 */
@Injectable()
export class PapersDoor implements OnApplicationBootstrap {
  constructor(
    private readonly checks: PaperChecks,
    private readonly host: HttpAdapterHost,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.host.httpAdapter.getInstance<FastifyInstance>().register(async (scope) => this.#open(scope));
  }

  #open(scope: FastifyInstance): void {
    scope.removeAllContentTypeParsers();
    const options = { parseAs: 'buffer', bodyLimit: MOST_BYTES } as const;
    scope.addContentTypeParser(MEDIA_TYPES, options, async (_request: FastifyRequest, body: Buffer) => body);
    scope.setErrorHandler((error: unknown, request, reply) => {
      const { statusCode = 500 } = error as { statusCode?: number };
      const message = REFUSED[statusCode];
      answerFailure(message === undefined ? error : new HttpException(message, statusCode), request, reply);
    });
    // Before a file is even received from somebody who may not ask.
    scope.addHook('onRequest', async ({ sender }) => {
      if (sender) this.checks.refuseOthers(sender);
    });
    scope.post('/papers/check', (request, reply) => this.#check(request, reply));
  }

  async #check({ sender, query, body }: FastifyRequest, reply: FastifyReply): Promise<PaperCheck> {
    if (!sender) throw new Error('A request came by a closed door without a sender.');
    const checking = checkingIn(query as Parameters);
    const paper = await paperIn(Buffer.isBuffer(body) ? body : Buffer.alloc(0));
    const check = await this.checks.check(paper, checking, sender);
    reply.header('cache-control', 'no-store');
    return check;
  }
}

const PARAMETERS = {
  meetingId: { parseValue: String },
  on: SCALARS.Day,
  asOf: SCALARS.Day,
  toldBy: SCALARS.Day,
  knownAt: SCALARS.Instant,
  minPosition: { parseValue: String },
} as const;

/** The parameters of the address. Throws `DomainError` INVALID that names the first at fault. */
const checkingIn = (query: Parameters): Checking =>
  Object.fromEntries(
    Object.entries(query).map(([name, value]) => {
      if (!Object.hasOwn(PARAMETERS, name)) {
        const all = Object.keys(PARAMETERS).join(', ');
        throw new DomainError('INVALID', `There is no parameter "${name}". Those that there are: ${all}.`, name);
      }
      try {
        return [name, PARAMETERS[name as keyof typeof PARAMETERS].parseValue(value)];
      } catch (error) {
        const reason = error instanceof Error ? error.message : '';
        throw new DomainError('INVALID', `The parameter "${name}" is not fit: ${reason}`, name);
      }
    }),
  );
