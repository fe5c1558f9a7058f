import type { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import type { AllStreamRecordedEvent, Position } from '@eventstore/db-client';

/** Any subscription of the client, which is a `Readable` by another name. */
interface Subscription {
  unsubscribe(): Promise<void>;
}

/** A checkpoint, and how many events had come before it. */
export interface Checkpoint {
  readonly position: Position;
  readonly after: number;
}

/** What a subscription told so far. */
export class Seen {
  readonly events: AllStreamRecordedEvent[] = [];
  readonly checkpoints: Checkpoint[] = [];
  /** Confirmation, runs of events and caughtUp, in order. */
  readonly order: string[] = [];
  ended = 0;
  closed = 0;
  error: unknown = null;

  count(what: string): number {
    return this.order.filter((each) => each === what).length;
  }
}

/** How long anything is waited for that need not come. */
const PATIENCE_MS = 2000;

/** What is done and awaited between opening a subscription and closing it. */
export interface Course {
  /** Done once it has caught up, or has not for as long as one waits. */
  readonly meanwhile?: () => Promise<unknown>;
  /** Then waited for. */
  readonly until?: (seen: Seen) => boolean;
}

/** Follows until what was waited for has come, closes, and tells what was seen. */
export const follow = async (
  open: (checkpointReached: (position: Position) => void) => Subscription,
  { meanwhile = () => Promise.resolve(), until = () => true }: Course = {},
): Promise<Seen> => {
  const seen = new Seen();
  const opened = open((position) => seen.checkpoints.push({ position, after: seen.events.length }));
  const subscription = opened as unknown as Readable;
  const told = (what: string) => (): void => void seen.order.push(what);
  subscription.on('confirmation', told('confirmation'));
  subscription.on('caughtUp', told('caughtUp'));
  subscription.on('data', ({ event }: { readonly event: AllStreamRecordedEvent }) => {
    seen.events.push(event);
    if (seen.order.at(-1) !== 'events') seen.order.push('events');
  });
  subscription.on('end', () => seen.ended++);
  subscription.on('close', () => seen.closed++);
  subscription.on('error', (error: { readonly type?: string; readonly code?: number }) => {
    seen.error = error.type ?? error.code;
  });
  await reached(() => seen.count('caughtUp') > 0);
  await meanwhile();
  await reached(() => until(seen));
  await opened.unsubscribe();
  return seen;
};

const reached = async (holds: () => boolean): Promise<void> => {
  const limit = Date.now() + PATIENCE_MS;
  while (!holds() && Date.now() < limit) await setTimeout(10);
};
