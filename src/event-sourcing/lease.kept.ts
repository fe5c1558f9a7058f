import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { tellable } from './errors.js';
import { Lease, type Candidate, type LastWord, type Tenure } from './lease.js';

/** What is written whenever the lease is taken, renewed or given back. */
export interface LeaseEntry extends LastWord {
  /** Names one run of one copy. */
  readonly holder: string;
  readonly isGivenBack: boolean;
}

/** Where the lease is kept for all copies to see: a row of entries of which the newest counts. */
export interface LeaseRegister {
  /** The newest entry with its number; `undefined` when there never was one. */
  newest(): Promise<{ readonly number: number; readonly entry: LeaseEntry } | undefined>;
  /**
   * Writes the entry of that number and answers true, or false when another one has it. When it throws, the entry may
   * have been written or not.
   */
  write(number: number, entry: LeaseEntry): Promise<boolean>;
}

/** A clock that never goes back, and a way to wait: from outside, so that tests need not wait. */
export interface Timing {
  /** Milliseconds since whenever; never compared between copies. */
  now(): number;
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

const REAL: Timing = {
  now: () => performance.now(),
  sleep: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }),
};

/** Another copy takes over when nothing was written for so long, in milliseconds. */
export const TERM = 15_000;
/** The holder writes this often. */
const RENEWED = 5_000;
/** Since it last wrote, the holder believes that it holds it for so long only: it has stopped before another begins. */
const BELIEVED = 12_000;
/** The others look this often. */
const LOOK = 1_000;
/** Longest wait for giving it back. */
const FAREWELL = 2_000;

interface OwnTenure extends Tenure {
  readonly ending: AbortController;
  /** Of the newest entry, which is ours. */
  number: number;
  believedUntil: number;
}

/**
 * A lease kept in a register that all copies see. The holder writes an entry now and then; the others watch by their own
 * clocks whether the newest number moves, and one takes over when it stood still for the whole term. Entries have
 * numbers, so of two that take over one succeeds. Clocks of different machines are never compared.
 */
export class KeptLease extends Lease {
  readonly #log = new Logger(Lease.name);
  readonly #changed = new EventEmitter().setMaxListeners(0);
  readonly #closing = new AbortController();
  #tenure: OwnTenure | undefined;
  /** The newest entry of somebody else, and since when it stands there, by our own clock. */
  #watched: { readonly number: number; readonly since: number } | undefined;
  #lastWord: LastWord | undefined;
  #running: Promise<void> = Promise.resolve();
  #candidate: Candidate | undefined;
  #isOutOfReach = false;

  constructor(
    private readonly register: LeaseRegister,
    private readonly holder: string,
    private readonly timing: Timing = REAL,
  ) {
    super();
  }

  override get tenure(): Tenure | undefined {
    return this.#tenure;
  }

  override get lastWord(): LastWord | undefined {
    return this.#lastWord;
  }

  override stand(candidate: Candidate): void {
    this.#candidate = candidate;
    this.#running = this.#run(candidate);
  }

  override async held(signal: AbortSignal): Promise<Tenure> {
    while (!this.#tenure) await once(this.#changed, 'held', { signal });
    return this.#tenure;
  }

  override async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
    const candidate = this.#candidate;
    if (candidate) await this.#giveBack(candidate).catch(() => undefined);
  }

  async #run(candidate: Candidate): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      let isRenewed = false;
      try {
        if (this.#tenure) isRenewed = await this.#renew(this.#tenure, candidate);
        else isRenewed = await this.#watch(candidate);
      } catch (error) {
        if (!signal.aborted) this.#complain(tellable(error));
      }
      const left = (this.#tenure?.believedUntil ?? Infinity) - this.timing.now();
      const pause = Math.min(isRenewed ? RENEWED : LOOK, Math.max(left, 0));
      await this.timing.sleep(pause, signal).catch(() => undefined);
    }
  }

