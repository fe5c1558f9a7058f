import { closings, type Closing } from '../meetings/meetings.closings.queries.js';
import { streamOf } from '../event-sourcing/messages.js';
import type { Reader } from '../event-sourcing/reader.js';
import { isOlder, isWithin, type Met, type Window } from './changes.window.js';

/** The reporting cycles that closed in the window, in the order of a walk: the newest first. */
export const closedIn = (reader: Reader, window: Window): readonly Closing[] =>
  closings
    .all(reader)
    .filter((closing) => isWithin(closing, window))
    .toSorted((a, b) => (isOlder(a, b, window) ? 1 : -1));

/** How often no update of a commitment was received. */
export const silencesIn = (reader: Reader, window: Window): number =>
  closedIn(reader, window).reduce((sum, { meetingId }) => sum + closings.countSilent(reader, meetingId), 0);

/** The closings in the window at which no update of one of these commitments was received, by its id. */
export const silencesOf = (
  reader: Reader,
  window: Window,
  ids: readonly string[],
): ReadonlyMap<string, readonly Closing[]> => {
  if (closedIn(reader, window).length === 0) return new Map();
  const silences = closings.silencesOf(reader, ids).filter((closing) => isWithin(closing, window));
  return Map.groupBy(silences, ({ commitmentId }) => commitmentId);
};

/** Puts what closings say between the entries of a walk, where it belongs. */
export class Silences {
  readonly #left: Closing[];

  constructor(
    private readonly reader: Reader,
    private readonly window: Window,
  ) {
    this.#left = [...closedIn(reader, window)];
  }

  /** What is met when these entries are: with the closings that are newer than the last of them. */
  among(met: readonly Met[]): readonly Met[] {
    return this.#left.length === 0 ? met : met.flatMap((one) => [...this.#newerThan(one), one]);
  }

  /** What closings are left when there are no more entries. */
  rest(): readonly Met[] {
    return this.#newerThan(null);
  }

  #newerThan(one: Met | null): readonly Met[] {
    const silent: Met[] = [];
    for (let next = this.#left[0]; next && (!one || isOlder(one, next, this.window)); next = this.#left[0]) {
      const { meetingId, seq, stated_on } = next;
      for (const commitmentId of closings.silentAt(this.reader, meetingId)) {
        silent.push({ seq, stated_on, stream: streamOf('commitment', commitmentId), type: 'ReportingClosed' });
      }
      this.#left.shift();
    }
    return silent;
  }
}
