import { LRUCache } from 'lru-cache';
import type { KeyStore, SealingKey } from './key-store.js';
import { Recorded, type NewEvent } from './messages.js';
import {
  digestOf,
  isEqual,
  keyNumberOf,
  opened,
  presentWords,
  sealed,
  secretOf,
  type Fields,
  type NumberedSecret,
  type Secret,
} from './sealing.boxes.js';

/** Keys reserved at once; a command takes its keys from these and waits for no disk. */
const RESERVED = 240;
/** When fewer are left, more are reserved in the background. */
const LOW = 100;
/** More than can be on their way between sealing and the read models at one time. */
const SEALED_JUST_NOW = 1_000;

/** An event before its words are sealed: they are in `data`, as they were typed. */
export type UnsealedEvent = Omit<NewEvent, 'sealed' | 'commandDigest'>;

/**
 * Free text on its way into the log and out of it: all words of one event are one box (AES-256-GCM) under a key of their
 * own, tied to the event's id, so that no box opens in another event's place.
 *
 * A destroyed key means erased words, which is an ordinary answer; a box that its key does not open is damage.
 */
export class Sealing {
  readonly #keys: KeyStore;
  #reserved: SealingKey[] = [];
  #reserving: Promise<void> | undefined;
  /**
   * Keys of what was sealed here and not opened since: the read models open each event once, right after it was
   * appended, and need not ask the key store. Who erases words erases them in the read models too.
   */
  readonly #sealing = new LRUCache<number, Secret>({ max: SEALED_JUST_NOW });

  constructor(keys: KeyStore) {
    this.#keys = keys;
  }

  /**
   * The events of one command as they go into the log: words sealed, and each with the digest of the command's body.
   * `wordsOf` names the free-text fields of an event type; those that are absent or `null` stay as they are.
   *
   * The digest is keyed with the first sealed event's key, so that nobody can try guessed words against it once that key
   * is destroyed; a command none of whose events holds words has a plain digest.
   */
  async sealAll(
    events: readonly UnsealedEvent[],
    wordsOf: (type: string) => readonly string[] | undefined,
    commandBody: unknown,
  ): Promise<readonly NewEvent[]> {
    const fields = events.map(({ type, data }) => presentWords(data as Fields, wordsOf(type) ?? []));
    const keys = await this.#take(fields.filter(({ length }) => length > 0).length);
    const commandDigest = digestOf(commandBody, keys[0]);
    let used = 0;
    return events.map((event, index) => {
      const present = fields[index] ?? [];
      const key = present.length > 0 ? keys[used++] : undefined;
      return key ? { ...event, ...sealed(event, present, key), commandDigest } : { ...event, commandDigest };
    });
  }

  /**
   * Recorded events with their words back in `data`. Where the key was destroyed, every field that held words reads
   * `null` and `erased` is true. Opening opened events changes nothing. Throws `StoreFault` DAMAGED, naming the event,
   * when a box does not open with its key.
   */
  async open(events: readonly Recorded[]): Promise<readonly Recorded[]> {
    const numbers = events.flatMap((event) => event.sealed?.key ?? []);
    if (numbers.length === 0) return events;
    const secrets = new Map(numbers.map((number) => [number, this.#justSealed(number)]));
    const missing = numbers.filter((number) => !secrets.get(number));
    const keys = missing.length > 0 ? await this.#keys.find(missing) : undefined;
    return events.map((event) => {
      if (!event.sealed) return event;
      const { key: number } = event.sealed;
      const bytes = keys?.get(number);
      const secret = secrets.get(number) ?? (bytes && secretOf(bytes));
      return secret
        ? { __proto__: Recorded.prototype, ...event, data: { ...event.data, ...opened(event, secret) } }
        : { __proto__: Recorded.prototype, ...event, erased: true as const };
    });
  }

  /**
   * Is this the body of the command that led to the event? Any event of the command will do. Also true when the key that
   * could tell was destroyed: an erased command's repeat is still a repeat.
   */
  async matches({ commandDigest }: Recorded, commandBody: unknown): Promise<boolean> {
    const number = keyNumberOf(commandDigest);
    if (number === undefined) return isEqual(commandDigest, digestOf(commandBody));
    const bytes = (await this.#keys.find([number])).get(number);
    return bytes === undefined || isEqual(commandDigest, digestOf(commandBody, { number, secret: secretOf(bytes) }));
  }

  /** Destroys the words of an event for ever; an event without words is left as it is. */
  async destroy({ sealed }: Recorded): Promise<void> {
    if (!sealed) return;
    this.#sealing.delete(sealed.key);
    await this.#keys.destroy([sealed.key]);
  }

  /** Answers a key once. */
  #justSealed(number: number): Secret | undefined {
    const secret = this.#sealing.get(number);
    if (secret) this.#sealing.delete(number);
    return secret;
  }

  /** Keys that nobody else gets. Taking them is one synchronous step, so that two commands cannot take the same. */
  async #take(count: number): Promise<readonly NumberedSecret[]> {
    while (this.#reserved.length < count) await this.#reserve(count);
    const taken = this.#reserved.splice(0, count).map(({ number, bytes }) => ({ number, secret: secretOf(bytes) }));
    for (const { number, secret } of taken) this.#sealing.set(number, secret);
    // Should it fail now, the command that finds no key left tries again and is told why.
    if (count > 0 && this.#reserved.length < LOW) this.#reserve(count).catch(() => undefined);
    return taken;
  }

  #reserve(count: number): Promise<void> {
    this.#reserving ??= this.#keys
      .reserve(Math.max(RESERVED, count))
      .then((keys) => void this.#reserved.push(...keys))
      .finally(() => (this.#reserving = undefined));
    return this.#reserving;
  }
}