  /**
   * Takes it when nobody holds it: given back, ours from before, or not moved for the whole term. Answers whether it did.
   */
  async #watch(candidate: Candidate): Promise<boolean> {
    const newest = await this.register.newest();
    this.#isHeard();
    const now = this.timing.now();
    this.#lastWord = newest?.entry;
    if (newest?.number !== this.#watched?.number) this.#watched = newest && { number: newest.number, since: now };
    const isOver = this.#watched !== undefined && now - this.#watched.since >= TERM;
    const isFree = !newest || newest.entry.isGivenBack || newest.entry.holder === this.holder || isOver;
    if (!isFree || !candidate.isFit() || this.#closing.signal.aborted) return false;

    const progress = newest?.entry.progress ?? {};
    const number = (newest?.number ?? -1) + 1;
    // As it was told: if this copy dies at once, the next one knows no less.
    const entry = { holder: this.holder, isGivenBack: false, progress, seq: candidate.seq() };
    if (!(await this.register.write(number, entry))) return false;
    const ending = new AbortController();
    this.#tenure = { progress, signal: ending.signal, ending, number, believedUntil: now + BELIEVED };
    this.#log.log('This copy of the service does the work of all from now on.');
    this.#changed.emit('held');
    return true;
  }

  /** Answers whether it was renewed. */
  async #renew(tenure: OwnTenure, candidate: Candidate): Promise<boolean> {
    const sent = this.timing.now();
    const late = () => this.#end('its lease could not be renewed in time');
    if (sent >= tenure.believedUntil) return late();
    if (!candidate.isFit()) {
      await this.#giveBack(candidate);
      return false;
    }
    const isWritten = await this.#within(tenure.believedUntil - sent, this.#write(tenure.number + 1, false, candidate));
    if (isWritten === 'late') return late();
    this.#isHeard();
    if (isWritten) {
      tenure.number++;
      tenure.believedUntil = sent + BELIEVED;
      return true;
    }
    // It may be our own entry that stands there, of a try whose answer was lost.
    const newest = await this.#within(tenure.believedUntil - this.timing.now(), this.register.newest());
    if (newest === 'late') return late();
    if (newest?.entry.holder !== this.holder) return this.#end('another copy took over');
    tenure.number = newest.number;
    return false;
  }

  async #giveBack(candidate: Candidate): Promise<void> {
    const tenure = this.#tenure;
    if (!tenure) return;
    this.#end('it leaves it to others');
    await this.#within(FAREWELL, this.#write(tenure.number + 1, true, candidate));
  }

  #write(number: number, isGivenBack: boolean, candidate: Candidate): Promise<boolean> {
    const entry = { holder: this.holder, isGivenBack, progress: candidate.progress(), seq: candidate.seq() };
    this.#lastWord = entry;
    return this.register.write(number, entry);
  }

  /** Said once, however long it lasts. */
  #complain(why: string): void {
    if (!this.#isOutOfReach) this.#log.warn(`The lease could not be read or written: ${why}`);
    this.#isOutOfReach = true;
  }

  #isHeard(): void {
    if (this.#isOutOfReach) this.#log.warn('The lease can be read and written again.');
    this.#isOutOfReach = false;
  }

  #end(why: string): false {
    this.#log.log(`This copy of the service does the work of all no longer: ${why}.`);
    const tenure = this.#tenure;
    this.#tenure = undefined;
    this.#watched = undefined;
    tenure?.ending.abort();
    return false;
  }

  /** What the work answers, or that it took too long; it is not waited for then. */
  async #within<Answer>(milliseconds: number, work: Promise<Answer>): Promise<Answer | 'late'> {
    work.catch(() => undefined);
    const done = new AbortController();
    const late = this.timing.sleep(Math.max(milliseconds, 0), done.signal).then(() => 'late' as const);
    late.catch(() => undefined);
    try {
      return await Promise.race([work, late]);
    } finally {
      done.abort();
    }
  }
}
