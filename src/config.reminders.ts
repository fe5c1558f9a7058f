import { resolve } from 'node:path';
import { z } from 'zod';

/** How reminders go, and what they name. */
export interface ReminderSettings {
  /** The address at which people find the tracker. */
  readonly address: string | undefined;
  /** The hour of the council's day, 0 to 23, from which they go. */
  readonly fromHour: number;
  readonly channel:
    | { readonly kind: 'log' }
    | { readonly kind: 'mail'; readonly url: string; readonly from: string; readonly directory: string }
    | { readonly kind: 'webhook'; readonly url: URL; readonly secret: string };
}

/** The settings of reminders, with what each must look like. */
export const reminderFields = {
  TRACKER_URL: z.url({ protocol: /^https?$/, error: 'must be an http(s) address' }).optional(),
  REMINDER_HOUR: z
    .string()
    .regex(/^(?:1?\d|2[0-3])$/, { error: 'must be an hour from 0 to 23' })
    .default('8')
    .transform(Number),
  SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: 'must be an address such as smtps://user:password@host:465' })
    .optional(),
  MAIL_FROM: z
    .string()
    .regex(/^(?:[^<>\r\n]+ <[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/, {
      error: 'must be an e-mail address, or a name and an address in angle brackets',
    })
    .optional(),
  MAIL_DIRECTORY: z.string().optional(),
  WEBHOOK_URL: z.url({ protocol: /^https?$/, error: 'must be an http(s) address' }).optional(),
  WEBHOOK_SECRET: z
    .string()
    .refine((text) => Buffer.byteLength(text) >= 32, { error: 'must be at least 32 bytes long' })
    .optional(),
};

type Fields = { readonly [Name in keyof typeof reminderFields]?: z.output<(typeof reminderFields)[Name]> };

/** What is wrong with settings that are each right by themselves. */
export const wrongReminders = (settings: Fields): string[] => {
  const { SMTP_URL, MAIL_FROM, MAIL_DIRECTORY, WEBHOOK_URL, WEBHOOK_SECRET } = settings;
  const wrong: string[] = [];
  if (SMTP_URL && WEBHOOK_URL) {
    wrong.push('SMTP_URL must not be set beside WEBHOOK_URL: reminders go one way only.');
  }
  if (SMTP_URL && !MAIL_FROM) wrong.push('MAIL_FROM must be set with SMTP_URL.');
  if (SMTP_URL && !MAIL_DIRECTORY) wrong.push('MAIL_DIRECTORY must be set with SMTP_URL.');
  if (WEBHOOK_URL && !WEBHOOK_SECRET) wrong.push('WEBHOOK_SECRET must be set with WEBHOOK_URL.');
  return wrong;
};

/** How reminders go by these settings: the log when no other way is set. */
export const remindersFrom = (settings: Fields): ReminderSettings => {
  const { TRACKER_URL: address, REMINDER_HOUR: fromHour = 8, SMTP_URL, MAIL_FROM, MAIL_DIRECTORY } = settings;
  const { WEBHOOK_URL, WEBHOOK_SECRET } = settings;
  const general = { address, fromHour };
  if (SMTP_URL && MAIL_FROM && MAIL_DIRECTORY) {
    return {
      ...general,
      channel: { kind: 'mail', url: SMTP_URL, from: MAIL_FROM, directory: resolve(MAIL_DIRECTORY) },
    };
  }
  if (WEBHOOK_URL && WEBHOOK_SECRET) {
    return { ...general, channel: { kind: 'webhook', url: new URL(WEBHOOK_URL), secret: WEBHOOK_SECRET } };
  }
  return { ...general, channel: { kind: 'log' } };
};
