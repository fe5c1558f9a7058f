import { StatementSync } from 'node:sqlite';

const RUNS = ['all', 'get', 'run', 'iterate'] as const;

/** How many SQL statements are run while `work` goes on, and which. */
export const statementsOf = async (work: () => Promise<unknown>): Promise<readonly string[]> => {
  const run: string[] = [];
  const originals = RUNS.map(
    (name) => [name, Object.getOwnPropertyDescriptor(StatementSync.prototype, name)!] as const,
  );
  for (const [name, descriptor] of originals) {
    const original = descriptor.value as (...args: unknown[]) => unknown;
    Object.defineProperty(StatementSync.prototype, name, {
      ...descriptor,
      value(this: StatementSync, ...args: unknown[]) {
        run.push(this.sourceSQL);
        return original.apply(this, args);
      },
    });
  }
  try {
    await work();
  } finally {
    for (const [name, descriptor] of originals) Object.defineProperty(StatementSync.prototype, name, descriptor);
  }
  return run;
};
