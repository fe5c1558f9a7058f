import { readFile } from 'node:fs/promises';
import { dayAt } from '../event-sourcing/days.js';
import type { Command, Sender } from '../event-sourcing/messages.js';
import { roundsOf } from './example.plan.js';
import { readExample } from './example.shape.js';

/** The account that loads the example plan. */
export const EXAMPLE_ACCOUNT = 'example-plan';

const FILE = new URL('./example-plan.yaml', import.meta.url);

/** Who loads the example plan: nobody in particular, through the same door as any importer. */
export const exampleSender = (now: Date, timeZone: string): Sender => ({
  id: EXAMPLE_ACCOUNT,
  name: 'Example plan',
  roles: ['importer'],
  body: null,
  workstreams: [],
  at: now.toISOString(),
  today: dayAt(now, timeZone),
});

/**
 * Puts the example plan on record through ordinary commands. Done again, or after it was cut short, it records only
 * what is missing: every command has an id of its own for ever. Throws `DomainError` when a command is refused.
 */
export const loadExamplePlan = async (
  commands: { execute(command: Command): Promise<unknown> },
  sender: Sender,
): Promise<void> => {
  const example = readExample(await readFile(FILE, 'utf8'));
  for (const round of roundsOf(example, sender)) {
    await Promise.all(
      round.map(async (aboutOne) => {
        for (const command of aboutOne) await commands.execute(command);
      }),
    );
  }
};
