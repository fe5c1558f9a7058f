import { EventStore } from '../../src/event-sourcing/event-store.js';
import { START, type Recorded } from '../../src/event-sourcing/messages.js';
import { startTracker, type Tracker } from '../support/tracker.js';

/** Starts the whole tracker on the record in this folder, as `npm start` does, or as production does. */
export const startOn = (folder: string, mode: 'development' | 'production' = 'development'): Promise<Tracker> =>
  startTracker({ DATA_DIR: folder, NODE_ENV: mode }, []);

/** Every event of its record. */
export const eventsOf = async ({ app }: Pick<Tracker, 'app'>): Promise<readonly Recorded[]> => {
  const all: Recorded[] = [];
  for await (const { events } of app.get(EventStore).readAll(START)) all.push(...events);
  return all;
};
