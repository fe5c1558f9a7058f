import { ConfigError } from '../config.js';
import { unusableFolder } from '../data-folder.js';
import { StoreFault } from '../event-sourcing/errors.js';

/** Nothing is broken: this cannot be done here, and the message says why. */
export class CannotDo extends Error {
  override readonly name = 'CannotDo';
}

/** What whoever runs a command reads when it fails; the whole trace only where nobody foresaw it. */
export const sentenceOf = (error: unknown): string => {
  if (error instanceof ConfigError) {
    return `${error.message}\n(For a record that "npm start" made on this machine, set NODE_ENV=development.)`;
  }
  if (error instanceof StoreFault || error instanceof CannotDo) return error.message;
  const unusable = unusableFolder(error);
  if (unusable !== undefined) return unusable;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
};
