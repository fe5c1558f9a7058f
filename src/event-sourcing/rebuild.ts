import type { EventStore } from './event-store.js';
import type { Position } from './messages.js';
import { openedLog } from './opened-log.js';
import type { AnyProjection } from './projection.js';
import { ReadModels } from './read-models.js';
import type { Sealing } from './sealing.js';
import type { StoreSettings } from './stores.js';

/** How far a rebuild has come. */
export interface RebuildProgress {
  readonly events: number;
  /** Events a second since the start. */
  readonly rate: number;
  /** Position reached, and the one the rebuild set out for. */
  readonly position: Position;
  readonly head: Position;
}

/**
 * Fills new read models from the first event to the head, beside the current ones, which go on answering; the running
 * service, or else the next start, takes them over. Says how far it is after every transaction. With `settings`, a
 * second thread opens the log while this one folds.
 */
export const rebuild = async (
  store: EventStore,
  sealing: Sealing,
  folder: string,
  projections: readonly AnyProjection[],
  tell: (progress: RebuildProgress) => void = () => undefined,
  settings?: StoreSettings,
): Promise<void> => {
  const next = ReadModels.build(folder, projections);
  try {
    const head = await store.head();
    const started = performance.now();
    for await (const opened of openedLog(store, sealing, settings)) {
      next.fill(opened);
      const rate = (next.seq / (performance.now() - started)) * 1000;
      tell({ events: next.seq, rate, position: next.position, head });
    }
    next.finish(folder, projections);
  } catch (error) {
    next.discard();
    throw error;
  }
};
