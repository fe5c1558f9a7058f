import { Args, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { seesNames } from '../auth/names.js';
import { Sender } from '../auth/sender.js';
import { Neighbours } from '../commitments/commitments.queries.js';
import type { Sender as SenderOf } from '../event-sourcing/messages.js';
import type { Times } from '../event-sourcing/reader.js';
import { Reads } from '../event-sourcing/reads.js';
import { nodeById, typeOf, type NodeAnswer } from './nodes.queries.js';

/** Answers anything by its id. */
@Resolver('Node')
export class NodesResolver {
  constructor(
    private readonly reads: Reads,
    private readonly neighbours: Neighbours,
  ) {}

  @Query()
  async node(@Args() { id, ...times }: Times & { readonly id: string }, @Sender() sender: SenderOf) {
    const reader = await this.reads.at(times, sender.today);
    return nodeById({ reader, neighbours: this.neighbours, showsNames: seesNames(sender) }, id);
  }

  @ResolveField()
  __resolveType(node: NodeAnswer): string {
    return typeOf(node);
  }
}
