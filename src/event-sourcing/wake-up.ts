/**
 * Wakes those who follow the log: at once when this process has appended, and within the polling interval when another
 * process has.
 */
export class WakeUp {
  readonly #pollMs: number;
  readonly #dataVersion: () => number;
  readonly #waiting = new Set<() => void>();
  #count = 0;
  #followers = 0;
  #seen: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** `dataVersion` answers a number that changes when another process has appended. */
  constructor(pollMs: number, dataVersion: () => number) {
    this.#pollMs = pollMs;
    this.#dataVersion = dataVersion;
  }

  /** How often it has rung. */
  get count(): number {
    return this.#count;
  }

  /** Wakes everybody who waits. */
  ring(): void {
    this.#count++;
    for (const wake of [...this.#waiting]) wake();
  }

  /** Other processes are watched for while anybody follows. The answer ends the following. */
  follow(): () => void {
    if (this.#followers++ === 0) this.#timer = setInterval(() => this.#poll(), this.#pollMs).unref();
    return () => {
      if (--this.#followers === 0) clearInterval(this.#timer);
    };
  }

  /** Waits until it has rung more than `count` times, or until aborted. */
  after(count: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (this.#count !== count || signal.aborted) return resolve();
      const wake = () => {
        signal.removeEventListener('abort', wake);
        this.#waiting.delete(wake);
        resolve();
      };
      signal.addEventListener('abort', wake);
      this.#waiting.add(wake);
    });
  }

  /** Wakes everybody for the last time. */
  close(): void {
    clearInterval(this.#timer);
    this.ring();
  }

  #poll(): void {
    const before = this.#seen;
    try {
      this.#seen = this.#dataVersion();
    } catch {
      // Whoever is woken meets the fault in its own reading and can report it.
      this.#seen = undefined;
    }
    if (this.#seen === undefined || this.#seen !== before) this.ring();
  }
}
