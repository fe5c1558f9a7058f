import { Logger } from '@nestjs/common';
import type { Channel } from './reminder.events.js';
import { counted, type ReminderMessage } from './reminders.messages.js';

/** A message did not get through. What it says goes into the log, so it holds nobody's words and nobody's address. */
export class NotDelivered extends Error {
  override readonly name = 'NotDelivered';
}

/** The way reminders go to people: one of its kind, by the settings. An abstract class, so that it is its own injection token. */
export abstract class Notifier {
  abstract readonly through: Channel;

  /** Tells whom it can reach by name now; what it cannot reach, governance staff get. */
  abstract reaching(): Promise<(name: string) => boolean>;

  /** Hands the message on, the same id each time it is tried. Throws `NotDelivered`. */
  abstract send(message: ReminderMessage): Promise<void>;
}

/**
 * Nothing else is configured: development shows the message, production only that there was one. A warning, because
 * development logs nothing less, and in production nobody else gets it.
 */
export class LogNotifier extends Notifier {
  override readonly through = 'LOG';
  readonly #log = new Logger('Reminders');

  constructor(private readonly showsMessages: boolean) {
    super();
  }

  override reaching = (): Promise<() => boolean> => Promise.resolve(() => true);

  override send({ to, subject, text, items }: ReminderMessage): Promise<void> {
    this.#log.warn(
      this.showsMessages
        ? `Reminder for ${to}\n${subject}\n\n${text}`
        : `A reminder for ${to} about ${counted(items)} went to this log only: no way to send it is set.`,
    );
    return Promise.resolve();
  }
}
