import { randomUUID } from 'node:crypto';
import { ANY, binaryEvent, jsonEvent } from '@eventstore/db-client';
import type {
  AllStreamRecordedEvent,
  AppendExpectedRevision,
  Credentials,
  EventData,
  EventStoreDBClient,
  ResolvedEvent,
  StreamingRead,
} from '@eventstore/db-client';

/** A client's error, which says more than its type does. */
interface Refused extends Error {
  readonly type?: unknown;
  readonly code?: unknown;
  readonly expectedVersion?: unknown;
  readonly actualVersion?: unknown;
}

/** What is told of an append that succeeded. */
interface Told {
  readonly success: boolean;
  readonly next: bigint;
  readonly positioned: boolean;
}

/** One round of questions to a server, on streams that no other round has, so that it may hold anything already. */
export class Inquiry {
  /** A line an answer. */
  readonly lines: string[] = [];
  readonly #run = randomUUID().slice(0, 8);

  constructor(
    readonly client: EventStoreDBClient,
    readonly credentials: Credentials,
  ) {}

  /** Asks, and writes down the answer or the refusal with what differs from run to run left out. */
  async ask(question: string, answer: () => Promise<unknown>): Promise<void> {
    const number = `${this.lines.length + 1}`.padStart(2, '0');
    const told = await answer().then((value) => `ok ${json(value) ?? ''}`, refusal);
    this.lines.push(`${number} ${question} | ${told}`.replaceAll(this.#run, 'RUN').replaceAll(ID, 'UUID'));
  }

  /** The name of a stream of this round. */
  stream(suffix: string): string {
    return `probe${this.#run}-${suffix}`;
  }

  /** A type of event of this round. */
  get type(): string {
    return `T${this.#run}`;
  }

  /** An event like all others but for its id. */
  event(data: Record<string, unknown> = { n: 1 }, id: string = randomUUID(), type = 'Probed'): EventData {
    return jsonEvent({ id, type, data, metadata: { by: 'probe' } });
  }

  bytes(...data: readonly number[]): EventData {
    return binaryEvent({ id: randomUUID(), type: 'Bytes', data: Uint8Array.from(data) });
  }

  /** Appends with credentials, which the client sends the classic way. */
  async append(stream: string, events: EventData[], expectedRevision: AppendExpectedRevision = ANY): Promise<Told> {
    const { credentials } = this;
    return told(await this.client.appendToStream(stream, events, { expectedRevision, credentials }));
  }

  /** Appends without credentials, which the client sends in a batch. */
  async appendInBatch(stream: string, events: EventData[], expectedRevision: AppendExpectedRevision): Promise<Told> {
    return told(await this.client.appendToStream(stream, events, { expectedRevision }));
  }
}

const ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

const told = (result: Awaited<ReturnType<EventStoreDBClient['appendToStream']>>): Told => ({
  success: result.success,
  next: result.nextExpectedRevision,
  positioned: typeof result.position?.commit === 'bigint',
});

const json = (value: unknown): string | undefined =>
  JSON.stringify(value, (_name, inner: unknown) => (typeof inner === 'bigint' ? `${inner}n` : inner));

const refusal = (error: Refused): string => {
  const { type, code, expectedVersion, actualVersion, message } = error;
  const versions = `expected=${json(expectedVersion)} actual=${json(actualVersion)}`;
  return `${error.constructor.name} type=${String(type)} code=${String(code)} ${versions} message=${json(message)}`;
};

/** Everything a read gives. */
export const readOut = async <E extends ResolvedEvent>(read: StreamingRead<E>): Promise<NonNullable<E['event']>[]> => {
  const events: NonNullable<E['event']>[] = [];
  for await (const { event } of read) if (event) events.push(event);
  return events;
};

/** The counter an event of `event({ i })` carries. */
export const counter = (event: { readonly data: unknown }): number => (event.data as { i: number }).i;

export const isCounted = (events: readonly AllStreamRecordedEvent[], count: number): boolean =>
  events.length === count && events.every((event, i) => counter(event) === i);
