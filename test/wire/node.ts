import type { Metadata } from '@grpc/grpc-js';
import type { WireStore } from './store.js';

/** What one may do to a stream: read or write it, delete it, read or write its metadata. */
export type Right = 'read' | 'write' | 'delete';

/** The node a service belongs to. */
export interface WireNode {
  readonly store: WireStore;
  /** Bytes one append may bring. */
  readonly maxAppendSize: number;
  /** The node's clock, in milliseconds since 1970; it may be wrong on purpose. */
  now(): number;
  /** Throws unless the caller may do this to the stream. */
  admit(caller: Metadata, right: Right, stream: string): void;
  /** Throws unless the node can take a write, itself or through its leader. */
  takeWrite(caller: Metadata): void;
  /** Throws when the caller wants a leader and this is none. */
  takeRead(caller: Metadata): void;
}
