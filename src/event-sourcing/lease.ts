import { once } from 'node:events';

/** How far each reaction has come, by name: the number of the last entry it needs no more. */
export type Progress = Readonly<Record<string, number>>;

/** A time in which one copy of the service does the work of all. */
export interface Tenure {
  /** How far the copy that held it before had come. */
  readonly progress: Progress;
  /** Aborted when it ends: given back, taken by another copy, or not renewed in time. */
  readonly signal: AbortSignal;
}

/** What a copy says of itself while it stands for the lease. */
export interface Candidate {
  /** Can it do the work? One that cannot leaves it to others. */
  isFit(): boolean;
  /** How far its reactions have come. */
  progress(): Progress;
  /** How many events its read models know of. */
  seq(): number;
}

/** What the copy that holds the lease last said. */
export interface LastWord {
  readonly progress: Progress;
  readonly seq: number;
}

/**
 * Lets the work that one copy of the service is enough for, such as reactions and reminders, be done by one. It saves
 * work and no more: what is done must be right also when two copies do it, since one that stood still may find out too
 * late that it lost the lease.
 */
export abstract class Lease {
  /** Ours, while we hold it. */
  abstract readonly tenure: Tenure | undefined;
  /** What whoever holds it last said, as far as this copy knows. */
  abstract readonly lastWord: LastWord | undefined;
  /** Stands for it from now on. */
  abstract stand(candidate: Candidate): void;
  /** Answers our tenure once we hold it; throws when aborted. */
  abstract held(signal: AbortSignal): Promise<Tenure>;
  /** Gives it back, so that another copy need not wait. */
  abstract close(): Promise<void>;

  /** Begins the work whenever this copy holds it; done when `stopping` is aborted and the last work has ended. */
  async whileHeld(
    stopping: AbortSignal,
    work: (until: AbortSignal, tenure: Tenure) => Promise<unknown> | void,
  ): Promise<void> {
    while (!stopping.aborted) {
      const tenure = await this.held(stopping).catch(() => undefined);
      if (!tenure) continue;
      const until = AbortSignal.any([stopping, tenure.signal]);
      const working = work(until, tenure);
      // Work that has nothing left to do is not begun again.
      if (!until.aborted) await once(until, 'abort');
      await working;
    }
  }
}

/** Held for good: where one process has the log to itself, or two share a file and do everything twice, to the same end. */
export class HeldLease extends Lease {
  readonly #closing = new AbortController();
  override readonly tenure: Tenure = { progress: {}, signal: this.#closing.signal };
  override readonly lastWord = undefined;

  override stand(): void {}

  override held = (): Promise<Tenure> => Promise.resolve(this.tenure);

  override close(): Promise<void> {
    this.#closing.abort();
    return Promise.resolve();
  }
}
