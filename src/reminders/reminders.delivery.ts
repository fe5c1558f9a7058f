import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds between the attempts to deliver a message: for about an hour and a half, then never again. */
export const PAUSES: readonly number[] = [10_000, 60_000, 300_000, 900_000, 3_600_000];

/** Milliseconds that an attempt under way may still take once the service stops. */
const GRACE = 5_000;

/**
 * Tries until it succeeds, the pauses are used up or the service stops; answers whether it succeeded. `failed` is told
 * of each attempt that did not, and how long the next one waits (`undefined`: there is none).
 */
export const delivered = async (
  send: () => Promise<void>,
  pauses: readonly number[],
  stopping: AbortSignal,
  failed: (error: unknown, pause: number | undefined) => void,
): Promise<boolean> => {
  for (let attempt = 0; !stopping.aborted; attempt++) {
    try {
      return await Promise.race([send().then(() => true), cutOff(stopping)]);
    } catch (error) {
      const pause = pauses[attempt];
      failed(error, pause);
      if (pause === undefined) return false;
      await sleep(pause, undefined, { signal: stopping, ref: false }).catch(() => undefined);
    }
  }
  return false;
};

/** Answers `false` a while after the service began to stop. */
const cutOff = (stopping: AbortSignal): Promise<false> =>
  new Promise((resolve) => {
    stopping.addEventListener('abort', () => setTimeout(resolve, GRACE, false).unref(), { once: true });
  });
