import { Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { seesNames } from '../auth/names.js';
import { Sender } from '../auth/sender.js';
import type { AskAnswer } from '../asks/asks.queries.js';
import { Neighbours, type CommitmentAnswer, type Reading } from '../commitments/commitments.queries.js';
import type { Sender as SenderOf } from '../event-sourcing/messages.js';
import type { Reader } from '../event-sourcing/reader.js';
import type { FeedbackAnswer } from '../feedback/feedback.queries.js';
import { nodeById } from '../nodes/nodes.queries.js';
import { linkedTo, threads } from './threads.queries.js';

/** How what hangs on an answer is read: where the answer itself was. */
const readingOf = (reader: Reader, neighbours: Neighbours, sender: SenderOf): Reading => ({
  reader,
  neighbours,
  showsNames: seesNames(sender),
});

/** Leads from an ask to the commitments that answer it, and on to what became of them. */
@Resolver('Ask')
export class AskThreadsResolver {
  constructor(private readonly neighbours: Neighbours) {}

  @ResolveField()
  commitments(@Parent() ask: AskAnswer, @Sender() sender: SenderOf) {
    return linkedTo(readingOf(ask.reader, this.neighbours, sender), ask);
  }

  @ResolveField()
  thread(@Parent() ask: AskAnswer, @Sender() sender: SenderOf) {
    return threads.ofAsk(readingOf(ask.reader, this.neighbours, sender), ask);
  }
}

/** Leads from a commitment back to who asked for it, and on to what became of it. */
@Resolver('Commitment')
export class CommitmentThreadResolver {
  constructor(private readonly neighbours: Neighbours) {}

  @ResolveField()
  thread(@Parent() commitment: CommitmentAnswer, @Sender() sender: SenderOf) {
    return threads.ofCommitment(readingOf(commitment.reader, this.neighbours, sender), commitment);
  }
}

/** Leads from feedback to what it is about. */
@Resolver('Feedback')
export class FeedbackThingsResolver {
  constructor(private readonly neighbours: Neighbours) {}

  @ResolveField()
  aboutThings(@Parent() { aboutIds, reader }: FeedbackAnswer, @Sender() sender: SenderOf) {
    const reading = readingOf(reader, this.neighbours, sender);
    return aboutIds.flatMap((id) => nodeById(reading, id) ?? []);
  }
}
