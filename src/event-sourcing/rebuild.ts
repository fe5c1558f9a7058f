import type { EventStore } from './event-store.js';
import { toEntry } from './folding.js';
import { START, type Position } from './messages.js';
import type { AnyProjection } from './projection.js';
import { ReadModels } from './read-models.js';
import type { Sealing } from './sealing.js';
import { wordFieldsOf } from './projection.js';

/** How far a rebuild has come. */
export interface RebuildProgress {
  readonly events: number;
  /** Events a second since the start. */
  readonly rate: number;
  /** Position reached, and the one the rebuild set out for. */
  readonly position: Position;
  readonly head: Position;
}

/** How many events share a transaction while read models are filled from the start. */
const BATCH = 20_000;

/**
 * Fills new read models from the first event to the head, beside the current ones, which go on answering; the running
 * service, or else the next start, adopts them. Says how far it is after every transaction.
 */
export const rebuild = async (
  store: EventStore,
  sealing: Sealing,
  folder: string,
  projections: readonly AnyProjection[],
  tell: (progress: RebuildProgress) => void = () => undefined,
): Promise<void> => {
  const next = ReadModels.createNext(folder, projections);
  try {
    const head = await store.head();
    const started = performance.now();
    const words = wordFieldsOf(projections);
    for await (const recorded of store.readAll(START, BATCH)) {
      const opened = await sealing.open(recorded, words);
      next.project(
        opened.map((event, index) => toEntry(event, next.seq + index + 1)),
        { lateStreamsWait: true },
      );
      tell({
        events: next.seq,
        rate: (next.seq / (performance.now() - started)) * 1000,
        position: next.position,
        head,
      });
    }
    next.finish(projections);
  } finally {
    next.close();
  }
};
