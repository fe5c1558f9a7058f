import { createCipheriv, createDecipheriv, createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { StoreFault } from './errors.js';
import type { SealingKey } from './key-store.js';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Without it a box cut short would be believed with what is left of its tag. */
const WHOLE_TAG = { authTagLength: TAG_BYTES };
/**
 * Keys that are wrapped together: four such blocks fill a page of a SQLite file. Unwrapping costs some microseconds a
 * block, which a reader of the whole log pays once for many events; a larger one would cost more where keys lie
 * scattered.
 */
const BLOCK = 30;
const DESTROYED = Buffer.alloc(KEY_BYTES);

/** The number under which the proof of the master key is wrapped: no block has it. */
const PROOF_NUMBER = 0;
/** Every key store that exists holds these words, so they never change. */
const PROOF = Buffer.from('the master key of this file');

/** Keys that are wrapped together, as a key store keeps them. */
export interface WrappedBlock {
  /** From 1, and never given twice. */
  readonly number: number;
  readonly wrapped: Uint8Array;
}

/** A block of new keys: what the store keeps of it, and what it hands out. */
export interface NewBlock extends WrappedBlock {
  readonly keys: readonly SealingKey[];
}

/** How many blocks so many new keys take. */
export const blocksFor = (count: number): number => Math.ceil(count / BLOCK);

/** The blocks that hold these keys, each once. */
export const blocksOf = (numbers: readonly number[]): readonly number[] => [...new Set(numbers.map(blockOf))];

/** The block that holds a key. */
export const blockOf = (number: number): number => Math.ceil(number / BLOCK);

/** The last number that a block has room for. */
export const lastIn = (block: number): number => block * BLOCK;

/** Where in its block a key begins, in bytes. */
const startOf = (number: number): number => ((number - 1) % BLOCK) * KEY_BYTES;

/**
 * Blocks of keys, wrapped by the master key (AES-256-GCM, many keys to a box) and unwrapped again: what every key store
 * has in common, whatever it keeps them in. `place` is what faults call it: `key file /data/keys.sqlite`.
 */
export class KeyBlocks {
  readonly #master: KeyObject;

  /** `masterKey` is 32 bytes. Throws `StoreFault` UNREADABLE when it is not. */
  constructor(
    masterKey: Buffer,
    private readonly place: string,
  ) {
    if (masterKey.length !== KEY_BYTES) {
      throw new StoreFault('UNREADABLE', `A master key is ${KEY_BYTES} bytes long; this one has ${masterKey.length}.`);
    }
    this.#master = createSecretKey(masterKey);
  }

  /** So many new keys, in blocks of these numbers: see `blocksFor`. */
  create(blockNumbers: readonly number[], count: number): readonly NewBlock[] {
    return blockNumbers.map((number, index) => {
      const bytes = randomBytes(Math.min(BLOCK, count - index * BLOCK) * KEY_BYTES);
      const keys = Array.from({ length: bytes.length / KEY_BYTES }, (_, n) => ({
        number: (number - 1) * BLOCK + n + 1,
        bytes: bytes.subarray(n * KEY_BYTES, (n + 1) * KEY_BYTES),
      }));
      return { number, wrapped: this.#wrap(number, bytes), keys };
    });
  }

  /** A block that holds none of its keys, as if they were destroyed. */
  empty(number: number): WrappedBlock {
    return { number, wrapped: this.#wrap(number, Buffer.alloc(0)) };
  }

  /** The keys of these numbers that are in these blocks and not destroyed. Throws `StoreFault` DAMAGED. */
  find(numbers: readonly number[], blocks: readonly WrappedBlock[]): ReadonlyMap<number, Buffer> {
    const opened = new Map(blocks.map(({ number, wrapped }) => [number, this.#unwrap(number, wrapped)]));
    const found = new Map<number, Buffer>();
    for (const number of numbers) {
      const start = startOf(number);
      const key = opened.get(blockOf(number))?.subarray(start, start + KEY_BYTES);
      if (key?.length === KEY_BYTES && !key.equals(DESTROYED)) found.set(number, key);
    }
    return found;
  }

  /** These blocks, and new ones, with keys of another store beside their own. Throws `StoreFault` as `adopt` does. */
  withAdopted(keys: readonly SealingKey[], blocks: readonly WrappedBlock[]): readonly WrappedBlock[] {
    const held = new Map(blocks.map(({ number, wrapped }) => [number, this.#unwrap(number, wrapped)]));
    return [...Map.groupBy(keys, ({ number }) => blockOf(number))].map(([block, adopted]) => {
      const all = Buffer.alloc(BLOCK * KEY_BYTES);
      held.get(block)?.copy(all);
      for (const { number, bytes } of adopted) {
        const place = all.subarray(startOf(number), startOf(number) + KEY_BYTES);
        if (!place.equals(DESTROYED) && !place.equals(bytes)) {
          const sentence = `The ${this.place} holds keys of another log. Nothing was written to it.`;
          throw new StoreFault('UNREADABLE', sentence);
        }
        bytes.copy(place);
      }
      return { number: block, wrapped: this.#wrap(block, all) };
    });
  }

  /** A block with those of these keys overwritten that it holds; `undefined` when they were already. */
  without(numbers: readonly number[], { number: block, wrapped }: WrappedBlock): WrappedBlock | undefined {
    const keys = this.#unwrap(block, wrapped);
    const before = Buffer.from(keys);
    for (const number of numbers) {
      const start = startOf(number);
      if (blockOf(number) === block && start < keys.length) keys.fill(0, start, start + KEY_BYTES);
    }
    return keys.equals(before) ? undefined : { number: block, wrapped: this.#wrap(block, keys) };
  }

  /** What a key store keeps from its first day on, to be shown to `refuseOther` at every opening. */
  proof(): Uint8Array {
    return this.#wrap(PROOF_NUMBER, PROOF);
  }

  /** Throws `StoreFault` UNREADABLE when the proof was made with another master key. */
  refuseOther(proof: Uint8Array): void {
    try {
      this.#unwrap(PROOF_NUMBER, proof);
    } catch (cause) {
      const sentence = `The ${this.place} was made with another master key. Nothing was written.`;
      throw new StoreFault('UNREADABLE', sentence, { cause });
    }
  }

  /** The number is sealed in with the keys, so that blocks cannot change places. */
  #wrap(number: number, keys: Buffer): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#master, nonce).setAAD(Buffer.from(String(number)));
    const box = [cipher.update(keys), cipher.final()];
    return Buffer.concat([nonce, cipher.getAuthTag(), ...box]);
  }

  #unwrap(number: number, wrapped: Uint8Array): Buffer {
    try {
      const cipher = createDecipheriv('aes-256-gcm', this.#master, wrapped.subarray(0, NONCE_BYTES), WHOLE_TAG)
        .setAAD(Buffer.from(String(number)))
        .setAuthTag(wrapped.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      return Buffer.concat([cipher.update(wrapped.subarray(NONCE_BYTES + TAG_BYTES)), cipher.final()]);
    } catch (cause) {
      throw new StoreFault('DAMAGED', `Block ${number} of the ${this.place} is damaged.`, { cause });
    }
  }
}
