import { Global, Module } from '@nestjs/common';
import { Groups } from '../naming/groups.js';
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

/** Groups that speak or ask are bodies, where the record has them. */
class GroupsAmongBodies extends Groups {
  readonly find = bodies.find;
}

/** Bodies: committees, boards and groups that meet. */
@Global()
@Module({
  providers: [
    ...namedProviders(bodyKind),
    { provide: Groups, useClass: GroupsAmongBodies },
    BodiesResolver,
    BodyOfMeetingResolver,
  ],
  exports: [Groups],
})
export class BodiesModule {}
