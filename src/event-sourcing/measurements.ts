import { DomainError } from './errors.js';

/** What became of an append: stored, refused because somebody was faster, or not possible. */
export type AppendOutcome = 'stored' | 'conflict' | 'failed';

/**
 * What the spine tells whoever counts how the log is doing: the door through which figures leave it, so that it knows
 * nothing of their form. This one counts nothing; the service is given one that does.
 *
 * Reasons are one of a few short words, such as `unavailable` or `deadline`: never a sentence, an address or an id.
 */
export class Measurements {
  /** An append was answered after so many seconds, its retries included. */
  appended(_outcome: AppendOutcome, _seconds: number): void {}

  /** One attempt of an append was given up, and another follows. */
  appendRetried(_reason: string): void {}

  /** The log's server answered a call, or a call found it out of reach. */
  serverAnswers(_isSo: boolean): void {}

  /** What follows the log was cut off. */
  followingDropped(_reason: string): void {}

  /** What follows the log goes on after it was cut off. */
  followingResumed(): void {}

  /** Does an append, and tells what became of it after how long. */
  async appending<Answer>(append: () => Promise<Answer>): Promise<Answer> {
    const began = performance.now();
    let outcome: AppendOutcome = 'stored';
    try {
      return await append();
    } catch (error) {
      outcome = error instanceof DomainError ? 'conflict' : 'failed';
      throw error;
    } finally {
      this.appended(outcome, (performance.now() - began) / 1_000);
    }
  }
}
