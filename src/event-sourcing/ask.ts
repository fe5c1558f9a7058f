import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { Sender } from './messages.js';
import type { Reader, Times } from './reader.js';
import { Reads } from './reads.js';

/** A question to the read models, as the query bus carries it: what is asked, by whom, at which times. */
export class Ask<Answer> extends Query<Answer> {
  constructor(
    readonly question: (reader: Reader) => Answer,
    readonly sender: Pick<Sender, 'today'>,
    readonly times: Times = {},
  ) {
    super();
  }
}

/** Answers every question: by the rows as they stand, or stood, at the times asked for. */
@QueryHandler(Ask)
export class AskHandler implements IQueryHandler<Ask<unknown>> {
  constructor(private readonly reads: Reads) {}

  async execute({ question, sender, times }: Ask<unknown>): Promise<unknown> {
    return question(await this.reads.at(times, sender.today));
  }
}
