import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { createHmac } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { configFrom } from '../../src/config.js';
import { delivered } from '../../src/reminders/reminders.delivery.js';
import { readDirectory } from '../../src/reminders/reminders.directory.js';
import { MailNotifier } from '../../src/reminders/reminders.mail.notifier.js';
import type { ReminderMessage } from '../../src/reminders/reminders.messages.js';
import { notifierFor } from '../../src/reminders/reminders.module.js';
import { LogNotifier, NotDelivered } from '../../src/reminders/reminders.notifier.js';
import { WebhookNotifier } from '../../src/reminders/reminders.webhook.notifier.js';
import { StandingClock } from '../support/clock.js';
import { startSmtpSink } from '../support/smtp-sink.js';
import { temporaryFolder } from '../support/temporary.js';

const MESSAGE: ReminderMessage = {
  id: '7d3ee8d8-0b26-4a0b-8b5b-0e0a5a4f7a11',
  to: 'Housing',
  subject: 'No update received yet: 1 commitment',
  text: 'To Housing\n\n- A charter for tenants – “keys”\n\n.\n\nThe action tracker',
  items: [{ reminderId: 'r', commitmentId: 'c', meetingId: 'm', number: 1 }],
};
const SECRET = 'a secret of at least thirty-two bytes';

const directory = (text: string): string => {
  const file = join(temporaryFolder(), 'directory.yaml');
  writeFileSync(file, text);
  return file;
};
const DIRECTORY = 'governance: gov@example.org\nteams:\n  Housing: housing@example.org\n';

describe('the directory', () => {
  it('says who has which address, however the name is spelt, in YAML or JSON', async () => {
    const yaml = await readDirectory(directory(DIRECTORY));
    expect([yaml.governance, yaml.teams.get('housing')]).toEqual(['gov@example.org', 'housing@example.org']);
    const json = await readDirectory(directory('{ "governance": "gov@example.org" }'));
    expect([json.governance, json.teams.size]).toEqual(['gov@example.org', 0]);
  });

  it.each([
    ['teams: { Housing: housing@example.org }', /not as it should be: governance/],
    ['governance: gov@example.org\nteams: { Housing: nobody }', /not as it should be: teams.Housing$/],
    ['{', /neither YAML nor JSON/],
  ])('says what is wrong with %j, and never repeats an address', async (text, sentence) => {
    await expect(readDirectory(directory(text))).rejects.toThrow(sentence);
  });

  it('says that it cannot be read', async () =>
    expect(readDirectory(join(temporaryFolder(), 'none'))).rejects.toThrow(/cannot be read \(ENOENT\)/));
});

describe('by e-mail', () => {
  const from = 'Action tracker <tracker@example.org>';

  it('reaches whom the directory knows, and writes to governance staff for all others', async () => {
    const sink = await startSmtpSink();
    const mail = new MailNotifier({ url: sink.url, from, directory: directory(DIRECTORY) });
    const reaches = await mail.reaching();
    expect(['HOUSING', 'Virtual School'].map(reaches)).toEqual([true, false]);
    await mail.send(MESSAGE);
    await mail.send({ ...MESSAGE, to: 'Governance staff' });
    await sink.stop();
    expect(sink.mails.map(({ from, to }) => [from, to])).toEqual([
      ['tracker@example.org', ['housing@example.org']],
      ['tracker@example.org', ['gov@example.org']],
    ]);
    const [{ text } = { text: '' }] = sink.mails;
    expect(text).toContain('Subject: No update received yet: 1 commitment\n');
    expect(text).toContain(`Message-ID: <${MESSAGE.id}@example.org>\n`);
    expect(text).toContain('Auto-Submitted: auto-generated\n');
    expect(text).toMatch(/To Housing\n\n- A charter/);
  });

  it('tries again with the same id when it was turned away', async () => {
    const sink = await startSmtpSink(2);
    const mail = new MailNotifier({ url: sink.url, from, directory: directory(DIRECTORY) });
    const failures: unknown[] = [];
    const done = await delivered(
      () => mail.send(MESSAGE),
      [0, 0],
      new AbortController().signal,
      (error) => failures.push(error),
    );
    await sink.stop();
    expect([done, failures.length, sink.mails.length]).toEqual([true, 2, 1]);
    expect(failures).toEqual([expect.any(NotDelivered), expect.any(NotDelivered)]);
    expect(String(failures[0])).toMatch(/mail server could not be used \(451\)$/);
  });

  it('says that nobody answers, without the address', async () => {
    const sink = await startSmtpSink();
    await sink.stop();
    const mail = new MailNotifier({ url: sink.url, from, directory: directory(DIRECTORY) });
    await expect(mail.send(MESSAGE)).rejects.toThrow(/^the mail server could not be used \(\w+\)$/);
  });
});

