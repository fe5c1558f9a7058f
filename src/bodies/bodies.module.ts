import { Module } from '@nestjs/common';
import { namedMutations, namedProviders } from '../naming/naming.providers.js';
import { EstablishBody, bodyCommands, bodyId } from './body.commands.js';
import { bodyDecider } from './body.decider.js';
import { BODY } from './bodies.projection.js';
import { bodies } from './bodies.queries.js';
import { BodiesResolver, BodyOfMeetingResolver } from './bodies.resolver.js';

const bodyKind = {
  noun: BODY,
  decider: bodyDecider,
  commands: bodyCommands,
  founding: EstablishBody,
  idOf: bodyId,
  questions: bodies,
};

/** The mutations of bodies. */
export const bodyMutations = namedMutations(bodyKind);

/** Bodies: committees, boards and groups that meet. */
@Module({
  providers: [...namedProviders(bodyKind), BodiesResolver, BodyOfMeetingResolver],
})
export class BodiesModule {}
