import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { StoreFault } from './errors.js';
import type { KeyStore, SealingKey } from './key-store.js';
import { Recorded, type NewEvent, type Sealed } from './messages.js';

/** Keys reserved at once; a command takes its keys from these and waits for no disk. */
const RESERVED = 240;
/** When fewer are left, more are reserved in the background. */
const LOW = 100;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Without it a box cut short would be believed with what is left of its tag. */
const WHOLE_TAG = { authTagLength: TAG_BYTES };

type Fields = Readonly<Record<string, unknown>>;

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
    const keys = await this.#keys.find(numbers);
    return events.map((event) => {
      if (!event.sealed) return event;
      const key = keys.get(event.sealed.key);
      return key
        ? { __proto__: Recorded.prototype, ...event, data: { ...event.data, ...opened(event, key) } }
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
    return bytes === undefined || isEqual(commandDigest, digestOf(commandBody, { number, bytes }));
  }

  /** Destroys the words of an event for ever; an event without words is left as it is. */
  async destroy({ sealed }: Recorded): Promise<void> {
    if (sealed) await this.#keys.destroy([sealed.key]);
  }

  /** Keys that nobody else gets. Taking them is one synchronous step, so that two commands cannot take the same. */
  async #take(count: number): Promise<readonly SealingKey[]> {
    while (this.#reserved.length < count) await this.#reserve(count);
    const taken = this.#reserved.splice(0, count);
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

const presentWords = (data: Fields, fields: readonly string[]): readonly string[] =>
  fields.filter((field) => data[field] !== undefined && data[field] !== null);

const sealed = (
  { id, data }: UnsealedEvent,
  fields: readonly string[],
  { number, bytes }: SealingKey,
): { data: object; sealed: Sealed } => {
  const words = Object.fromEntries(fields.map((field) => [field, (data as Fields)[field]]));
  // Each leaves a `null` in its place, so that an erasure takes back what was said and nothing that was not.
  const rest = Object.fromEntries(
    Object.entries(data as Fields).map(([field, value]) => [field, fields.includes(field) ? null : value]),
  );
  const nonce = randomBytes(NONCE_BYTES);
  // As key objects, keys spare Node three quarters of the cost of a small cipher.
  const cipher = createCipheriv('aes-256-gcm', createSecretKey(bytes), nonce).setAAD(Buffer.from(id));
  const text = [cipher.update(JSON.stringify(words), 'utf8'), cipher.final()];
  return {
    data: rest,
    sealed: { key: number, box: Buffer.concat([nonce, cipher.getAuthTag(), ...text]).toString('base64') },
  };
};

const opened = ({ id, position, sealed }: Recorded, key: Buffer): object => {
  const box = Buffer.from(sealed?.box ?? '', 'base64');
  try {
    const cipher = createDecipheriv('aes-256-gcm', createSecretKey(key), box.subarray(0, NONCE_BYTES), WHOLE_TAG)
      .setAAD(Buffer.from(id))
      .setAuthTag(box.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    const text = cipher.update(box.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + cipher.final('utf8');
    return JSON.parse(text) as object;
  } catch (cause) {
    const sentence = `The words of event ${id} at position ${position} do not open with their key: one of them is damaged.`;
    throw new StoreFault('DAMAGED', sentence, { cause });
  }
};

/** Separates the number of a digest's key from the digest; no letter of base64url. */
const SEPARATOR = '.';

/** `⟨key number⟩.⟨HMAC-SHA256⟩`, or a plain SHA-256 without a key; base64url. */
const digestOf = (body: unknown, key?: SealingKey): string => {
  const text = canonical(body);
  if (!key) return createHash('sha256').update(text).digest('base64url');
  const digest = createHmac('sha256', createSecretKey(key.bytes)).update(text).digest('base64url');
  return `${key.number}${SEPARATOR}${digest}`;
};

const keyNumberOf = (digest: string): number | undefined => {
  const end = digest.indexOf(SEPARATOR);
  return end === -1 ? undefined : Number(digest.slice(0, end));
};

/** JSON with the fields of every object in one order: how a client ordered them does not matter. */
const canonical = (body: unknown): string =>
  JSON.stringify(body, (_, value: unknown) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const fields = value as Fields;
    return Object.fromEntries(
      Object.keys(fields)
        .sort()
        .map((field) => [field, fields[field]]),
    );
  });

const isEqual = (one: string, other: string): boolean =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
