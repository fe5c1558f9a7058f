import { canonicalEvent, loggedBy, LogDigest } from './canonical.js';
import type { LogAndKeys } from './moving.js';
import type { Entry } from './projection.js';

/** How many keys are compared at a time. */
const KEYS = 1_000;

/** How two records stand to each other. */
export interface Comparison {
  readonly from: LogDigest;
  readonly to: LogDigest;
  /** The number of the first event that is not the same in both, or in one only; `undefined` when all are. */
  readonly differsAt: number | undefined;
  readonly keys: {
    /** Those of the events that are the same: with the same key in both, without one in both, or with one in one only. */
    readonly same: number;
    readonly destroyed: number;
    readonly different: number;
  };
}

/** Reads both logs from their beginnings to their ends, and compares event by event and key by key. */
export const compare = async (from: LogAndKeys, to: LogAndKeys): Promise<Comparison> => {
  const [ours, theirs] = [loggedBy(from.store), loggedBy(to.store)];
  const digests = { from: new LogDigest(), to: new LogDigest() };
  const keys = { same: 0, destroyed: 0, different: 0 };
  let differsAt: number | undefined;
  let waiting: number[] = [];
  const compareKeys = async (): Promise<void> => {
    const [known, there] = [await from.keys.find(waiting), await to.keys.find(waiting)];
    for (const number of waiting) {
      const [one, other] = [known.get(number), there.get(number)];
      if (!one && !other) keys.destroyed++;
      else if (one && other?.equals(one)) keys.same++;
      else keys.different++;
    }
    waiting = [];
  };
  for (let number = 1; ; number++) {
    const [{ value: one }, { value: other }] = await Promise.all([ours.next(), theirs.next()]);
    if (!one && !other) break;
    const [text, copy] = [add(digests.from, one), add(digests.to, other)];
    if (text !== copy) differsAt ??= number;
    if (one?.sealed && other) waiting.push(one.sealed.key);
    if (waiting.length === KEYS) await compareKeys();
  }
  await compareKeys();
  return { ...digests, differsAt, keys };
};

const add = (digest: LogDigest, entry: Entry | undefined): string | undefined => {
  if (!entry) return undefined;
  const text = canonicalEvent(entry);
  digest.add(text);
  return text;
};
