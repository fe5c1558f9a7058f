import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Position, Sender } from '../event-sourcing/messages.js';

/** How far the read models of this process have come: what its answers are made of. */
export abstract class ReadPosition {
  /** Opaque; `undefined` while answers must not be kept, such as during a rebuild. Asked on every query: must be cheap. */
  abstract now(): Position | undefined;
}

/** A successful answer, ready to send. */
export interface ReadyAnswer {
  /** JSON. */
  readonly text: string;
  /** Strong entity tag, quotes included; worked out when first asked for. */
  readonly etag: string;
}

class Ready implements ReadyAnswer {
  private tag: string | undefined;

  constructor(readonly text: string) {}

  get etag(): string {
    this.tag ??= `"${hash('sha1', this.text, 'base64url')}"`;
    return this.tag;
  }
}

const MOST_BYTES = 64 * 1024 * 1024;
/** How many requests are remembered as asked before; some hundred bytes each. */
const REMEMBERED = 10_000;

/**
 * Answers of queries, kept while the record stands still. An answer is for one sender on one day: what they may see
 * and what "overdue" means may differ on any other.
 *
 * An answer is kept from the second asking on, whether or not the record moved since the first: most requests are never
 * sent again, and keeping their answers would push out those that are, and make the memory of every one outlive it.
 */
export class AnswerCache {
  private readonly answers: LRUCache<string, Ready>;
  /** Hashes of the requests asked lately; two that share one would only be kept a little sooner. */
  private readonly asked = new LRUCache<string, true>({ max: REMEMBERED });
  private position: Position | undefined;

  constructor(
    private readonly read: ReadPosition,
    mostBytes = MOST_BYTES,
  ) {
    this.answers = new LRUCache({
      maxSize: mostBytes,
      // Text is held as UTF-16 at worst.
      sizeCalculation: ({ text }, key) => 2 * (text.length + key.length),
    });
  }

  /** Bytes held, at worst. */
  get size(): number {
    return this.answers.calculatedSize;
  }

  /** The key of a request: `request` is all of it that shapes the answer, word for word. */
  static key({ id, name, roles, body, workstreams, today }: Sender, request: string): string {
    return `${JSON.stringify([id, name, roles, body, workstreams, today])}\n${request}`;
  }

  /** The answer kept for this key, if the record has not moved since. */
  find(key: string): ReadyAnswer | undefined {
    return this.standsStill() ? this.answers.get(key) : undefined;
  }

  /**
   * Makes an answer, and keeps it if it was asked for before, unless the record moved meanwhile: call `at` before asking,
   * and pass what it said.
   */
  keep(key: string, text: string, at: Position | undefined): ReadyAnswer {
    const ready = new Ready(text);
    if (at !== undefined && this.wasAsked(key) && this.standsStill() && at === this.position) {
      this.answers.set(key, ready);
    }
    return ready;
  }

  private wasAsked(key: string): boolean {
    const request = hash('sha1', key, 'base64url');
    const wasAsked = this.asked.has(request);
    this.asked.set(request, true);
    return wasAsked;
  }

  /** The position before a query is carried out. */
  at(): Position | undefined {
    return this.read.now();
  }

  /** Forgets everything as soon as the record has moved. */
  private standsStill(): boolean {
    const now = this.read.now();
    if (now !== this.position) this.answers.clear();
    this.position = now;
    return now !== undefined;
  }
}
