import { Module } from '@nestjs/common';
import { namedProviders } from '../naming/naming.providers.js';
import { NameProgramme, programmeCommands, programmeId } from './programme.commands.js';
import { programmeDecider } from './programme.decider.js';
import { PROGRAMME } from './programmes.projection.js';
import { programmes } from './programmes.queries.js';
import { ActivitiesResolver } from './activities.resolver.js';
import { ProgrammesResolver } from './programmes.resolver.js';

/** Programmes: lasting things that commitments belong to, and what was done in them without a promise. */
@Module({
  providers: [
    ...namedProviders({
      noun: PROGRAMME,
      decider: programmeDecider,
      commands: programmeCommands,
      founding: NameProgramme,
      idOf: programmeId,
      questions: programmes,
    }),
    ProgrammesResolver,
    ActivitiesResolver,
  ],
})
export class ProgrammesModule {}
