import { Query, Resolver } from '@nestjs/graphql';
import type { Sender as SenderOf } from '../event-sourcing/messages.js';
import { Sender } from './sender.js';

/** Answers who the service takes the caller for. */
@Resolver()
export class MeResolver {
  @Query()
  me(@Sender() sender: SenderOf): SenderOf {
    return sender;
  }
}
