import { DomainError } from '../event-sourcing/errors.js';

/** How many items a page holds when nobody says; `limits.ts` counts with the same. */
export const DEFAULT_PAGE = 20;

/** What a connection field is asked with. */
export interface PageArgs {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
}

/** The values a list is ordered by, as they are on one item; the last one tells equals apart, such as its id. */
export type CursorKey = readonly (string | number | null)[];

/** Which part of an ordered list is asked for. */
export interface Page {
  readonly size: number;
  /** Read from the end towards the beginning. */
  readonly backwards: boolean;
  /** Leave out everything up to this item, in the direction of reading. */
  readonly from: CursorKey | null;
}

/** The opaque text of a key. */
export const encodeCursor = (key: CursorKey): string => Buffer.from(JSON.stringify(key)).toString('base64url');

/** The key in a cursor. Throws `DomainError` INVALID when this service never gave it out. */
export const decodeCursor = (cursor: string, field: string): CursorKey => {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(key) && key.every((part) => part === null || ['string', 'number'].includes(typeof part))) {
      return key as CursorKey;
    }
  } catch {
    // Not even JSON: refused below, like every other stranger.
  }
  throw new DomainError('INVALID', `The cursor in "${field}" is not one that this service gave out.`, field);
};

/** The page that is asked for. Throws `DomainError` INVALID that says which arguments do not fit together, or the limit. */
export const pageOf = ({ first, after, last, before }: PageArgs, most: number): Page => {
  if (first != null && last != null) refuse('Ask for "first" or for "last", not for both.', 'last');
  if (first != null && before != null) refuse('"before" goes with "last"; with "first" send "after".', 'before');
  if (last != null && after != null) refuse('"after" goes with "first"; with "last" send "before".', 'after');
  if (after != null && before != null) refuse('Send "after" or "before", not both.', 'before');

  const backwards = last != null || before != null;
  const field = backwards ? 'last' : 'first';
  const size = first ?? last ?? Math.min(DEFAULT_PAGE, most);
  if (!Number.isInteger(size) || size < 0) refuse(`"${field}" must be 0 or more; it is ${size}.`, field);
  if (size > most) refuse(`"${field}" may be at most ${most}; it is ${size}.`, field);

  const cursor = backwards ? before : after;
  return { size, backwards, from: cursor == null ? null : decodeCursor(cursor, backwards ? 'before' : 'after') };
};

const refuse = (message: string, field: string): never => {
  throw new DomainError('INVALID', message, field);
};

/** One item of a connection and its cursor. */
export interface Edge<Node> {
  readonly node: Node;
  readonly cursor: string;
}

/** Where a page lies in the whole list. */
export interface PageInfo {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor: string | null;
  readonly endCursor: string | null;
}

/**
 * A page of a list, as Relay asks for it. What costs something is worked out only when the query selects it, and once:
 * compiled queries look at a property five times. Nothing here is a promise, because they do not wait for properties.
 */
export class Connection<Node> {
  readonly nodes: readonly Node[];
  private readonly more: boolean;
  #edges: readonly Edge<Node>[] | undefined;
  #pageInfo: PageInfo | undefined;
  #total: number | undefined;

  /** Of rows in the direction of reading, one more than the page holds where there is more. */
  constructor(
    rows: readonly Node[],
    private readonly page: Page,
    private readonly keyOf: (node: Node) => CursorKey,
    private readonly count: () => number,
  ) {
    this.more = rows.length > page.size;
    const held = rows.slice(0, page.size);
    this.nodes = page.backwards ? held.reverse() : held;
  }

  get edges(): readonly Edge<Node>[] {
    return (this.#edges ??= this.nodes.map((node) => ({ node, cursor: encodeCursor(this.keyOf(node)) })));
  }

  get totalCount(): number {
    return (this.#total ??= this.count());
  }

  get pageInfo(): PageInfo {
    return (this.#pageInfo ??= this.#findPageInfo());
  }

  #findPageInfo(): PageInfo {
    const { more, nodes, keyOf, page } = this;
    const first = nodes[0];
    const last = nodes.at(-1);
    return {
      hasNextPage: page.backwards ? page.from !== null : more,
      hasPreviousPage: page.backwards ? more : page.from !== null,
      startCursor: first === undefined ? null : encodeCursor(keyOf(first)),
      endCursor: last === undefined ? null : encodeCursor(keyOf(last)),
    };
  }
}

/** A page of a list that shows something else in each place; cursors, order and total are those of the list. */
export const pageWith = <Node, Other>(page: Connection<Node>, others: readonly Other[]) => ({
  nodes: others,
  get edges(): readonly Edge<Other>[] {
    return page.edges.map(({ cursor }, n) => ({ node: others[n] as Other, cursor }));
  },
  get pageInfo() {
    return page.pageInfo;
  },
  get totalCount() {
    return page.totalCount;
  },
});
