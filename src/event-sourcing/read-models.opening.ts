import { StoreFault } from './errors.js';
import { START, type Position } from './messages.js';
import type { AnyProjection } from './projection.js';
import { makingOf } from './read-models.files.js';
import { ReadModels } from './read-models.js';

/** Read models as they were found at the start of the service. */
export interface Opened {
  readonly models: ReadModels;
  /** Can these rows be asked what this code asks, be it of a while ago? Not where there are none, or of other tables. */
  readonly canAnswer: boolean;
  /** Are they made as this code makes them, so that what is new may be folded in? */
  readonly isOurs: boolean;
}

/**
 * Opens the read models, or makes empty ones, at the start of the service. Throws `StoreFault` BEHIND, and writes
 * nothing, when they know of events beyond `head`.
 */
export const openReadModels = (folder: string, projections: readonly AnyProjection[], head: Position): Opened => {
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
  const ours = makingOf(projections);
  const isEmpty = models.position === START && head !== START;
  return {
    models,
    canAnswer: models.making.tables === ours.tables && !isEmpty,
    isOurs: models.making.projections === ours.projections && !isEmpty,
  };
};
