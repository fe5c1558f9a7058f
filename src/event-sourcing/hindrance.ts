import { StoreFault } from './errors.js';

/**
 * Why the read models stand still for the time being: nothing is wrong with them or the log, and they go on by themselves
 * once it has passed. No `StoreFault`, because what a command appended before it met this is stored.
 */
export class Hindrance extends Error {
  override readonly name = 'Hindrance';
}

/** SQLite's primary result code of a full disk. */
const FULL = 13;

/** The hindrance that an error means; `undefined` for what does not pass by waiting. */
export const hindranceOf = (error: unknown): Hindrance | undefined => {
  const { errcode, cause } = (error ?? {}) as { errcode?: unknown; cause?: unknown };
  if (error instanceof StoreFault && ['FULL', 'LOCKED', 'UNREACHABLE', 'BEHIND'].includes(error.kind)) {
    return new Hindrance(`The read models wait, and go on by themselves: ${error.message}`, { cause: error });
  }
  if (typeof errcode === 'number' && (errcode & 0xff) === FULL) {
    const sentence = 'The disk of the read models is full: make room, and they go on by themselves.';
    return new Hindrance(sentence, { cause: error });
  }
  return cause === undefined ? undefined : hindranceOf(cause);
};
