import { randomUUID } from 'node:crypto';
import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Config } from '../config.js';
import { Background } from '../event-sourcing/background.js';
import { Clock } from '../event-sourcing/clock.js';
import type { Outcome } from '../event-sourcing/command-handling.js';
import { hourAt } from '../event-sourcing/days.js';
import { DomainError } from '../event-sourcing/errors.js';
import { Lease } from '../event-sourcing/lease.js';
import type { Sender } from '../event-sourcing/messages.js';
import { momentOf, ownSender } from '../event-sourcing/own-sender.js';
import { Projector } from '../event-sourcing/projector.js';
import { Reads } from '../event-sourcing/reads.js';
import { nameKey } from '../naming/naming.js';
import { RecordReminder, reminderId } from './reminder.commands.js';
import { delivered, PAUSES } from './reminders.delivery.js';
import { DUE_REMINDERS, type DueReminder } from './reminders.due.queries.js';
import { counted, messagesFor, type Claimed, type ReminderMessage } from './reminders.messages.js';
import { NotDelivered, Notifier } from './reminders.notifier.js';
import { reminders } from './reminders.queries.js';

const HOUR = 3_600_000;

/**
 * Sends what is due, when this copy of the service begins to do the work of all and at each full hour, from the hour of
 * the day on that is set. Each reminder is recorded before it is sent, and only by whoever was first: that one sends it,
 * once, however many copies of the service run and whatever is rebuilt.
 */
@Injectable()
export class Reminders implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #log = new Logger(Reminders.name);
  readonly #stopping = new AbortController();
  readonly #looks = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(
    private readonly projector: Projector,
    private readonly reads: Reads,
    private readonly background: Background,
    private readonly commands: CommandBus,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly notifier: Notifier,
    private readonly lease: Lease,
  ) {}

  onApplicationBootstrap(): void {
    this.#running = this.lease.whileHeld(this.#stopping.signal, (until) => {
      // At once: the copy before this one may have died when it was about to look.
      this.#lookIn(0);
      until.addEventListener('abort', () => clearTimeout(this.#timer), { once: true });
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
    await Promise.all(this.#looks);
  }

  #lookIn(milliseconds: number): void {
    this.#timer = setTimeout(() => {
      const now = this.clock.now();
      // What falls due at midnight waits for an hour at which people are written to.
      if (hourAt(now, this.config.timeZone) >= this.config.reminders.fromHour) this.#begin();
      // A look goes on while its messages are tried again; the next one does not wait for it.
      this.#lookIn(HOUR - (now.getTime() % HOUR));
    }, milliseconds).unref();
  }

  #begin(): void {
    const look = this.look()
      .catch((error: unknown) => {
        if (!this.#stopping.signal.aborted)
          this.#log.error('Reminders could not be sent; the next try is in an hour.', error);
      })
      .finally(() => this.#looks.delete(look));
    this.#looks.add(look);
  }

  /** Records and sends what is due and was not sent; done when each message was delivered or given up. */
  async look(pauses: readonly number[] = PAUSES): Promise<void> {
    // Asked even where nothing is due, so that a bad directory is known from the start.
    const reaches = await this.notifier.reaching();
    const sender = ownSender(momentOf(this.clock, this.config.timeZone));
    await this.projector.following();
    const reader = this.reads.now(sender.today);
    if (reminders.cadences(reader).size === 0) return;
    const due = (await this.background.scan(DUE_REMINDERS, reader, null)) as readonly DueReminder[];
    if (due.length === 0) return;
    const groups = [...Map.groupBy(due, ({ lead }) => nameKey(lead ?? '')).values()];
    const claimed = (await Promise.all(groups.map((group) => this.#claim(group, reaches, sender)))).flat();
    const head = { council: this.config.councilName, address: this.config.reminders.address };
    await Promise.all(messagesFor(claimed, sender.today, head).map((message) => this.#deliver(message, pauses)));
  }

  /** Those of the reminders that were recorded here: they are ours to send. */
  async #claim(
    group: readonly DueReminder[],
    reaches: (name: string) => boolean,
    sender: Sender,
  ): Promise<readonly Claimed[]> {
    const ours = new Map<string, DueReminder>();
    for (const due of group) {
      const { commitmentId, meetingId, dueOn, lead, escalateAfter } = due;
      const to = lead !== null && reaches(lead) ? lead : null;
      const data = { commitmentId, meetingId, dueOn, to, escalateAfter, through: this.notifier.through };
      // An id of its own each time: the same one would be answered as done, and two would think that they were first.
      const sending = { sender, commandId: randomUUID() };
      try {
        const { events } = await this.commands.execute<RecordReminder, Outcome>(
          new RecordReminder(reminderId(commitmentId, meetingId), data, sending),
        );
        for (const { id } of events) ours.set(id, due);
      } catch (error) {
        if (!(error instanceof DomainError)) this.#log.error('A reminder could not be recorded.', error);
        // Another copy is on this lead: left to it, they get one message. What it leaves, the next look finds.
        break;
      }
    }
    return reminders
      .byEntries(this.reads.now(sender.today), [...ours.keys()])
      .map((sent) => ({ sent, due: ours.get(sent.id) as DueReminder }));
  }

  async #deliver(message: ReminderMessage, pauses: readonly number[]): Promise<void> {
    const about = `A reminder for ${message.to} about ${counted(message.items)}`;
    await delivered(
      () => this.notifier.send(message),
      pauses,
      this.#stopping.signal,
      (error, pause) => {
        // Whatever else is thrown may quote what was sent.
        const why = error instanceof NotDelivered ? error.message : 'of an unexpected fault';
        const next = pause === undefined ? 'it is given up' : `the next try is in ${Math.ceil(pause / 1_000)} seconds`;
        this.#log.warn(`${about} was not delivered, because ${why}; ${next}.`);
      },
    );
  }
}
