import type { Position as ServerPosition } from '@eventstore/db-client';
import { StoreFault } from '../errors.js';
import { START, type Position } from '../messages.js';

/** Digits of the largest number a server counts positions with, which has 64 bits. */
const DIGITS = 20;
const FORM = /^(\d{20})-(\d{20})$/;

/** A position of the server's log as it is told: zero-padded, so that positions order as strings. */
export const told = ({ commit, prepare }: ServerPosition): Position => `${padded(commit)}-${padded(prepare)}`;

const padded = (part: bigint): string => String(part).padStart(DIGITS, '0');

/** A told position as the server counts it; throws `StoreFault` for a position of another store. */
export const serverPosition = (position: Position): ServerPosition | 'start' => {
  if (position === START) return 'start';
  const [, commit, prepare] = FORM.exec(position) ?? [];
  if (commit === undefined || prepare === undefined) {
    throw new StoreFault('UNREADABLE', `${position} is not a position of this event log.`);
  }
  return { commit: BigInt(commit), prepare: BigInt(prepare) };
};

/** Category, dash and a uuid, with which every stream of a record begins. */
const OURS = /^[a-z]+-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/;
const LETTERS = Array.from('abcdefghijklmnopqrstuvwxyz');

/**
 * The streams of one record among everything a server holds. A council's own prefix ends in a sign that no category
 * has, so that `a-` does not take in what `a-b-` wrote; the rest is left to the form of the names.
 */
export class StreamNames {
  constructor(readonly prefix: string) {}

  /** What the server sends of its log: never its own streams, whose names begin with `$`. */
  get filter(): string[] {
    return this.prefix === '' ? LETTERS : [this.prefix];
  }

  /** The name on the server; throws for one that nobody who follows the log would see. */
  onServer(stream: string): string {
    if (!OURS.test(stream)) throw new Error(`${stream} is not the name of a stream: category, dash, uuid.`);
    return this.prefix + stream;
  }

  /** The name in the record; `undefined` where the stream is not of this record. */
  inRecord(name: string): string | undefined {
    const stream = name.startsWith(this.prefix) ? name.slice(this.prefix.length) : '';
    return OURS.test(stream) ? stream : undefined;
  }
}
