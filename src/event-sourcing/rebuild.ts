import { toEntry } from './entry-rows.js';
import type { EventStore } from './event-store.js';
import { START, type Position } from './messages.js';
import { wordFieldsOf, type AnyProjection } from './projection.js';
import { ReadModels } from './read-models.js';
import type { Sealing } from './sealing.js';

/** How far a rebuild has come. */
export interface RebuildProgress {
  readonly events: number;
  /** Events a second since the start. */
  readonly rate: number;
  /** Position reached, and the one the rebuild set out for. */
  readonly position: Position;
  readonly head: Position;
}

/** How many events are read, opened and folded at a time. */
const BATCH = 5_000;

/**
 * Fills new read models from the first event to the head, beside the current ones, which go on answering; the running
 * service, or else the next start, takes them over. Says how far it is after every transaction.
 */
export const rebuild = async (
  store: EventStore,
  sealing: Sealing,
  folder: string,
  projections: readonly AnyProjection[],
  tell: (progress: RebuildProgress) => void = () => undefined,
): Promise<void> => {
  const next = ReadModels.build(folder, projections);
  try {
    const head = await store.head();
    const started = performance.now();
    const words = wordFieldsOf(projections);
    for await (const recorded of store.readAll(START, BATCH)) {
      const opened = await sealing.open(recorded, words);
      next.fill(opened.map((event, index) => toEntry(event, next.seq + index + 1)));
      const rate = (next.seq / (performance.now() - started)) * 1000;
      tell({ events: next.seq, rate, position: next.position, head });
    }
    next.finish(folder, projections);
  } catch (error) {
    next.discard();
    throw error;
  }
};
