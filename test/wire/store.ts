import { randomUUID } from 'node:crypto';
import { Log } from './log.js';
import type { Proposed, Stored } from './log.js';
import { FOR_EVER, metadataOf, metaStreamOf, streamOfMeta, withTruncation } from './metadata.js';
import type { StreamMetadata } from './metadata.js';

/** What a writer believes of the stream it appends to: its last revision, or one of three words. */
export type Expected = bigint | 'any' | 'no_stream' | 'stream_exists';

/** What became of a write. */
export type Outcome =
  | { readonly kind: 'success'; readonly revision: bigint; readonly position?: bigint }
  | { readonly kind: 'conflict'; readonly actual: bigint }
  | { readonly kind: 'deleted' };

/** Somebody who may sign in. */
export interface User {
  readonly password: string;
  readonly fullName: string;
  readonly groups: readonly string[];
}

/** "No stream" as the server counts. */
export const NOTHING = -1n;
/** The revision of a tombstone: the largest there is. */
export const TOMBSTONE = 9_223_372_036_854_775_807n;

/**
 * What the nodes of a cluster share and what outlives a restart: the log, its streams and the accounts.
 *
 * The rules of appending are those of EventStoreDB 23.10's index writer: ids are compared at the expected place.
 */
export class WireStore {
  readonly log = new Log();
  readonly users = new Map<string, User>();
  readonly #streams = new Map<string, Stored[]>();
  readonly #tombs = new Set<string>();
  /** Ids a running server remembers, for appends that name no revision. */
  readonly #recent = new Map<string, Stored>();

  constructor() {
    this.addUser('admin', { password: 'changeit', fullName: 'Administrator', groups: ['$admins'] });
    this.addUser('ops', { password: 'changeit', fullName: 'Operations', groups: ['$ops'] });
  }

  /** Makes an account. It is an event of the system, so that no log is ever empty: a real one never is. */
  addUser(login: string, user: User): void {
    this.users.set(login, user);
    const data = Buffer.from(JSON.stringify({ loginName: login, fullName: user.fullName, groups: user.groups }));
    const created = { id: randomUUID(), type: '$UserCreated', isJson: true, data, metadata: Buffer.alloc(0) };
    this.append(`$user-${login}`, 'no_stream', [created], Date.now());
  }

