import { Module } from '@nestjs/common';
import { namedMutations, namedProviders } from '../naming/naming.providers.js';
import { EstablishWorkstream, workstreamCommands, workstreamId } from './workstream.commands.js';
import { workstreamDecider } from './workstream.decider.js';
import { WORKSTREAM } from './workstreams.projection.js';
import { workstreams } from './workstreams.queries.js';
import { MyWorkstreamsResolver, WorkstreamsResolver } from './workstreams.resolver.js';

const workstreamKind = {
  noun: WORKSTREAM,
  decider: workstreamDecider,
  commands: workstreamCommands,
  founding: EstablishWorkstream,
  idOf: workstreamId,
  questions: workstreams,
};

/** The mutations of workstreams. */
export const workstreamMutations = namedMutations(workstreamKind);

/** Workstreams: standing strands of the board's work, and who leads them. */
@Module({
  providers: [...namedProviders(workstreamKind), WorkstreamsResolver, MyWorkstreamsResolver],
})
export class WorkstreamsModule {}
