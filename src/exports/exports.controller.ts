import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AlsoBasic } from '../auth/door.js';
import { seesNames } from '../auth/names.js';
import { Sender } from '../auth/sender.js';
import {
  commitments,
  Neighbours,
  type CommitmentAnswer,
  type CommitmentFilter,
  type Reading,
} from '../commitments/commitments.queries.js';
import { DomainError } from '../event-sourcing/errors.js';
import { held } from '../event-sourcing/held-reader.js';
import type { Sender as SenderOf } from '../event-sourcing/messages.js';
import { Reads } from '../event-sourcing/reads.js';
import { ReadPosition } from '../graphql/answer-cache.js';
import { decodeCursor, type Connection, type Page } from '../graphql/connections.js';
import { matches } from '../graphql/over-http.js';
import { COLUMNS, flat } from './exports.columns.js';
import { requestIn, type ExportRequest } from './exports.parameters.js';
import { csv, json, type Rows, type Writer } from './exports.writers.js';

/** Commitments read at a time; between two pages other requests have their turn. */
const PAGE = 50;
/** Pages that may wait for a slow client before the reading waits too. */
const AHEAD = 500;

type Parameters = Readonly<Record<string, string | string[]>>;

/** Who asks for a file, and where it goes. */
interface Exchange {
  readonly sender: SenderOf;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** Flat files of commitments, for Excel, Power BI and Grafana: one row each. */
@Controller('exports')
export class ExportsController {
  constructor(
    private readonly reads: Reads,
    private readonly position: ReadPosition,
    private readonly neighbours: Neighbours,
  ) {}

  /** The commitments as a table. */
  @AlsoBasic()
  @Get('commitments.csv')
  csv(
    @Query() query: Parameters,
    @Sender() sender: SenderOf,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const wanted = requestIn(query);
    return this.answer(wanted, csv(wanted.forWhom), { sender, request, reply });
  }

  /** The commitments as an array of flat objects. */
  @AlsoBasic()
  @Get('commitments.json')
  json(
    @Query() query: Parameters,
    @Sender() sender: SenderOf,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (query['for'] !== undefined) {
      throw new DomainError('INVALID', 'The parameter "for" belongs to the CSV: JSON is for programs anyway.', 'for');
    }
    return this.answer(requestIn(query), json(), { sender, request, reply });
  }

  private async answer(wanted: ExportRequest, writer: Writer, { sender, request, reply }: Exchange): Promise<void> {
    // The position first: what is recorded meanwhile makes the tag too old for the file, never too new.
    const position = this.position.now();
    const etag = position === undefined ? undefined : tagOf([position, sender.today, sender.roles, wanted, writer]);
    const isKnown = etag !== undefined && matches(request.headers['if-none-match'], etag);
    const pages = isKnown ? undefined : await this.pages(wanted, sender);

    reply.header('cache-control', 'private, no-cache').header('vary', 'Authorization');
    if (etag !== undefined) reply.header('etag', etag);
    if (!pages) return void reply.code(304).send();
    const body = Readable.from(chunksOf(writer, pages), { highWaterMark: AHEAD });
    // Also where the client has gone before the first byte.
    body.on('close', pages.release);
    body.on('error', (error) => request.log.error({ err: error }, 'An export broke off'));
    const name = `commitments-${sender.today}.${writer.extension}`;
    void reply.type(writer.mediaType).header('content-disposition', `attachment; filename="${name}"`).send(body);
  }

  /** The first page is read already: what is wrong with the request is still answered as an error. */
  private async pages({ filter, times }: ExportRequest, sender: SenderOf): Promise<Pages> {
    const reader = held(await this.reads.at(times, sender.today));
    const rest = pagesOf({ reader, neighbours: this.neighbours, showsNames: seesNames(sender) }, filter);
    try {
      return { first: rest.next().value ?? [], rest, release: reader.release };
    } catch (error) {
      reader.release();
      throw error;
    }
  }
}

/** Rows on their way, page by page, and what to do when no more are wanted. */
interface Pages {
  readonly first: Rows;
  readonly rest: Iterator<Rows, undefined>;
  readonly release: () => void;
}

/** Every commitment that is wanted, by reference. */
function* pagesOf(reading: Reading, filter: CommitmentFilter): Generator<Rows, undefined> {
  for (let page: Page | undefined = { size: PAGE, backwards: false, from: null }; page;) {
    const { nodes, pageInfo }: Connection<CommitmentAnswer> = commitments.list(reading, { filter }, page);
    yield nodes.map(flat);
    const { hasNextPage, endCursor } = pageInfo;
    page = hasNextPage && endCursor ? { ...page, from: decodeCursor(endCursor, 'after') } : undefined;
  }
  return undefined;
}

async function* chunksOf(writer: Writer, { first, rest }: Pages): AsyncGenerator<string> {
  yield writer.begin + writer.page(first, true);
  for (let page = rest.next(); !page.done; page = rest.next()) {
    yield writer.page(page.value, false);
    await nextTurn();
  }
  yield writer.end;
}

/** Also of the columns: a file of another version of the service is another file. */
const tagOf = (parts: readonly unknown[]): string => {
  const text = JSON.stringify([parts, COLUMNS.map(({ key, heading }) => [key, heading])]);
  return `"${createHash('sha1').update(text).digest('base64url')}"`;
};
