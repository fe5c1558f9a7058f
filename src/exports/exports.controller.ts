import { Controller, Get, Inject, NotFoundException, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Audit } from '../audit/audit.queries.js';
import { AlsoBasic } from '../auth/door.js';
import { seesNames } from '../auth/names.js';
import { Sender } from '../auth/sender.js';
import { Neighbours } from '../commitments/commitments.queries.js';
import { DomainError } from '../event-sourcing/errors.js';
import { held } from '../event-sourcing/held-reader.js';
import type { Sender as SenderOf } from '../event-sourcing/messages.js';
import type { AnyProjection } from '../event-sourcing/projection.js';
import { PROJECTIONS } from '../event-sourcing/projector.js';
import { Reads } from '../event-sourcing/reads.js';
import type { FlatFile } from './exports.file.js';
import { Files, type Pages } from './exports.files.js';
import { FILES } from './exports.list.js';
import { requestIn, type ExportRequest } from './exports.parameters.js';
import { csv, json } from './exports.writers.js';

type Parameters = Readonly<Record<string, string | string[]>>;

/** Flat files, for Excel, Power BI and Grafana: one row for each thing. */
@Controller('exports')
export class ExportsController {
  constructor(
    private readonly reads: Reads,
    private readonly files: Files,
    private readonly neighbours: Neighbours,
    private readonly audit: Audit,
    @Inject(PROJECTIONS) private readonly projections: readonly AnyProjection[],
  ) {}

  /** A file by its name: a table as `.csv`, an array of flat objects as `.json`. */
  @AlsoBasic()
  @Get(':name')
  get(
    @Param('name') name: string,
    @Query() query: Parameters,
    @Sender() sender: SenderOf,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const [, stem, extension] = /^(\w+)\.(csv|json)$/.exec(name) ?? [];
    const file = FILES.find((one) => one.name === stem);
    if (!file) throw new NotFoundException();
    if (extension === 'json' && query['for'] !== undefined) {
      throw new DomainError('INVALID', 'The parameter "for" belongs to the CSV: JSON is for programs anyway.', 'for');
    }
    const wanted = requestIn(file, query);
    const writer = extension === 'csv' ? csv(wanted.forWhom, file.columns) : json();
    const pages = () => this.pages(file, wanted, sender);
    return this.files.send(
      { name: file.name, wanted, columns: file.columns, writer, pages },
      { sender, request, reply },
    );
  }

  private async pages(file: FlatFile, { values, times }: ExportRequest, sender: SenderOf): Promise<Pages> {
    const reader = held(await this.reads.at(times, sender.today));
    const reading = { reader, neighbours: this.neighbours, showsNames: seesNames(sender) };
    const { audit, projections } = this;
    return { rows: file.rows({ reading, audit, projections, reads: this.reads }, values), release: reader.release };
  }
}
