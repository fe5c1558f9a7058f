import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { configFrom, ConfigError, type Config } from '../config.js';
import { compare, type Comparison } from '../event-sourcing/comparing.js';
import type { LogDigest } from '../event-sourcing/canonical.js';
import { move } from '../event-sourcing/moving.js';
import { CannotDo } from './failure.js';
import { count, progressPrinter } from './progress.js';
import { withRecord, withStores } from './record.js';

/** From where to where: each a file of settings, as the service is started with. */
export interface MoveOptions {
  readonly from: string;
  readonly to: string;
}

/**
 * Copies the record from one store to another and says how it goes; then reads both again, and says whether they are
 * the same. Ends with 1 when they are not.
 */
export const moveRecord = async ({ from, to }: MoveOptions): Promise<void> => {
  const target = settingsIn(to);
  await withRecord(
    (source) =>
      withStores(async (destination) => {
        const { found, copied } = await move(source, destination, progressPrinter().tell);
        const before = found > 0 ? `, after ${count(found, 'event')} that were there` : '';
        process.stdout.write(`Copied ${count(copied, 'event')}${before}. Comparing both logs.\n`);
        tell(await compare(source, destination));
      }, target),
    settingsIn(from),
  );
};

const settingsIn = (file: string): Config => {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new CannotDo(`${file} cannot be read. Name a file of settings such as .env, which says where a record is.`, {
      cause,
    });
  }
  try {
    return configFrom(parseEnv(text));
  } catch (error) {
    throw error instanceof ConfigError ? new ConfigError(`In ${file}:\n${error.message}`) : error;
  }
};

const tell = ({ from, to, differsAt, keys }: Comparison): void => {
  const said = [
    `From: ${digestLine(from)}`,
    `To:   ${digestLine(to)}`,
    `Keys: ${keys.same} the same in both, ${keys.destroyed} destroyed in both.`,
  ];
  process.stdout.write(`${said.join('\n')}\n`);
  const wrong = faultsOf({ from, to, differsAt, keys });
  for (const fault of wrong) process.stderr.write(`WRONG: ${fault}\n`);
  if (wrong.length > 0) process.exitCode = 1;
  else process.stdout.write('Both hold the same, event by event and key by key.\n');
};

const digestLine = ({ events, hex }: LogDigest): string => `${count(events, 'event')}, sha256 ${hex}`;

const AGAIN = 'stop the service there and run this again, which copies the rest.';

const faultsOf = ({ from, to, differsAt, keys }: Comparison): readonly string[] => {
  const later = from.events - to.events;
  const isBehind = later > 0 && differsAt === to.events + 1;
  return [
    ...(isBehind ? [`${count(later, 'event')} came to the old log during the move: ${AGAIN}`] : []),
    ...(differsAt !== undefined && !isBehind ? [`The logs differ from event ${differsAt} on.`] : []),
    ...(keys.different > 0 ? [`${count(keys.different, 'key')} changed during the move: ${AGAIN}`] : []),
  ];
};
