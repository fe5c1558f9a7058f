import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Sender } from '../auth/sender.js';
import type { Sender as SenderOf } from '../event-sourcing/messages.js';
import type { Reader } from '../event-sourcing/reader.js';
import { NameAnswers, type ListArgs, type OneArgs } from '../naming/naming.answers.js';
import { bodies } from './bodies.queries.js';

/** Answers what is asked about bodies. */
@Resolver('Body')
export class BodiesResolver {
  constructor(private readonly answers: NameAnswers) {}

  @Query()
  bodies(@Args() args: ListArgs, @Sender() sender: SenderOf) {
    return this.answers.list(bodies, args, sender);
  }

  @Query()
  body(@Args() args: OneArgs, @Sender() sender: SenderOf) {
    return this.answers.one(bodies, args, sender);
  }
}

/** Answers which body a meeting is of. */
@Resolver('Meeting')
export class BodyOfMeetingResolver {
  @ResolveField()
  body(@Parent() { bodyId, reader }: { readonly bodyId: string; readonly reader: Reader }) {
    return bodies.byId(reader, bodyId);
  }
}
