import type { Recorded, Sealed } from './messages.js';

/** More events than are on their way between their sealing and the read models at one time. */
const MOST = 1_000;

/** What one box holds. */
interface Words {
  readonly id: string;
  readonly box: string;
  readonly text: string;
}

/**
 * Words sealed here and not opened since. The read models open every event once, right after it was appended: then
 * neither its key nor a cipher is needed. Only the very box that was sealed, on the very event, is known here.
 */
export class JustSealed {
  readonly #words = new Map<number, Words>();

  /** Keeps the words of an event, as JSON, until they are taken. */
  keep(id: string, { key, box }: Sealed, text: string): void {
    this.#words.set(key, { id, box, text });
    if (this.#words.size <= MOST) return;
    // A map gives its keys in the order in which they came.
    for (const oldest of this.#words.keys()) return this.forget(oldest);
  }

  /** The words of an event, once. */
  take({ id, sealed }: Recorded): object | undefined {
    const words = sealed && this.#words.get(sealed.key);
    if (words?.id !== id || words.box !== sealed?.box) return undefined;
    this.#words.delete(sealed.key);
    return JSON.parse(words.text) as object;
  }

  /** Drops what was sealed with a key that is destroyed. */
  forget(key: number): void {
    this.#words.delete(key);
  }
}
