import { createHash } from 'node:crypto';
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
    this.tag ??= `"${createHash('sha1').update(this.text).digest('base64url')}"`;
    return this.tag;
  }
}

const MOST_BYTES = 64 * 1024 * 1024;

/**
 * Answers of queries, kept while the record stands still. An answer is for one sender on one day: what they may see
 * and what "overdue" means may differ on any other.
 */
export class AnswerCache {
  private readonly answers: LRUCache<string, Ready>;
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

  /** Makes an answer, and keeps it unless the record moved meanwhile: call `at` before asking, and pass what it said. */
  keep(key: string, text: string, at: Position | undefined): ReadyAnswer {
    const ready = new Ready(text);
    if (at !== undefined && this.standsStill() && at === this.position) this.answers.set(key, ready);
    return ready;
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