  /** The last revision of a stream, `NOTHING` when it never was. */
  last(stream: string): bigint {
    return BigInt((this.#streams.get(stream)?.length ?? 0) - 1);
  }

  /** Whether a tombstone keeps readers from a stream, or from the metadata of one. */
  isTombstoned(stream: string): boolean {
    return this.#tombs.has(streamOfMeta(stream) ?? stream);
  }

  /** What a stream's metadata stream says of it now. */
  metadata(stream: string): StreamMetadata {
    return metadataOf(this.#streams.get(metaStreamOf(stream))?.at(-1));
  }

  /** What a reader may see of a stream, oldest first; `undefined` where it is not found. */
  visible(stream: string, now: number): readonly Stored[] | undefined {
    const events = this.#streams.get(stream);
    const { truncateBefore = 0n, maxCount, maxAgeSeconds } = this.metadata(stream);
    if (!events?.length || truncateBefore === FOR_EVER) return undefined;
    const kept = maxCount === undefined ? 0 : Math.max(0, events.length - maxCount);
    const from = Math.max(Number(truncateBefore), kept);
    const oldest = maxAgeSeconds === undefined ? 0n : BigInt(now - maxAgeSeconds * 1000) * 10_000n;
    return from === 0 && oldest === 0n ? events : events.slice(from).filter(({ created }) => created >= oldest);
  }

  /** Stores all of the events or none. `now` is the server's clock, in milliseconds. */
  append(stream: string, expected: Expected, events: readonly Proposed[], now: number): Outcome {
    const ids = events.map(({ id }) => id);
    const known = this.#check(stream, expected, ids, now);
    if (known !== 'new') return known;
    const meta = this.metadata(stream);
    const current = this.last(stream);
    if (meta.truncateBefore === FOR_EVER) this.#truncate(stream, current + 1n, now);
    const subject = streamOfMeta(stream);
    const revives = subject !== undefined && this.metadata(subject).truncateBefore === FOR_EVER;
    let newest: Stored | undefined;
    for (const event of events) newest = this.#add(stream, event, now);
    // Metadata of a deleted stream brings it back without its events, whatever it says of them.
    if (revives) this.#truncate(subject, this.last(subject) + 1n, now);
    this.log.wake();
    return { kind: 'success', revision: newest?.revision ?? current, position: newest?.position ?? this.log.end };
  }

  /** Hides a stream until somebody writes to it again (`soft`), or ends it for ever. */
  delete(stream: string, expected: Expected, how: 'soft' | 'for ever', now: number): Outcome {
    const id = randomUUID();
    const known = this.#check(stream, expected, [id], now);
    if (known !== 'new') return known;
    let record: Stored;
    if (how === 'soft' && this.last(stream) === NOTHING) return { kind: 'conflict', actual: NOTHING };
    if (how === 'soft') record = this.#truncate(stream, FOR_EVER, now);
    else {
      const nothing = Buffer.alloc(0);
      const stone = { id, type: '$streamDeleted', isJson: false, data: nothing, metadata: nothing };
      record = this.log.add(stone, stream, TOMBSTONE, now);
      this.#tombs.add(stream);
    }
    this.log.wake();
    return { kind: 'success', revision: record.revision, position: record.position };
  }

  /** What a server that was started again does not remember. */
  forgetRecent(): void {
    this.#recent.clear();
  }

  #add(stream: string, event: Proposed, now: number): Stored {
    const record = this.log.add(event, stream, this.last(stream) + 1n, now);
    const events = this.#streams.get(stream);
    if (events) events.push(record);
    else this.#streams.set(stream, [record]);
    const key = `${record.id} ${stream}`;
    if (!this.#recent.has(key)) this.#recent.set(key, record);
    return record;
  }

  #truncate(stream: string, before: bigint, now: number): Stored {
    const metaStream = metaStreamOf(stream);
    return this.#add(metaStream, withTruncation(this.#streams.get(metaStream)?.at(-1), before), now);
  }

  #check(stream: string, expected: Expected, ids: readonly string[], now: number): Outcome | 'new' {
    if (this.#tombs.has(stream)) return { kind: 'deleted' };
    const actual = this.last(stream);
    const isHidden = this.metadata(stream).truncateBefore === FOR_EVER;
    const conflict = { kind: 'conflict', actual } as const;
    if (expected === 'stream_exists') {
      if (isHidden) return { kind: 'deleted' };
      if (actual < 0n && this.last(metaStreamOf(stream)) < 0n) return conflict;
    }
    if (expected === 'any' || expected === 'stream_exists') {
      const found = ids.map((id) => this.#recent.get(`${id} ${stream}`));
      if (!found[0]) return 'new';
      return this.#repeated(found, now) ?? conflict;
    }
    const after = expected === 'no_stream' ? NOTHING : expected;
    if (after === actual) return 'new';
    if (after > actual) return conflict;
    const events = this.#streams.get(stream) ?? [];
    const found = ids.map((id, i) => events[Number(after) + 1 + i]).map((e, i) => (e?.id === ids[i] ? e : undefined));
    if (!found[0] && expected === 'no_stream' && isHidden && ids.length) return 'new';
    return this.#repeated(found, now) ?? conflict;
  }

  /** The answer to an append whose every event is there already; one that readers may not see has no position. */
  #repeated(found: readonly (Stored | undefined)[], now: number): Outcome | undefined {
    const newest = found.at(-1);
    if (!newest || found.includes(undefined)) return undefined;
    const { revision, position, stream } = newest;
    const oldest = this.visible(stream, now)?.[0]?.revision;
    const isVisible = oldest !== undefined && oldest <= revision;
    return { kind: 'success', revision, ...(isVisible && { position }) };
  }
}
