import { EventEmitter, once } from 'node:events';
import { Lease, type Candidate, type Progress, type Tenure } from '../../src/event-sourcing/lease.js';

/** A lease that a test grants and takes away. */
export class GrantedLease extends Lease {
  readonly #changed = new EventEmitter();
  #ending = new AbortController();
  override tenure: Tenure | undefined;
  override readonly lastWord = undefined;
  candidate: Candidate | undefined;

  override stand(candidate: Candidate): void {
    this.candidate = candidate;
  }

  override async held(signal: AbortSignal): Promise<Tenure> {
    while (!this.tenure) await once(this.#changed, 'held', { signal });
    return this.tenure;
  }

  override close(): Promise<void> {
    this.withdraw();
    return Promise.resolve();
  }

  /** Lets this copy do the work of all, from where another had come. */
  grant(progress: Progress = {}): void {
    this.#ending = new AbortController();
    this.tenure = { progress, signal: this.#ending.signal };
    this.#changed.emit('held');
  }

  /** Ends it. */
  withdraw(): void {
    this.tenure = undefined;
    this.#ending.abort();
  }
}
