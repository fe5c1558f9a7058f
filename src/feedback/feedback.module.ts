import { Module } from '@nestjs/common';
import { bodies } from '../bodies/bodies.queries.js';
import { Ask } from '../event-sourcing/ask.js';
import { commandHandlers } from '../event-sourcing/command-handlers.js';
import type { Sending } from '../event-sourcing/messages.js';
import { mutationResolver, type Mutations } from '../graphql/mutations.js';
import { knownIds } from '../nodes/nodes.queries.js';
import { feedbackCommands, feedbackId } from './feedback.commands.js';
import { feedbackDecider } from './feedback.decider.js';
import { feedbackFacts } from './feedback.facts.js';
import { feedback } from './feedback.queries.js';
import { FeedbackRecordedResolver, FeedbackResolver, WordsOfFeedback } from './feedback.resolver.js';

/** The mutations of feedback. */
export const feedbackMutations: Mutations = {
  thing: 'feedback',
  commands: feedbackCommands,
  newId: { RecordFeedback: (_: object, { commandId }: Sending) => feedbackId(commandId) },
  find: (id, sender) => new Ask((reader) => feedback.byId(reader, id), sender),
};

const facts = feedbackFacts({ group: (reader, idOrName) => bodies.find(reader, idOrName), known: knownIds });

/** Feedback: what young people and others said, whose words they are, and what they may be used for. */
@Module({
  providers: [
    ...commandHandlers(feedbackDecider, feedbackCommands, facts),
    mutationResolver(feedbackMutations),
    WordsOfFeedback,
    FeedbackResolver,
    FeedbackRecordedResolver,
  ],
})
export class FeedbackModule {}
