import { setTimeout as sleep } from 'node:timers/promises';
import { EventStoreDBClient } from '@eventstore/db-client';
import { StoreFault } from '../errors.js';
import { connectionStringOf, hostsOf, isSecure } from './address.js';
import { asRefusal, isCertificate, isPoisoned, troubleOf, Unanswered, type Server } from './errors.js';
import { Measurements } from '../measurements.js';

/** Where EventStoreDB is, and as whom it is asked. */
export interface EventStoreDbSettings {
  /** `esdb://host:2113?tls=true`, several hosts with commas between them. */
  readonly connectionString: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** Path of the certificate of the authority that signed the server's. */
  readonly caFile?: string | undefined;
  /** What the names of all streams begin with, so that several records can share a server. */
  readonly prefix: string;
}

/** How long is waited for EventStoreDB, in milliseconds. */
export interface Patience {
  /** For the answer to one call: less than a leader that froze, more than the server's own limits. */
  readonly call: number;
  /** For all attempts of what is tried again. */
  readonly retries: number;
  /** For the next sign of life of a subscription, before it is begun anew. */
  readonly silence: number;
}

/** What is usual. */
export const PATIENCE: Patience = { call: 3_000, retries: 30_000, silence: 60_000 };

/** What the client's own limit may be late by. */
const GRACE = 500;
const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 2_000;

/** What each call is to be given. */
export interface Limits {
  readonly credentials: { readonly username: string; readonly password: string };
  /** In milliseconds. */
  readonly deadline: number;
}

/** One call of the client. */
export type Call<Answer> = (client: EventStoreDBClient, limits: Limits) => Promise<Answer>;

/**
 * The way to EventStoreDB for everything that uses it: one client, exchanged when it is of no more use. Every call has a
 * time limit, because not all of the client's own have one, and credentials, which make it append by calls of their own
 * instead of one stream that all share and lose together.
 */
export class Connection implements Server {
  readonly address: string;
  readonly username: string;
  readonly closing = new AbortController();
  readonly #connectionString: string;
  readonly #credentials: Limits['credentials'];
  readonly #hasSeveralHosts: boolean;
  #client: { readonly client: EventStoreDBClient; readonly retired: AbortController } | undefined;

  constructor(
    settings: Omit<EventStoreDbSettings, 'prefix'>,
    readonly measurements: Measurements = new Measurements(),
    readonly patience: Patience = PATIENCE,
  ) {
    const { username, password } = settings;
    // Without TLS the server knows no users and is sent none.
    this.#credentials = { username: username ?? 'nobody', password: password ?? 'nothing' };
    this.username = this.#credentials.username;
    this.#connectionString = connectionStringOf(settings);
    const hosts = hostsOf(settings.connectionString);
    this.address = hosts.join(', ');
    this.#hasSeveralHosts = hosts.length > 1 || settings.connectionString.startsWith('esdb+discover');
    if (isSecure(settings.connectionString) && username === undefined) {
      const sentence = `EventStoreDB at ${this.address} is asked by TLS and so as a user: set EVENTSTORE_USERNAME and EVENTSTORE_PASSWORD.`;
      throw new StoreFault('DENIED', sentence);
    }
  }

  /**
   * The client as it is now, what each call is to be given, and the signal that says when the client is of no more use.
   * Throws `StoreFault` when it cannot be made.
   */
  get current() {
    const { client, retired } = (this.#client ??= { client: this.#made(), retired: new AbortController() });
    const limits = { credentials: this.#credentials, deadline: this.patience.call };
    return { client, limits, retired: retired.signal };
  }

  /** Puts another client in the place of one that is of no more use. */
  #renew(client: EventStoreDBClient): void {
    if (this.#client?.client !== client) return;
    this.#client.retired.abort();
    this.#client = undefined;
    // What is still under way on it may yet be answered.
    setTimeout(() => void dispose(client), this.patience.call + 2 * GRACE).unref();
  }

  /** One attempt. Throws what the client throws, and `Unanswered`. */
  async once<Answer>(call: Call<Answer>): Promise<Answer> {
    const { client, limits } = this.current;
    try {
      const answer = await within(this.patience.call + GRACE, call(client, limits));
      this.measurements.serverAnswers(true);
      return answer;
    } catch (error) {
      this.missed(client, error);
      throw error;
    }
  }

  /** Draws the conclusions from an error of a client. */
  missed(client: EventStoreDBClient, error: unknown): void {
    const trouble = troubleOf(error);
    this.measurements.serverAnswers(trouble === undefined);
    // A leader that froze holds the client until the connection is found dead, long after another has been elected.
    if (isPoisoned(error) || (trouble === 'deadline' && this.#hasSeveralHosts)) this.#renew(client);
  }

  /**
   * Attempts until it is answered, for at most so many milliseconds: only for what is the same when done twice. Throws
   * `DomainError` and `StoreFault`; nothing is tried again once the connection is closing.
   */
  async call<Answer>(
    call: Call<Answer>,
    onRetry: (reason: string) => void = () => undefined,
    patience = this.patience.retries,
  ): Promise<Answer> {
    const until = performance.now() + patience;
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.once(call);
      } catch (error) {
        const trouble = isCertificate(error) ? undefined : troubleOf(error);
        const pause = pauseAfter(attempt);
        if (!trouble || this.closing.signal.aborted || performance.now() + pause > until) throw asRefusal(error, this);
        onRetry(trouble);
        await sleep(pause, undefined, { signal: this.closing.signal }).catch(() => undefined);
      }
    }
  }

  async close(): Promise<void> {
    this.closing.abort();
    const held = this.#client;
    this.#client = undefined;
    if (held) await dispose(held.client);
  }

  #made(): EventStoreDBClient {
    try {
      return EventStoreDBClient.connectionString(this.#connectionString);
    } catch (error) {
      // Its message may hold a part of the connection string, and so a password.
      const sentence = /certificate/i.test((error as Error).message)
        ? 'EVENTSTORE_CA_FILE names no file that can be read.'
        : 'EVENTSTORE_URL is not an address of EventStoreDB such as esdb://host:2113?tls=true.';
      throw new StoreFault('UNREADABLE', sentence);
    }
  }
}

/** A pause before the next attempt, in milliseconds: longer each time, and not the same for all who wait. */
export const pauseAfter = (attempt: number): number =>
  Math.min(FIRST_PAUSE * 2 ** attempt, LONGEST_PAUSE) * (0.5 + Math.random() / 2);

/** The answer, or `Unanswered` after so many milliseconds. */
export const within = async <Answer>(limit: number, answer: Promise<Answer>): Promise<Answer> => {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Unanswered(`no answer within ${limit} ms`)), limit);
  try {
    return await Promise.race([answer, late.promise]);
  } finally {
    clearTimeout(timer);
    answer.catch(() => undefined);
  }
};

/** Ends what a client holds. Its own `dispose` leaves the connection open. */
const dispose = async (client: EventStoreDBClient): Promise<void> => {
  await within(GRACE, client.dispose()).catch(() => undefined);
  const { getChannel } = client as unknown as { readonly getChannel: () => Promise<{ close(): void }> };
  await within(GRACE, getChannel())
    .then((channel) => channel.close())
    .catch(() => undefined);
};
