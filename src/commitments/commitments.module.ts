import { Global, Module } from '@nestjs/common';
import { seesNames } from '../auth/names.js';
import { bodies } from '../bodies/bodies.queries.js';
import { Ask } from '../event-sourcing/ask.js';
import { commandHandlers } from '../event-sourcing/command-handlers.js';
import type { Sending } from '../event-sourcing/messages.js';
import { mutationResolver, type Mutations } from '../graphql/mutations.js';
import { meetings } from '../meetings/meetings.queries.js';
import { ToldResolver } from '../naming/told.resolver.js';
import { plans } from '../plans/plans.queries.js';
import { programmes } from '../programmes/programmes.queries.js';
import { workstreams } from '../workstreams/workstreams.queries.js';
import { commitmentCommands, commitmentId } from './commitment.commands.js';
import { commitmentDecider } from './commitment.decider.js';
import { Neighbours } from './commitments.batch.js';
import { commitmentFacts } from './commitments.facts.js';
import { filedResolvers } from './commitments.filed.resolver.js';
import { commitments } from './commitments.queries.js';
import { CommitmentsResolver } from './commitments.resolver.js';
import { UpdatesResolver } from './commitments.updates.resolver.js';

const questions = {
  plan: plans,
  programme: programmes,
  workstream: workstreams,
  body: bodies,
  meeting: meetings,
} as const;

/** The other features' answers, by id. */
export const neighbours: Neighbours = {
  byIds: (kind, reader, ids) => questions[kind].byIds(reader, ids),
};

/** What the rules of commitments ask of other kinds of things. */
export const facts = commitmentFacts({
  known: (reader, category, ids) => questions[category].byIds(reader, ids),
  youngPeoplesGroups: (reader) => bodies.namesOfYoungPeoplesGroups(reader),
});

/** The mutations of commitments. */
export const commitmentMutations: Mutations = {
  thing: 'commitment',
  commands: commitmentCommands,
  newId: {
    MakeCommitment: (data: Parameters<typeof commitmentId>[0], { commandId }: Sending) => commitmentId(data, commandId),
  },
  find: (id, sender) =>
    new Ask((reader) => commitments.byId({ reader, neighbours, showsNames: seesNames(sender) }, id), sender),
};

/** Commitments: the promises that are tracked, what happened to them, and where each stands. */
@Global()
@Module({
  providers: [
    ...commandHandlers(commitmentDecider, commitmentCommands, facts),
    mutationResolver(commitmentMutations),
    { provide: Neighbours, useValue: neighbours },
    CommitmentsResolver,
    ToldResolver,
    ...filedResolvers,
    UpdatesResolver,
  ],
  exports: [Neighbours],
})
export class CommitmentsModule {}
