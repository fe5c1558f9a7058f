import { Controller, HttpCode, Post, Query, Req, Res, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Sender } from '../auth/sender.js';
import { DomainError } from '../event-sourcing/errors.js';
import type { Sender as SenderOf } from '../event-sourcing/messages.js';
import { SCALARS } from '../graphql/scalars.js';
import type { PaperCheck } from './papers.check.js';
import { PaperChecks, type Checking } from './papers.checks.js';
import { MOST_BYTES, paperIn } from './papers.files.js';

/** What a paper may be sent as; what it is shows in the file itself. */
const MEDIA_TYPES = [
  'text/plain',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  'application/octet-stream',
];

type Parameters = Readonly<Record<string, string | string[]>>;

/** Checks draft papers that come as files, since GraphQL takes none. */
@Controller('papers')
export class PapersController implements OnModuleInit {
  constructor(
    private readonly checks: PaperChecks,
    private readonly host: HttpAdapterHost,
  ) {}

  /** Papers come as they are, up to a size of their own. */
  onModuleInit(): void {
    const server = this.host.httpAdapter.getInstance<FastifyInstance>();
    if (server.hasContentTypeParser('text/plain')) server.removeContentTypeParser('text/plain');
    server.addContentTypeParser(
      MEDIA_TYPES,
      { parseAs: 'buffer', bodyLimit: MOST_BYTES },
      async (_request: FastifyRequest, body: Buffer) => body,
    );
  }

  /** What is to be known of the paper in the body before it is published. */
  @Post('check')
  @HttpCode(200)
  async check(
    @Query() query: Parameters,
    @Sender() sender: SenderOf,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PaperCheck> {
    // Before anything is unpacked for somebody who may not ask.
    this.checks.refuseOthers(sender);
    const checking = checkingIn(query);
    const paper = await paperIn(Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0));
    reply.header('cache-control', 'no-store');
    return this.checks.check(paper, checking, sender);
  }
}

const PARAMETERS = {
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
