import { Module } from '@nestjs/common';
import { namedMutations, namedProviders } from '../naming/naming.providers.js';
import { NameProgramme, programmeCommands, programmeId } from './programme.commands.js';
import { programmeDecider } from './programme.decider.js';
import { PROGRAMME } from './programmes.projection.js';
import { programmes } from './programmes.queries.js';
import { ActivitiesResolver } from './activities.resolver.js';
import { ProgrammesResolver } from './programmes.resolver.js';

const programmeKind = {
  noun: PROGRAMME,
  decider: programmeDecider,
  commands: programmeCommands,
  founding: NameProgramme,
  idOf: programmeId,
  questions: programmes,
};

/** The mutations of programmes. */
export const programmeMutations = namedMutations(programmeKind);

/** Programmes: lasting things that commitments belong to, and what was done in them without a promise. */
@Module({
  providers: [...namedProviders(programmeKind), ProgrammesResolver, ActivitiesResolver],
})
export class ProgrammesModule {}
