import { Logger, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Config } from '../config.js';
import { Clock } from '../event-sourcing/clock.js';
import { DomainError } from '../event-sourcing/errors.js';
import { EventStore } from '../event-sourcing/event-store.js';
import { START } from '../event-sourcing/messages.js';
import { OWN_ACCOUNT } from '../event-sourcing/own-sender.js';
import { EXAMPLE_ACCOUNT, exampleSender, loadExamplePlan } from './example.loader.js';

/** In development a new record begins with the example plan; in production nothing is invented. */
@Module({})
export class ExampleModule implements OnApplicationBootstrap {
  readonly #logger = new Logger(ExampleModule.name);

  constructor(
    private readonly config: Config,
    private readonly store: EventStore,
    private readonly commands: CommandBus,
    private readonly clock: Clock,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.config.production || !(await this.#isWanted())) return;
    try {
      await loadExamplePlan(this.commands, exampleSender(this.clock.now(), this.config.timeZone));
    } catch (error) {
      // What an older edition of the example put on record stays as it was told: that is no reason not to start.
      if (!(error instanceof DomainError)) throw error;
      this.#logger.warn(`The example plan in the record stays as it is: ${error.message}`);
    }
  }

  /**
   * Is the record empty, or one that began with the example, whose loading may have been cut short? What the service
   * says of itself, such as that a copy of it has joined, is no beginning.
   */
  async #isWanted(): Promise<boolean> {
    for await (const { events } of this.store.readAll(START, 1)) {
      const first = events.find(({ recorderId }) => recorderId !== OWN_ACCOUNT);
      if (first) return first.recorderId === EXAMPLE_ACCOUNT;
    }
    return true;
  }
}