describe('by webhook', () => {
  interface Heard {
    readonly headers: IncomingHttpHeaders;
    readonly body: string;
  }

  const startHook = async (...statuses: readonly number[]) => {
    const heard: Heard[] = [];
    const server = createServer((request, response) => {
      const pieces: Buffer[] = [];
      request.on('data', (piece: Buffer) => pieces.push(piece));
      request.on('end', () => {
        heard.push({ headers: request.headers, body: Buffer.concat(pieces).toString() });
        const status = statuses[heard.length - 1] ?? 204;
        if (status > 0) response.writeHead(status, { location: '/elsewhere' }).end();
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`);
    const stop = () => {
      server.closeAllConnections();
      server.close();
    };
    return { heard, url, stop };
  };
  const clock = new StandingClock('2025-11-08T09:00:00Z');

  it('posts the message, signed over the time and the body, under an id that stays the same', async () => {
    const hook = await startHook();
    const webhook = new WebhookNotifier(hook.url, SECRET, clock);
    await webhook.send(MESSAGE);
    hook.stop();
    const [{ headers, body } = { headers: {}, body: '' }] = hook.heard;
    expect(JSON.parse(body)).toEqual(MESSAGE);
    expect(headers['idempotency-key']).toBe(MESSAGE.id);
    const [, seconds, signature] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['tracker-signature'])) ?? [];
    expect(Number(seconds) * 1_000).toBe(Date.parse('2025-11-08T09:00:00Z'));
    expect(signature).toBe(createHmac('sha256', SECRET).update(`${seconds}.`).update(body).digest('hex'));
  });

  it.each([
    ['an error', 503, /^the webhook answered 503$/],
    ['another address', 302, /^the webhook could not be reached/],
  ])('takes %s for a failure', async (_, status, sentence) => {
    const hook = await startHook(status);
    await expect(new WebhookNotifier(hook.url, SECRET, clock).send(MESSAGE)).rejects.toThrow(sentence);
    hook.stop();
    expect(hook.heard).toHaveLength(1);
  });

  it('does not wait for ever', async () => {
    const hook = await startHook(0);
    const webhook = new WebhookNotifier(hook.url, SECRET, clock, 50);
    await expect(webhook.send(MESSAGE)).rejects.toThrow(/could not be reached \(TimeoutError\)/);
    hook.stop();
  });
});

describe('into the log', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it.each([
    [true, /Reminder for Housing\nNo update received yet[^]+A charter/],
    [false, /^A reminder for Housing about 1 commitment went to this log only: no way to send it is set\.$/],
  ])('shows messages in development only (%s)', async (shows, line) => {
    const warned = jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
    await new LogNotifier(shows).send(MESSAGE);
    expect(warned.mock.calls).toEqual([[expect.stringMatching(line)]]);
  });
});

describe('the way reminders go', () => {
  const of = (settings: Record<string, string>) =>
    notifierFor(configFrom({ NODE_ENV: 'development', ...settings }), new StandingClock()).through;

  it('is the one that is set, or else the log', () => {
    expect(of({})).toBe('LOG');
    const mail = { SMTP_URL: 'smtp://mail.example.org', MAIL_FROM: 'a@example.org', MAIL_DIRECTORY: 'd.yaml' };
    expect(of(mail)).toBe('EMAIL');
    expect(of({ WEBHOOK_URL: 'https://example.org/hook', WEBHOOK_SECRET: SECRET })).toBe('WEBHOOK');
  });
});

describe('a delivery', () => {
  const failing = () => Promise.reject(new NotDelivered('it is down'));

  it('is given up when the pauses are used up', async () => {
    const pauses: (number | undefined)[] = [];
    const done = await delivered(failing, [0, 1], new AbortController().signal, (_, pause) => pauses.push(pause));
    expect([done, pauses]).toEqual([false, [0, 1, undefined]]);
  });

  it('ends with the service, also within a pause', async () => {
    const stopping = new AbortController();
    const done = delivered(failing, [3_600_000], stopping.signal, () => stopping.abort());
    expect(await done).toBe(false);
  });
});
