import { createHmac } from 'node:crypto';
import type { Clock } from '../event-sourcing/clock.js';
import type { ReminderMessage } from './reminders.messages.js';
import { NotDelivered, Notifier } from './reminders.notifier.js';

/** Milliseconds that the other side may take to answer. */
const PATIENCE = 10_000;

/** What proves that a message is ours: HMAC-SHA256 over the seconds since 1970, a dot and the body, in hexadecimal. */
export const signatureOf = (secret: string, seconds: number, body: string): string =>
  createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');

/** Posts reminders as signed JSON to an address of the council, which passes them on. */
export class WebhookNotifier extends Notifier {
  override readonly through = 'WEBHOOK';

  constructor(
    private readonly url: URL,
    private readonly secret: string,
    private readonly clock: Clock,
    private readonly patience = PATIENCE,
  ) {
    super();
  }

  override reaching = (): Promise<() => boolean> => Promise.resolve(() => true);

  override async send(message: ReminderMessage): Promise<void> {
    const body = JSON.stringify(message);
    const seconds = Math.floor(this.clock.now().getTime() / 1_000);
    const answer = await fetch(this.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'idempotency-key': message.id,
        'tracker-signature': `t=${seconds},v1=${signatureOf(this.secret, seconds, body)}`,
      },
      body,
      // Whoever answers from elsewhere is not whom the council named.
      redirect: 'error',
      signal: AbortSignal.timeout(this.patience),
    }).catch((error: unknown) => {
      throw new NotDelivered(`the webhook could not be reached (${(error as Error).name})`);
    });
    await answer.body?.cancel();
    if (!answer.ok) throw new NotDelivered(`the webhook answered ${answer.status}`);
  }
}
