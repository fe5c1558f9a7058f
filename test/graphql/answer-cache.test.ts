import { describe, expect, it } from '@jest/globals';
import type { Sender } from '../../src/event-sourcing/messages.js';
import { AnswerCache, ReadPosition } from '../../src/graphql/answer-cache.js';

class Position extends ReadPosition {
  at: string | undefined = '1';

  override now(): string | undefined {
    return this.at;
  }
}

const ama: Sender = {
  id: 'ama',
  name: 'Ama',
  roles: ['lead'],
  body: null,
  workstreams: ['w'],
  at: '2025-12-02T10:00:00.000Z',
  today: '2025-12-02',
};

const setUp = (mostBytes?: number) => {
  const position = new Position();
  const cache = new AnswerCache(position, mostBytes);
  /** Asks for the same twice. */
  const keepTwice = (key: string, text: string) => {
    cache.keep(key, text, cache.at());
    return cache.keep(key, text, cache.at());
  };
  return { position, cache, keepTwice };
};

describe('an answer', () => {
  it('is not kept the first time it is asked for, and is the second time, though the record moved between', () => {
    const { cache, position } = setUp();
    cache.keep('k', '{}', cache.at());
    expect(cache.find('k')).toBeUndefined();
    position.at = '2';
    const kept = cache.keep('k', '{}', cache.at());
    expect(cache.find('k')).toBe(kept);
  });

  it('is kept while the record stands still, and forgotten as soon as it moves', () => {
    const { cache, position, keepTwice } = setUp();
    const kept = keepTwice('k', '{}');
    expect(cache.find('k')).toBe(kept);
    position.at = '2';
    expect(cache.find('k')).toBeUndefined();
    position.at = '1';
    expect(cache.find('k')).toBeUndefined();
    expect(cache.size).toBe(0);
  });

  it('is not kept when the record moved while it was made', () => {
    const { cache, position } = setUp();
    cache.keep('k', '{}', cache.at());
    const before = cache.at();
    position.at = '2';
    expect(cache.keep('k', '{}', before).text).toBe('{}');
    expect(cache.find('k')).toBeUndefined();
  });

  it('is not kept while the record cannot say where it stands', () => {
    const { cache, position, keepTwice } = setUp();
    keepTwice('k', '{}');
    position.at = undefined;
    keepTwice('l', '{}');
    expect([cache.find('k'), cache.find('l')]).toEqual([undefined, undefined]);
  });

  it('is for one sender with these rights on this day, at any hour', () => {
    const key = (change: Partial<Sender> = {}, request = '{ me }') => AnswerCache.key({ ...ama, ...change }, request);
    expect(key({ at: '2025-12-02T11:00:00.000Z' })).toBe(key());
    const others = [
      key({ id: 'bo' }),
      key({ name: 'Bo' }),
      key({ roles: ['lead', 'auditor'] }),
      key({ body: 'Housing' }),
      key({ workstreams: [] }),
      key({ today: '2025-12-03' }),
      key({}, '{ you }'),
    ];
    expect(new Set([key(), ...others]).size).toBe(others.length + 1);
  });

  it('has a tag of its text', () => {
    const { cache } = setUp();
    const tag = (text: string) => cache.keep(text, text, cache.at()).etag;
    expect(tag('a')).toMatch(/^"[\w-]+"$/);
    expect(tag('a')).toBe(tag('a'));
    expect(tag('a')).not.toBe(tag('b'));
  });
});

describe('the answers kept', () => {
  it('take no more room than they were given; the least used go first', () => {
    const { cache, keepTwice } = setUp(1_000);
    const text = 'x'.repeat(150);
    for (const key of ['a', 'b', 'c']) keepTwice(key, text);
    cache.find('a');
    keepTwice('d', text);
    expect(['a', 'b', 'c', 'd'].filter((key) => cache.find(key))).toEqual(['a', 'c', 'd']);
    expect(cache.size).toBeLessThanOrEqual(1_000);
    keepTwice('too large', 'x'.repeat(600));
    expect(cache.find('too large')).toBeUndefined();
  });
});
