import { JustSealed } from './just-sealed.js';
import type { KeyStore, SealingKey } from './key-store.js';
import { keysBehind } from './lost-keys.js';
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
} from './sealing.boxes.js';

/** Keys reserved at once; a command takes its keys from these and waits for no disk. */
const RESERVED = 240;
/** When fewer are left, more are reserved in the background. */
const LOW = 100;

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
  readonly #justSealed = new JustSealed();
  /** A number that is known to have been given. */
  #given = 0;

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
      if (!key) return { ...event, commandDigest };
      const { words, ...rest } = sealed(event, present, key);
      this.#justSealed.keep(event.id, rest.sealed, words);
      return { ...event, ...rest, commandDigest };
    });
  }

  /**
   * Recorded events with their words back in `data`. Where the key was destroyed, every field that held words reads
   * `null` and `erased` is true. Opening opened events changes nothing. Throws `StoreFault`: DAMAGED, naming the event,
   * when a box does not open with its key; BEHIND when a key is missing because the keys are older than the log.
   */
  async open(events: readonly Recorded[]): Promise<readonly Recorded[]> {
    const known = events.map((event) => this.#justSealed.take(event));
    const numbers = events.flatMap(({ sealed }, n) => (sealed && !known[n] ? sealed.key : []));
    const keys = numbers.length > 0 ? await this.#keys.find(numbers) : undefined;
    await this.refuseBehind(Math.max(0, ...numbers.filter((number) => !keys?.has(number))));
    return events.map((event, n) => {
      if (!event.sealed) return event;
      const bytes = keys?.get(event.sealed.key);
      const words = known[n] ?? (bytes && opened(event, secretOf(bytes)));
      return words
        ? { __proto__: Recorded.prototype, ...event, data: { ...event.data, ...words } }
        : { __proto__: Recorded.prototype, ...event, erased: true as const };
    });
  }

  /** Throws `StoreFault` BEHIND when the log uses a key of this number and none like it was ever given. */
  async refuseBehind(used: number): Promise<void> {
    if (used <= this.#given) return;
    this.#given = await this.#keys.newest();
    if (used > this.#given) throw keysBehind(used, this.#given);
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

  /** Destroys the words of these events for ever; events without words are left as they are. */
  async destroy(...events: readonly Pick<Recorded, 'sealed'>[]): Promise<void> {
    const numbers = events.flatMap(({ sealed }) => sealed?.key ?? []);
    for (const number of numbers) this.#justSealed.forget(number);
    if (numbers.length > 0) await this.#keys.destroy(numbers);
  }

  /** Can the words of an event still be opened? Not when it has none. */
  async canOpen({ sealed }: Pick<Recorded, 'sealed'>): Promise<boolean> {
    return sealed !== undefined && (await this.#keys.find([sealed.key])).has(sealed.key);
  }

  /** Keys that nobody else gets. Taking them is one synchronous step, so that two commands cannot take the same. */
  async #take(count: number): Promise<readonly NumberedSecret[]> {
    while (this.#reserved.length < count) await this.#reserve(count);
    const taken = this.#reserved.splice(0, count);
    // Should it fail now, the command that finds no key left tries again and is told why.
    if (count > 0 && this.#reserved.length < LOW) this.#reserve(count).catch(() => undefined);
    return taken.map(({ number, bytes }) => ({ number, secret: secretOf(bytes) }));
  }

  #reserve(count: number): Promise<void> {
    this.#reserving ??= this.#keys
      .reserve(Math.max(RESERVED, count))
      .then((keys) => void this.#reserved.push(...keys))
      .finally(() => (this.#reserving = undefined));
    return this.#reserving;
  }
}
