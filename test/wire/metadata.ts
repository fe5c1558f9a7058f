import { randomUUID } from 'node:crypto';
import type { Proposed, Stored } from './log.js';

/** Who may do what to a stream; a right that is not named falls to the default. */
export interface Acl {
  readonly $r?: Roles;
  readonly $w?: Roles;
  readonly $d?: Roles;
  readonly $mr?: Roles;
  readonly $mw?: Roles;
}
export type Roles = string | readonly string[];

/** What a metadata stream says of its stream. */
export interface StreamMetadata {
  readonly maxCount?: number;
  readonly maxAgeSeconds?: number;
  /** Revisions below it are hidden; `FOR_EVER` hides the stream. */
  readonly truncateBefore?: bigint;
  readonly acl?: Acl;
}

/** "Truncated before the largest revision there is" is how the server writes a deleted stream. */
export const FOR_EVER = 9_223_372_036_854_775_807n;
const PREFIX = '$$';

/** `$$x` holds the metadata of `x`. */
export const metaStreamOf = (stream: string): string => PREFIX + stream;

/** The stream that a metadata stream is about; `undefined` for any other. */
export const streamOfMeta = (stream: string): string | undefined =>
  stream.startsWith(PREFIX) ? stream.slice(PREFIX.length) : undefined;

/** Reads the newest event of a metadata stream; what is no JSON says nothing. */
export const metadataOf = (event: Stored | undefined): StreamMetadata => {
  const { $maxCount, $maxAge, $tb, $acl } = parsed(event);
  return {
    ...(typeof $maxCount === 'number' && { maxCount: $maxCount }),
    ...(typeof $maxAge === 'number' && { maxAgeSeconds: $maxAge }),
    // JSON's numbers lose the last digits of FOR_EVER, and no stream of a test is as long as what is left.
    ...(typeof $tb === 'number' && { truncateBefore: $tb > Number.MAX_SAFE_INTEGER ? FOR_EVER : BigInt($tb) }),
    ...(typeof $acl === 'object' && $acl !== null && { acl: $acl }),
  };
};

/** The metadata with another truncation, all else kept. */
export const withTruncation = (event: Stored | undefined, before: bigint): Proposed => {
  const { $tb: _, ...others } = parsed(event);
  const members = Object.entries(others).map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  return {
    id: randomUUID(),
    type: '$metadata',
    isJson: true,
    data: Buffer.from(`{${[...members, `"$tb":${before}`].join()}}`),
    metadata: Buffer.alloc(0),
  };
};

const parsed = (event: Stored | undefined): Record<string, unknown> => {
  if (!event) return {};
  try {
    return Object(JSON.parse(Buffer.from(event.data).toString())) as Record<string, unknown>;
  } catch {
    return {};
  }
};
