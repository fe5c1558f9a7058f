import { createTransport, type Transporter } from 'nodemailer';
import { nameKey } from '../naming/naming.js';
import { readDirectory } from './reminders.directory.js';
import type { ReminderMessage } from './reminders.messages.js';
import { NotDelivered, Notifier } from './reminders.notifier.js';

/** How reminders go by e-mail. */
export interface MailSettings {
  /** `smtp:` or `smtps:`, with the account in it where one is needed. */
  readonly url: string;
  /** The sender's address. */
  readonly from: string;
  /** Path of the file that says which team has which address. */
  readonly directory: string;
}

/** Milliseconds that a mail server may take to connect, to greet, and to say the next thing. */
const PATIENCE = { connectionTimeout: 10_000, greetingTimeout: 30_000, socketTimeout: 60_000 };

/** Sends reminders by e-mail to the addresses in the directory, which is read anew each time. */
export class MailNotifier extends Notifier {
  override readonly through = 'EMAIL';
  readonly #mail: Transporter;

  constructor(private readonly settings: MailSettings) {
    super();
    this.#mail = createTransport({ url: settings.url, ...PATIENCE, disableFileAccess: true, disableUrlAccess: true });
  }

  override async reaching(): Promise<(name: string) => boolean> {
    const { teams } = await readDirectory(this.settings.directory);
    return (name) => teams.has(nameKey(name));
  }

  override async send({ id, to, subject, text }: ReminderMessage): Promise<void> {
    const { from, directory } = this.settings;
    const { teams, governance } = await readDirectory(directory);
    const domain = from.slice(from.lastIndexOf('@') + 1).replace(/>$/, '');
    try {
      await this.#mail.sendMail({
        ...{ from, to: teams.get(nameKey(to)) ?? governance, subject, text },
        // The same for each attempt, so that a mail server or reader tells that it is the same message.
        messageId: `<${id}@${domain}>`,
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
    } catch (error) {
      const { responseCode, code = 'unknown' } = error as { readonly responseCode?: number; readonly code?: string };
      throw new NotDelivered(`the mail server could not be used (${responseCode ?? code})`);
    }
  }
}
