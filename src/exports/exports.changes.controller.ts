import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AlsoBasic } from '../auth/door.js';
import { seesNames } from '../auth/names.js';
import { Sender } from '../auth/sender.js';
import { changes, type Asked } from '../changes/changes.queries.js';
import { Neighbours, type Reading } from '../commitments/commitments.queries.js';
import { held } from '../event-sourcing/held-reader.js';
import type { Sender as SenderOf } from '../event-sourcing/messages.js';
import type { AnyProjection } from '../event-sourcing/projection.js';
import { PROJECTIONS } from '../event-sourcing/projector.js';
import { Reads } from '../event-sourcing/reads.js';
import { CHANGE_COLUMNS, changedFields } from './exports.changes.columns.js';
import { flat } from './exports.columns.js';
import { refuseForWhom, type Parameters } from './exports.controller.js';
import { Files, type Exchange, type Pages } from './exports.files.js';
import { changesRequestIn, type ChangesExportRequest } from './exports.parameters.js';
import { csv, json, type Rows, type Writer } from './exports.writers.js';

/** Flat files of what changed between two days: one row for each field of each commitment. */
@Controller('exports')
export class ChangesExportsController {
  constructor(
    private readonly reads: Reads,
    private readonly files: Files,
    private readonly neighbours: Neighbours,
    @Inject(PROJECTIONS) private readonly projections: readonly AnyProjection[],
  ) {}

  /** The changes as a table. */
  @AlsoBasic()
  @Get('changes.csv')
  csv(
    @Query() query: Parameters,
    @Sender() sender: SenderOf,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const wanted = changesRequestIn(query);
    return this.answer(wanted, csv(wanted.forWhom, CHANGE_COLUMNS), { sender, request, reply });
  }

  /** The changes as an array of flat objects. */
  @AlsoBasic()
  @Get('changes.json')
  json(
    @Query() query: Parameters,
    @Sender() sender: SenderOf,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    refuseForWhom(query);
    return this.answer(changesRequestIn(query), json(), { sender, request, reply });
  }

  private answer(wanted: ChangesExportRequest, writer: Writer, exchange: Exchange): Promise<void> {
    const pages = () => this.pages(wanted, exchange.sender);
    return this.files.send({ name: 'changes', wanted, columns: CHANGE_COLUMNS, writer, pages }, exchange);
  }

  private async pages(wanted: ChangesExportRequest, sender: SenderOf): Promise<Pages> {
    const now = await this.reads.at({ minPosition: wanted.minPosition }, sender.today);
    const lastKnown = (instant: string) => this.reads.lastKnown(instant);
    const to = wanted.to === undefined ? null : { day: wanted.to };
    const window = changes.between({ reader: now, lastKnown }, { day: wanted.from }, to);
    const reader = held(now);
    const reading = { reader, neighbours: this.neighbours, showsNames: seesNames(sender) };
    return { rows: this.rowsOf(reading, { window, filter: wanted.filter }), release: reader.release };
  }

  private async *rowsOf(reading: Reading, asked: Asked): AsyncGenerator<Rows, undefined> {
    for await (const changed of changes.all(reading, asked, this.projections)) {
      yield changed.flatMap(changedFields).map((row) => flat(CHANGE_COLUMNS, row));
    }
    return undefined;
  }
}
