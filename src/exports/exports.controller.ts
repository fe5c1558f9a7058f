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
import { decodeCursor, type Connection, type Page } from '../graphql/connections.js';
import { COLUMNS, flat } from './exports.columns.js';
import { Files, type Exchange, type Pages } from './exports.files.js';
import { requestIn, type ExportRequest } from './exports.parameters.js';
import { csv, json, type Rows, type Writer } from './exports.writers.js';

/** Commitments read at a time; between two pages other requests have their turn. */
const PAGE = 50;

/** What stands behind the question mark of an address. */
export type Parameters = Readonly<Record<string, string | string[]>>;

/** A parameter that only a table takes. Throws `DomainError` INVALID where it is given. */
export const refuseForWhom = (query: Parameters): void => {
  if (query['for'] === undefined) return;
  throw new DomainError('INVALID', 'The parameter "for" belongs to the CSV: JSON is for programs anyway.', 'for');
};

/** Flat files of commitments, for Excel, Power BI and Grafana: one row each. */
@Controller('exports')
export class ExportsController {
  constructor(
    private readonly reads: Reads,
    private readonly files: Files,
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
    return this.answer(wanted, csv(wanted.forWhom, COLUMNS), { sender, request, reply });
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
    refuseForWhom(query);
    return this.answer(requestIn(query), json(), { sender, request, reply });
  }

  private answer(wanted: ExportRequest, writer: Writer, exchange: Exchange): Promise<void> {
    const pages = () => this.pages(wanted, exchange.sender);
    return this.files.send({ name: 'commitments', wanted, columns: COLUMNS, writer, pages }, exchange);
  }

  private async pages({ filter, times }: ExportRequest, sender: SenderOf): Promise<Pages> {
    const reader = held(await this.reads.at(times, sender.today));
    const reading = { reader, neighbours: this.neighbours, showsNames: seesNames(sender) };
    return { rows: pagesOf(reading, filter), release: reader.release };
  }
}

/** Every commitment that is wanted, by reference. */
async function* pagesOf(reading: Reading, filter: CommitmentFilter): AsyncGenerator<Rows, undefined> {
  for (let page: Page | undefined = { size: PAGE, backwards: false, from: null }; page;) {
    const { nodes, pageInfo }: Connection<CommitmentAnswer> = commitments.list(reading, { filter }, page);
    yield nodes.map((commitment) => flat(COLUMNS, commitment));
    const { hasNextPage, endCursor } = pageInfo;
    page = hasNextPage && endCursor ? { ...page, from: decodeCursor(endCursor, 'after') } : undefined;
  }
  return undefined;
}
