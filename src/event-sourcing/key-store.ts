/** A key for one event's words. */
export interface SealingKey {
  readonly number: number;
  /** 32 bytes. */
  readonly bytes: Buffer;
}

/**
 * Keys of sealed words, apart from the log. Every adapter passes `test/event-sourcing/key-store.contract.ts`.
 *
 * A key is durable before it is handed out and is never handed out twice, so an event in the log always has its key,
 * however the process died; a key no event uses harms nobody.
 */
export abstract class KeyStore {
  /** New keys, already durable. */
  abstract reserve(count: number): Promise<readonly SealingKey[]>;

  /** The keys of these numbers; a destroyed key is missing from the answer. */
  abstract find(numbers: readonly number[]): Promise<ReadonlyMap<number, Buffer>>;

  /**
   * Takes in keys of another store under the numbers they have there, which are then given to nobody else. Throws
   * `StoreFault` UNREADABLE, and takes none, when it holds another key of one of these numbers.
   */
  abstract adopt(keys: readonly SealingKey[]): Promise<void>;

  /** A number that no key is beyond; 0 when none was ever given. A key that is missing up to it was destroyed. */
  abstract newest(): Promise<number>;

  /** Never gives a number up to this one to anybody: they are taken by keys that are not here. */
  abstract skip(upTo: number): Promise<void>;

  /** Destroys keys for ever: what they sealed cannot be read again, in the log or in any copy of it. */
  abstract destroy(numbers: readonly number[]): Promise<void>;

  abstract close(): Promise<void>;
}
