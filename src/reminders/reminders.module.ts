import { Module } from '@nestjs/common';
import { filedCommitments } from '../commitments/commitments.filed.queries.js';
import { Config } from '../config.js';
import { Ask } from '../event-sourcing/ask.js';
import { Clock } from '../event-sourcing/clock.js';
import { commandHandlers } from '../event-sourcing/command-handlers.js';
import type { GatherFacts } from '../event-sourcing/command-handling.js';
import { mutationResolver, type Mutations } from '../graphql/mutations.js';
import { plans } from '../plans/plans.queries.js';
import { cadenceDecider, type CadenceFacts } from './reminder.cadence.decider.js';
import { cadenceCommands, cadenceId, RecordReminder, type CadenceCommand } from './reminder.commands.js';
import { reminderDecider } from './reminder.decider.js';
import { Reminders } from './reminders.clock.js';
import { MailNotifier } from './reminders.mail.notifier.js';
import { LogNotifier, Notifier } from './reminders.notifier.js';
import { reminders } from './reminders.queries.js';
import {
  CadenceResolver,
  RemindersOfCommitmentResolver,
  RemindersOfPlanResolver,
  RemindersResolver,
} from './reminders.resolver.js';
import { WebhookNotifier } from './reminders.webhook.notifier.js';

/** Reminders are arranged only for what is on record. */
const cadenceFacts: GatherFacts<CadenceCommand, CadenceFacts> = (reader, { data: { planId, commitmentId } }) => ({
  isKnown:
    commitmentId == null
      ? plans.byId(reader, planId ?? '') !== null
      : filedCommitments.known(reader, [commitmentId]).size > 0,
});

/** The mutations of reminders. */
export const cadenceMutations: Mutations = {
  thing: 'reminderCadence',
  commands: cadenceCommands,
  newId: { ArrangeReminders: cadenceId, PauseReminders: cadenceId, ResumeReminders: cadenceId },
  find: (id, sender) => new Ask((reader) => reminders.ownCadence(reader, id), sender),
};

/** The one way that the settings say reminders go. */
export const notifierFor = ({ production, reminders: { channel } }: Config, clock: Clock): Notifier => {
  switch (channel.kind) {
    case 'mail':
      return new MailNotifier(channel);
    case 'webhook':
      return new WebhookNotifier(channel.url, channel.secret, clock);
    case 'log':
      return new LogNotifier(!production);
  }
};

/** Reminders to those who lead what nothing was heard of yet. */
@Module({
  providers: [
    ...commandHandlers(cadenceDecider, cadenceCommands, cadenceFacts),
    ...commandHandlers(reminderDecider, [RecordReminder]),
    mutationResolver(cadenceMutations),
    { provide: Notifier, useFactory: notifierFor, inject: [Config, Clock] },
    Reminders,
    RemindersResolver,
    RemindersOfCommitmentResolver,
    RemindersOfPlanResolver,
    CadenceResolver,
  ],
})
export class RemindersModule {}
