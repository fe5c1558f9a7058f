import { setTimeout as sleep } from 'node:timers/promises';
import type { AllStreamResolvedEvent } from '@eventstore/db-client';
import { Logger } from '@nestjs/common';
import type { Slice } from '../event-store.js';
import { pauseAfter, type Connection } from './connection.js';
import { tellable } from '../errors.js';
import { asRefusal, troubleOf, Unanswered } from './errors.js';
import { recordedOf } from './events.js';
import { told, type StreamNames } from './names.js';
import type { Position, Recorded } from '../messages.js';
import { Subscription } from './subscription.js';

/** How a log is followed. */
export interface Following {
  readonly from: Position;
  /** Most events a slice. */
  readonly batch: number;
  readonly signal: AbortSignal;
  /** How long it may find no server, in milliseconds, before it gives up. */
  readonly patience: number;
}

/**
 * The events of one record in the server's log, by one subscription at a time: after any drop another begins where the
 * last one had got to. An event is given once, whatever the server sends again. Throws `StoreFault` when its patience
 * ends, which endless patience does not.
 */
export async function* followed(
  connection: Connection,
  names: StreamNames,
  { from, batch, signal, patience }: Following,
): AsyncGenerator<Slice, void, undefined> {
  let through = from;
  let lost: { readonly at: number; readonly error: unknown; isRefused?: boolean } | undefined;
  for (let attempt = 0; !signal.aborted; attempt++) {
    let subscription: Subscription | undefined;
    let dropped: unknown;
    try {
      subscription = new Subscription(connection, names, through, batch);
      for (;;) {
        const piece = await subscription.next(signal);
        if (!piece) break;
        if (lost) {
          connection.measurements.followingResumed();
          if (patience === Infinity) log.warn('The log is followed again.');
        }
        lost = undefined;
        attempt = 0;
        const events = fresh(piece.events, through, names);
        through = [through, last(piece.events), piece.checkpoint].reduce((a, b) => (b > a ? b : a));
        yield { events, through, isAtEnd: piece.isAtEnd };
      }
      if (subscription.isSilent) continue;
    } catch (error) {
      if (signal.aborted) return;
      // Whoever follows for ever also waits until a right that was taken away is given back.
      if (!troubleOf(error) && patience !== Infinity) throw asRefusal(error, connection);
      dropped = error;
    } finally {
      await subscription?.release();
    }
    if (signal.aborted) return;
    if (!lost) {
      lost = { at: performance.now(), error: dropped ?? ENDED };
      connection.measurements.followingDropped(dropped === undefined ? 'ended' : (troubleOf(dropped) ?? 'refused'));
      // Whoever follows is told that it does not know any more whether it has everything.
      yield { events: [], through, isAtEnd: false };
    } else if (performance.now() - lost.at > patience) throw asRefusal(dropped ?? lost.error, connection);
    const isRefused = dropped !== undefined && !troubleOf(dropped);
    if (patience === Infinity && lost.isRefused !== isRefused) {
      // Said once while it lasts, and once more when it is for another reason, such as a right that was taken away.
      const why = asRefusal(dropped ?? lost.error, connection);
      log.warn(`The log cannot be followed, and is tried again: ${tellable(why)}`);
      lost.isRefused = isRefused;
    }
    await sleep(pauseAfter(attempt), undefined, { signal }).catch(() => undefined);
  }
}

const log = new Logger('Following');

const ENDED = new Unanswered('the server ended the subscription');

const last = (events: readonly AllStreamResolvedEvent[]): Position => {
  const position = events.at(-1)?.event?.position;
  return position ? told(position) : '';
};

const fresh = (events: readonly AllStreamResolvedEvent[], after: Position, names: StreamNames): readonly Recorded[] =>
  events.flatMap(({ event }) => {
    const recorded = event && recordedOf(event, names);
    return recorded && recorded.position > after ? recorded : [];
  });
