import { StoreFault } from './errors.js';
import type { EventStore } from './event-store.js';
import { START, type Position } from './messages.js';
import { ProjectionFailure, type AnyProjection } from './projection.js';
import { makingOf } from './read-models.files.js';
import { ReadModels } from './read-models.js';
import { rebuild } from './rebuild.js';
import type { Sealing } from './sealing.js';

/**
 * Opens read models that can answer what this code asks, at the start of the service; fills them first where there are
 * none, or where they have other tables. Throws `StoreFault` BEHIND, and writes nothing, when they know of events beyond
 * `head`.
 */
export const openAnswering = async (
  store: EventStore,
  sealing: Sealing,
  folder: string,
  projections: readonly AnyProjection[],
  head: Position,
): Promise<ReadModels> => {
  const models = ReadModels.open(folder, projections);
  if (models.last.position > head) {
    models.close();
    throw new StoreFault(
      'BEHIND',
      'The read models know of events that the log does not hold: the log has lost its end, or was replaced by an ' +
        'older copy. Put the right log back, or delete the read models to go on with what this log holds.',
    );
  }
  // A log shorter than what was read of it: what comes next may stand before that.
  if (models.position > head) models.rewind();
  const areOthers = models.making.tables !== makingOf(projections).tables;
  if (!areOthers && (models.position !== START || head === START)) return models;
  // Nobody can ask yet, so it needs no thread of its own.
  models.close();
  try {
    await rebuild(store, sealing, folder, projections);
  } catch (error) {
    // Rows that begin empty are filled up to the event at fault by the way of every day, which then names it.
    if (areOthers || !(error instanceof ProjectionFailure)) throw error;
  }
  return ReadModels.open(folder, projections);
};
