import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { KeyStore, SealingKey } from '../../src/event-sourcing/key-store.js';

/** A key store opened for one test. */
export interface OpenedKeyStore {
  readonly keys: KeyStore;
  /** Opens the same keys once more, as another process would; absent when they end with their store. */
  readonly reopen?: () => Promise<KeyStore>;
  /** Ends everything that was opened. */
  readonly close: () => Promise<void>;
}

const numbers = (keys: readonly SealingKey[]): number[] => keys.map(({ number }) => number);
const byNumber = (keys: readonly SealingKey[]) => new Map(keys.map(({ number, bytes }) => [number, bytes]));

/** What every key store must do. Each adapter's test file is one call to this. */
export const keyStoreContract = (name: string, open: () => Promise<OpenedKeyStore>): void =>
  describe(`${name} as a key store`, () => {
    let opened: OpenedKeyStore;
    let keys: KeyStore;

    beforeEach(async () => {
      opened = await open();
      keys = opened.keys;
    });
    afterEach(() => opened.close());

    it('gives as many keys as asked for, of 32 bytes, each different', async () => {
      const reserved = [...(await keys.reserve(300)), ...(await keys.reserve(1)), ...(await keys.reserve(2))];
      expect(reserved).toHaveLength(303);
      expect(new Set(numbers(reserved)).size).toBe(303);
      expect(new Set(reserved.map(({ bytes }) => bytes.toString('hex'))).size).toBe(303);
      expect(reserved.every(({ bytes }) => bytes.length === 32)).toBe(true);
    });

    it('gives no key twice, however many ask at once', async () => {
      const reserved = (await Promise.all(Array.from({ length: 50 }, () => keys.reserve(7)))).flat();
      expect(new Set(numbers(reserved)).size).toBe(350);
    });

    it('finds the keys it gave, in any order and with repeats', async () => {
      const reserved = await keys.reserve(300);
      const asked = [...numbers(reserved).reverse(), reserved[4]?.number ?? 0];
      expect(await keys.find(asked)).toEqual(byNumber(reserved));
      expect(await keys.find([])).toEqual(new Map());
    });

    it('finds no key it never gave', async () => {
      const [last] = (await keys.reserve(3)).slice(-1) as [SealingKey];
      expect(await keys.find([0, -1, last.number + 1, last.number + 100_000])).toEqual(new Map());
    });

    it('finds a destroyed key no more, and all others still', async () => {
      const reserved = await keys.reserve(200);
      const [destroyed, kept] = [reserved.slice(50, 52), [...reserved.slice(0, 50), ...reserved.slice(52)]];
      await keys.destroy(numbers(destroyed));
      expect(await keys.find(numbers(reserved))).toEqual(byNumber(kept));
    });

    it('takes in keys of another store under their numbers, again and beside its own, and gives those to nobody else', async () => {
      const bytes = (n: number) => Buffer.alloc(32, n);
      const first = [1, 29, 30, 31, 95].map((number) => ({ number, bytes: bytes(number) }));
      const second = [{ number: 2, bytes: bytes(2) }, first[1] as SealingKey];
      await keys.adopt(first);
      await keys.adopt(second);
      await keys.adopt([]);
      const all = [...first, second[0] as SealingKey];
      const again = opened.reopen ? await opened.reopen() : keys;
      const asked = Array.from({ length: 120 }, (_, n) => n + 1);
      expect(await again.find(asked)).toEqual(byNumber(all));
      const reserved = await again.reserve(100);
      expect(numbers(reserved).filter((number) => numbers(all).includes(number))).toEqual([]);
      expect(await again.find(numbers(all))).toEqual(byNumber(all));
      await again.destroy([30]);
      expect((await again.find([29, 30, 31])).size).toBe(2);
    });

    it('takes in no key in the place of another', async () => {
      const [own] = (await keys.reserve(1)) as [SealingKey];
      const others = [own.number + 1, own.number].map((number) => ({ number, bytes: Buffer.alloc(32, 7) }));
      await expect(keys.adopt(others)).rejects.toMatchObject({
        kind: 'UNREADABLE',
        message: expect.stringContaining('holds keys of another log. Nothing was written to it.'),
      });
      expect(await keys.find(numbers(others))).toEqual(byNumber([own]));
    });

    it('destroys a key twice, or one it never gave, without complaint', async () => {
      const [key] = (await keys.reserve(1)) as [SealingKey];
      await keys.destroy([key.number]);
      await expect(keys.destroy([key.number, key.number + 1_000])).resolves.toBeUndefined();
      expect(await keys.find([key.number])).toEqual(new Map());
    });

    it('does not give the number of a destroyed key again', async () => {
      const destroyed = numbers(await keys.reserve(3));
      await keys.destroy(destroyed);
      const later = numbers(await keys.reserve(3));
      expect(later.filter((number) => destroyed.includes(number))).toEqual([]);
    });

    it('says what no key it ever gave is beyond, destroyed ones included', async () => {
      expect(await keys.newest()).toBe(0);
      const first = numbers(await keys.reserve(70));
      expect(await keys.newest()).toBeGreaterThanOrEqual(Math.max(...first));
      await keys.destroy(first);
      expect(await keys.newest()).toBeGreaterThanOrEqual(Math.max(...first));
      expect(Math.min(...numbers(await keys.reserve(1)))).toBeGreaterThan(Math.max(...first));
    });

    it('skips numbers for ever, however many ask meanwhile, and loses no key by it', async () => {
      const before = await keys.reserve(3);
      const [, ...during] = await Promise.all([keys.skip(1_000), ...Array.from({ length: 9 }, () => keys.reserve(2))]);
      expect(await keys.newest()).toBeGreaterThanOrEqual(1_000);
      await keys.skip(500);
      await keys.skip(1_000);
      const again = opened.reopen ? await opened.reopen() : keys;
      const after = [...(await again.reserve(2)), ...(await keys.reserve(2))];
      const all = [...before, ...during.flat(), ...after];
      expect(numbers(after).every((number) => number > 1_000)).toBe(true);
      expect(new Set(numbers(all)).size).toBe(all.length);
      expect(await again.find(numbers(all))).toEqual(byNumber(all));
      expect(await again.find([999, 1_000])).toEqual(new Map());
    });

    it('has every key it gave after it is opened again, and no destroyed one', async () => {
      const reserved = await keys.reserve(5);
      await keys.destroy(numbers(reserved.slice(0, 2)));
      const again = opened.reopen ? await opened.reopen() : keys;
      expect(await again.find(numbers(reserved))).toEqual(byNumber(reserved.slice(2)));
      const more = numbers(await again.reserve(5));
      expect(more.filter((number) => numbers(reserved).includes(number))).toEqual([]);
    });

    it('refuses everything once it is closed', async () => {
      await keys.close();
      await expect(keys.reserve(1)).rejects.toThrow();
      await expect(keys.find([1])).rejects.toThrow();
      await expect(keys.close()).resolves.toBeUndefined();
    });
  });
