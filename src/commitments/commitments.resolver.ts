import { QueryBus } from '@nestjs/cqrs';
import { Args, Query, Resolver } from '@nestjs/graphql';
import { Injectable } from '@nestjs/common';
import { seesNames } from '../auth/names.js';
import { Sender } from '../auth/sender.js';
import { Config } from '../config.js';
import { Ask } from '../event-sourcing/ask.js';
import { DomainError } from '../event-sourcing/errors.js';
import type { Sender as SenderOf } from '../event-sourcing/messages.js';
import type { Times } from '../event-sourcing/reader.js';
import { pageOf, type PageArgs } from '../graphql/connections.js';
import { Neighbours, type Reading } from './commitments.batch.js';
import { statusCounts } from './commitments.counted.js';
import {
  commitments,
  type CommitmentAnswer,
  type CommitmentFilter,
  type Dimension,
  type Wanted,
} from './commitments.queries.js';

/** What one commitment is asked for by. */
interface OneArgs extends Times {
  readonly id?: string | null;
  readonly reference?: string | null;
  readonly planId?: string | null;
}

type ListArgs = Wanted & PageArgs & Times;

interface SummaryArgs extends Times {
  readonly groupBy: readonly Dimension[];
  readonly filter?: CommitmentFilter | null;
}

/** Answers what is asked about commitments. */
@Resolver('Commitment')
@Injectable()
export class CommitmentsResolver {
  constructor(
    private readonly queries: QueryBus,
    private readonly neighbours: Neighbours,
    private readonly config: Config,
  ) {}

  @Query()
  commitment(@Args() args: OneArgs, @Sender() sender: SenderOf) {
    const { id, reference, planId } = args;
    if ((id == null) === (reference == null)) {
      throw new DomainError('INVALID', 'Say which one you mean: by its id or by its reference, not both.', 'id');
    }
    return this.#ask(args, sender, (reading) =>
      id == null ? theOnly(commitments.byReference(reading, reference ?? '', planId)) : commitments.byId(reading, id),
    );
  }

  @Query('commitments')
  list(@Args() args: ListArgs, @Sender() sender: SenderOf) {
    const page = pageOf(args, this.config.limits.page);
    return this.#ask(args, sender, (reading) => commitments.list(reading, args, page));
  }

  @Query()
  statusSummary(@Args() args: SummaryArgs, @Sender() sender: SenderOf) {
    return this.#ask(args, sender, (reading) =>
      statusCounts(reading, commitments.summary(reading.reader, args.groupBy, args.filter)),
    );
  }

  #ask<Answer>(times: Times, sender: SenderOf, question: (reading: Reading) => Answer): Promise<Answer> {
    const { neighbours } = this;
    const showsNames = seesNames(sender);
    return this.queries.execute(new Ask((reader) => question({ reader, neighbours, showsNames }), sender, times));
  }
}

const theOnly = (found: readonly CommitmentAnswer[]): CommitmentAnswer | null => {
  if (found.length > 1) {
    throw new DomainError('INVALID', 'Several plans use this reference; say which plan you mean.', 'planId');
  }
  return found[0] ?? null;
};
