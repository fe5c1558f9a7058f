import { Module } from '@nestjs/common';
import { namedProviders } from '../naming/naming.providers.js';
import { EstablishWorkstream, workstreamCommands, workstreamId } from './workstream.commands.js';
import { workstreamDecider } from './workstream.decider.js';
import { WORKSTREAM } from './workstreams.projection.js';
import { workstreams } from './workstreams.queries.js';
import { MyWorkstreamsResolver, WorkstreamsResolver } from './workstreams.resolver.js';

/** Workstreams: standing strands of the board's work, and who leads them. */
@Module({
  providers: [
    ...namedProviders({
      noun: WORKSTREAM,
      decider: workstreamDecider,
      commands: workstreamCommands,
      founding: EstablishWorkstream,
      idOf: workstreamId,
      questions: workstreams,
    }),
    WorkstreamsResolver,
    MyWorkstreamsResolver,
  ],
})
export class WorkstreamsModule {}
