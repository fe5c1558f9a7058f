import type { Prepare } from './statements.js';

/** Moves one counter in its table. */
export type Count<Cell extends readonly string[]> = (prepare: Prepare, cell: Cell, by: number) => void;

interface Step {
  readonly cell: readonly string[];
  by: number;
}

/**
 * By how much counters have moved since they were last written: many streams move the same ones, most of all while read
 * models are filled from the start, and each is written once.
 */
export class Sums {
  readonly #steps = new Map<Count<never>, Map<string, Step>>();

  /** Moves the counter that `count` keeps under this key. */
  add<Cell extends readonly string[]>(count: Count<Cell>, cell: Cell, by: number): void {
    let steps = this.#steps.get(count);
    if (!steps) this.#steps.set(count, (steps = new Map<string, Step>()));
    const key = cell.join('\n');
    const step = steps.get(key);
    if (step) step.by += by;
    else steps.set(key, { cell, by });
  }

  /** Writes every counter that has moved. */
  write(prepare: Prepare): void {
    for (const [count, steps] of this.#steps) {
      for (const { cell, by } of steps.values()) if (by !== 0) count(prepare, cell as never, by);
    }
    this.forget();
  }

  /** Takes back what was not written. */
  forget(): void {
    this.#steps.clear();
  }
}
