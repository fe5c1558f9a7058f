import { Module } from '@nestjs/common';
import { filedCommitments } from '../commitments/commitments.filed.queries.js';
import { Ask } from '../event-sourcing/ask.js';
import { commandHandlers } from '../event-sourcing/command-handlers.js';
import { mutationResolver, type Mutations } from '../graphql/mutations.js';
import { NameAnswers } from '../naming/naming.answers.js';
import { planCommands, planId } from './plan.commands.js';
import { planDecider } from './plan.decider.js';
import { planFacts } from './plans.facts.js';
import { plans } from './plans.queries.js';
import { PlansResolver, RefreshedCommitmentsResolver, RefreshedResolver } from './plans.resolver.js';

/** The mutations of plans. */
export const planMutations: Mutations = {
  thing: 'plan',
  commands: planCommands,
  newId: { AdoptPlan: ({ title }: { title: string }) => planId(title) },
  find: (id, sender) => new Ask((reader) => plans.byId(reader, id), sender),
};

/** Plans: published sets of commitments, their versions, and what each refresh made of every promise. */
@Module({
  providers: [
    ...commandHandlers(planDecider, planCommands, planFacts(filedCommitments)),
    mutationResolver(planMutations),
    NameAnswers,
    PlansResolver,
    RefreshedCommitmentsResolver,
    RefreshedResolver,
  ],
})
export class PlansModule {}
