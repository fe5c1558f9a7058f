import { GraphQLError } from 'graphql';
import type { GraphqlContext } from './context.js';

/** One thing to tell a subscriber, and the cursor to come back with to hear what follows it. */
export interface LiveItem<Item> {
  readonly item: Item;
  readonly cursor: string;
}

/** Where a subscription reads from. */
export interface LiveSource<Item> {
  /** The oldest items after the cursor, at most `limit`, in order. Fewer than `limit` means: no more for now. */
  readonly itemsAfter: (cursor: string, limit: number) => Promise<readonly LiveItem<Item>[]>;
  /** Calls `wake` whenever there may be more, from now on; answers how to stop that. */
  readonly listen: (wake: () => void) => () => void;
}

/** How much one subscriber may hold up. */
export interface LiveLimits {
  /** Items read at once: all that is ever held for a client. */
  readonly page: number;
  /** Milliseconds a client may leave an item untaken while more wait. */
  readonly patience: number;
}

const LIMITS: LiveLimits = { page: 100, patience: 30_000 };
/** WebSocket: "try again later". */
const TRY_AGAIN = 1013;

/** What a client reads that could not keep up. */
const tooSlow = (cursor: string): GraphQLError =>
  new GraphQLError(`You were too slow to keep up; come back with after: "${cursor}".`, {
    extensions: { code: 'TOO_SLOW', cursor },
  });

/**
 * What happened after a cursor, then what happens from now on: every item once, in order. Nothing is queued: items are
 * read from the source when the client takes them, and a wake-up only says that it is worth reading again. A client
 * that stops taking is let go with its cursor.
 */
export const live = <Item>(
  source: LiveSource<Item>,
  after: string,
  context: Pick<GraphqlContext, 'connection'>,
  limits: LiveLimits = LIMITS,
): AsyncIterableIterator<Item, undefined> => new Live(source, after, context, limits);

/** Written by hand: a generator that waits for more could not be told to stop before more came. */
class Live<Item> implements AsyncIterableIterator<Item, undefined> {
  private held: LiveItem<Item>[] = [];
  /** Cursor of the last item the client is known to have taken. */
  private taken: string;
  /** Cursor of the last item handed out. */
  private handedOut: string;
  private state: 'open' | 'too slow' | 'closed' = 'open';
  private woken = true;
  private wake: (() => void) | undefined;
  private patience: NodeJS.Timeout | undefined;
  private readonly stopListening: () => void;

  constructor(
    private readonly source: LiveSource<Item>,
    after: string,
    private readonly context: Pick<GraphqlContext, 'connection'>,
    private readonly limits: LiveLimits,
  ) {
    this.taken = after;
    this.handedOut = after;
    // Listening begins before the first reading, so that nothing falls between the two.
    this.stopListening = source.listen(() => {
      this.woken = true;
      this.wake?.();
    });
  }

  async next(): Promise<IteratorResult<Item, undefined>> {
    clearTimeout(this.patience);
    try {
      if (this.state === 'too slow') throw tooSlow(this.taken);
      this.taken = this.handedOut;
      while (this.state === 'open' && this.held.length === 0) await this.more();
    } catch (error) {
      this.close();
      throw error;
    }
    const next = this.state === 'open' ? this.held.shift() : undefined;
    if (!next) return this.return();
    this.handedOut = next.cursor;
    this.patience = setTimeout(() => this.giveUp(), this.limits.patience).unref();
    return { done: false, value: next.item };
  }

  async return(): Promise<IteratorResult<Item, undefined>> {
    this.close();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Reads a page, or waits until it is worth reading. */
  private async more(): Promise<void> {
    if (!this.woken) await new Promise<void>((resolve) => (this.wake = resolve));
    if (this.state !== 'open') return;
    this.woken = false;
    const { page } = this.limits;
    this.held = [...(await this.source.itemsAfter(this.handedOut, page))];
    if (this.held.length === page) this.woken = true;
  }

  private giveUp(): void {
    if (this.state !== 'open') return;
    this.state = 'too slow';
    this.held = [];
    this.context.connection?.end(TRY_AGAIN, tooSlow(this.taken).message);
  }

  private close(): void {
    this.state = 'closed';
    clearTimeout(this.patience);
    this.held = [];
    this.stopListening();
    this.wake?.();
  }
}
