import { EventBus } from '@nestjs/cqrs';
import { Args, Context, Resolver, Subscription } from '@nestjs/graphql';
import { seesNames } from '../auth/names.js';
import { Neighbours } from '../commitments/commitments.queries.js';
import { DomainError } from '../event-sourcing/errors.js';
import { streamOf } from '../event-sourcing/messages.js';
import { Reads } from '../event-sourcing/reads.js';
import type { GraphqlContext } from '../graphql/context.js';
import { live } from '../graphql/live.js';
import { ActivitySource, isKnown, newestCursor, type Activity, type ActivityFilter } from './activity.queries.js';

/** What GraphQL passes on as it is: by default it looks for a field of the subscription's name. */
const asItIs = { resolve: (activity: Activity) => activity };

/** Tells subscribers what happens: from their cursor, then live. */
@Resolver()
export class ActivityResolver {
  constructor(
    private readonly reads: Reads,
    private readonly events: EventBus,
    private readonly neighbours: Neighbours,
  ) {}

  @Subscription('commitmentChanged', asItIs)
  commitmentChanged(
    @Args('id') id: string,
    @Args('after') after: string | null | undefined,
    @Context() context: GraphqlContext,
  ) {
    const stream = streamOf('commitment', id);
    // Otherwise whoever mistypes an id would wait for ever.
    if (!isKnown(this.reads.now(context.sender.today), stream)) {
      throw new DomainError('NOT_FOUND', 'There is no such commitment.', 'id');
    }
    return this.#tell({ stream }, after, context);
  }

  @Subscription('activity', asItIs)
  activity(
    @Args('filter') filter: ActivityFilter | null | undefined,
    @Args('after') after: string | null | undefined,
    @Context() context: GraphqlContext,
  ) {
    const { types, things, commitment } = filter ?? {};
    return this.#tell({ types, things, commitment }, after, context);
  }

  #tell(filter: ActivityFilter, after: string | null | undefined, context: GraphqlContext) {
    const source = new ActivitySource(filter, () => ({
      reader: this.reads.now(context.sender.today),
      neighbours: this.neighbours,
      showsNames: seesNames(context.sender),
    }));
    const listen = (wake: () => void) => {
      const subscription = this.events.subscribe(wake);
      return () => subscription.unsubscribe();
    };
    const from = after ?? newestCursor(this.reads.now(context.sender.today));
    return live({ itemsAfter: (cursor, limit) => source.after(cursor, limit), listen }, from, context);
  }
}
