import { Inject, Injectable } from '@nestjs/common';
import { dayAt, type Day } from './days.js';
import { countOf } from './entry-rows.js';
import { DomainError } from './errors.js';
import { EventStore } from './event-store.js';
import type { Limits } from './past.js';
import { Projector } from './projector.js';
import type { Reader, Times } from './reader.js';

/** The injection token of the council's time zone. */
export const TIME_ZONE = Symbol('TIME_ZONE');

/** How long is waited for what is in the log to become readable in this copy of the service, in milliseconds. */
export const PATIENCE = 10_000;

/** Where queries get their reader: the read models now, or as they stood. */
@Injectable()
export class Reads {
  constructor(
    private readonly projector: Projector,
    private readonly store: EventStore,
    @Inject(TIME_ZONE) private readonly timeZone: string,
  ) {}

  /** The read models now, read on this day. */
  now(today: Day): Reader {
    const { projector } = this;
    return {
      get db() {
        return projector.readModels.db;
      },
      get prepare() {
        return projector.readModels.prepare;
      },
      get seq() {
        return projector.readModels.seq;
      },
      day: today,
      isPast: false,
      settleHistory: () => undefined,
      storedOf: (stream) => countOf(projector.readModels.prepare, stream),
    };
  }

  /**
   * The read models at these times. Throws `DomainError`: INVALID when the log holds no `minPosition`, CONFLICT when it
   * is not reached in time.
   */
  async at(times: Times, today: Day): Promise<Reader> {
    if (times.minPosition != null) await this.#wait(times.minPosition);
    const day = this.#dayOf(times, today);
    for (;;) {
      const { timeTravel } = this.projector;
      const limits = this.#limits(times, today);
      if (!limits) return this.now(day);
      try {
        return await timeTravel.at(limits, day);
      } catch (error) {
        // The read models were exchanged meanwhile: their successors have pasts of their own.
        if (timeTravel === this.projector.timeTravel) throw error;
      }
    }
  }

  async #wait(position: string): Promise<void> {
    if (position <= this.projector.readModels.position) return;
    if (position > (await this.store.head())) {
      throw new DomainError(
        'INVALID',
        'The log holds no such position; use one that a mutation answered.',
        'minPosition',
      );
    }
    const signal = AbortSignal.timeout(PATIENCE);
    await this.projector.reached(position, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
      throw new DomainError(
        'CONFLICT',
        'This copy of the service has not read that far yet; ask again.',
        'minPosition',
      );
    });
  }

  /** What the times leave out, if they leave out anything. */
  #limits({ asOf, toldBy, knownAt }: Times, today: Day): Limits | undefined {
    const models = this.projector.readModels;
    const seq = knownAt == null ? models.seq : this.lastKnown(knownAt);
    const limits = {
      ...(asOf != null && asOf < today ? { day: asOf } : {}),
      ...(toldBy != null && toldBy < today ? { statedOn: toldBy } : {}),
      ...(seq < models.seq ? { seq } : {}),
    };
    return Object.keys(limits).length === 0 ? undefined : limits;
  }

  /** How many events were stored by an instant, ISO 8601. The log's clock never goes back, so halving finds it. */
  lastKnown(instant: string): number {
    const until = new Date(instant).toISOString();
    return this.#lastStored((recordedAt) => recordedAt <= until);
  }

  /** How many events were stored by the end of a day in the council's time zone. */
  lastKnownOn(day: Day): number {
    return this.#lastStored((recordedAt) => dayAt(new Date(recordedAt), this.timeZone) <= day);
  }

  #lastStored(isBefore: (recordedAt: string) => boolean): number {
    const models = this.projector.readModels;
    const at = models.prepare('select recorded_at as recordedAt from entries where seq = ?');
    let [low, high] = [0, models.seq];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (isBefore((at.get(middle) as { recordedAt: string }).recordedAt)) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The earliest day among the times: whoever asks for a past stands on its last day. */
  #dayOf({ asOf, toldBy, knownAt }: Times, today: Day): Day {
    const known = knownAt == null ? today : dayAt(new Date(knownAt), this.timeZone);
    return [asOf, toldBy, known].reduce<Day>((day, other) => (other != null && other < day ? other : day), today);
  }
}
