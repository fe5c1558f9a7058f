import { Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { shownTo } from '../auth/names.js';
import { Sender } from '../auth/sender.js';
import type { Sender as SenderOf } from '../event-sourcing/messages.js';
import type { Told } from './told.js';

/** Shows who said something, by name only to those who see names. */
@Resolver('Provenance')
export class ToldResolver {
  @ResolveField()
  statedBy(@Parent() { statedBy }: Told, @Sender() sender: SenderOf) {
    return shownTo(sender, statedBy);
  }
}
