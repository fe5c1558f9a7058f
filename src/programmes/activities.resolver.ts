import { Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { shownTo } from '../auth/names.js';
import { Sender } from '../auth/sender.js';
import type { Sender as SenderOf } from '../event-sourcing/messages.js';
import type { Activity } from './programmes.queries.js';

/** Shows who stated and recorded an activity, by name only to those who see names. */
@Resolver('Activity')
export class ActivitiesResolver {
  @ResolveField()
  statedBy(@Parent() { statedBy }: Activity, @Sender() sender: SenderOf) {
    return shownTo(sender, statedBy);
  }

  @ResolveField()
  recordedBy(@Parent() { recordedBy }: Activity, @Sender() sender: SenderOf) {
    return shownTo(sender, recordedBy);
  }
}
