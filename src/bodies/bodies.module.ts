import { Module } from '@nestjs/common';
import { namedProviders } from '../naming/naming.providers.js';
import { EstablishBody, bodyCommands, bodyId } from './body.commands.js';
import { bodyDecider } from './body.decider.js';
import { BODY } from './bodies.projection.js';
import { bodies } from './bodies.queries.js';
import { BodiesResolver } from './bodies.resolver.js';

/** Bodies: committees, boards and groups that meet. */
@Module({
  providers: [
    ...namedProviders({
      noun: BODY,
      decider: bodyDecider,
      commands: bodyCommands,
      founding: EstablishBody,
      idOf: bodyId,
      questions: bodies,
    }),
    BodiesResolver,
  ],
})
export class BodiesModule {}
