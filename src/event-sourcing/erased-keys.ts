import type { EventStore } from './event-store.js';
import type { Recorded } from './messages.js';
import type { Sealing } from './sealing.js';
import type { Prepare } from './statements.js';

/**
 * Destroys again the keys of all words that were erased: keys from a backup older than an erasure bring them back.
 * Answers whether any was there. `prepare` asks read models that have read the whole log.
 */
export const destroyErased = async (prepare: Prepare, store: EventStore, sealing: Sealing): Promise<boolean> => {
  const erasures = prepare(ERASURES).all() as { stream: string; entry: string }[];
  const readable: Recorded[] = [];
  for (const [stream, erased] of Map.groupBy(erasures, (erasure) => erasure.stream)) {
    const entries = new Set(erased.map(({ entry }) => entry));
    for (const event of await store.read(stream)) {
      if (entries.has(event.id) && (await sealing.canOpen(event))) readable.push(event);
    }
  }
  await sealing.destroy(...readable);
  return readable.length > 0;
};

const ERASURES = "select stream, body ->> '$.data.entryId' as entry from entries where type = 'WordsErased'";
