import { StoreFault } from '../event-sourcing/errors.js';
import { keysBehind, newestKeyOf } from '../event-sourcing/lost-keys.js';
import { categoryOf, START, type Position, type Recorded } from '../event-sourcing/messages.js';
import { ReadModels } from '../event-sourcing/read-models.js';
import type { Sealing } from '../event-sourcing/sealing.js';
import type { Stores } from '../event-sourcing/stores.js';
import { count } from './progress.js';
import { withRecord } from './record.js';

/** Events read at a time. */
const BATCH = 5_000;

/** The end of the log, as it was read. */
interface End {
  readonly events: number;
  /** Of the last event. */
  readonly position: Position;
}

/** What was found: how things stand, and what is wrong. */
interface Findings {
  readonly notes: readonly string[];
  readonly faults: readonly string[];
}

/** Looks at the log, its keys and the read models, and says what stands there; ends with 1 when something is wrong. */
export const verifyRecord = (): Promise<void> =>
  withRecord(async (stores, { dataDir }) => {
    const damage = await stores.store.verify();
    const found: Findings[] = [{ notes: [], faults: damage }];
    // A damaged log may not be readable to its end.
    if (damage.length === 0) {
      const [log, end] = await readThrough(stores);
      found.push(log, aboutReadModels(dataDir, end));
    }

    for (const note of found.flatMap(({ notes }) => notes)) process.stdout.write(`${note}\n`);
    const faults = found.flatMap(({ faults }) => faults);
    for (const fault of faults) process.stderr.write(`WRONG: ${fault}\n`);
    if (faults.length > 0) process.exitCode = 1;
    else process.stdout.write('Nothing is wrong.\n');
  });

/** Counts the log, and opens every sealed event. */
const readThrough = async ({ store, keys, sealing }: Stores): Promise<readonly [Findings, End]> => {
  const versions = new Map<string, number>();
  const gaps = new Set<string>();
  const withoutKey = new Set<string>();
  const erased = new Set<string>();
  const shut: string[] = [];
  let [events, sealedEvents, newestKey, position] = [0, 0, 0, START];
  for await (const { events: batch } of store.readAll(START, BATCH)) {
    events += batch.length;
    newestKey = Math.max(newestKey, newestKeyOf(batch));
    position = batch.at(-1)?.position ?? position;
    const known = await keys.find(batch.flatMap(({ sealed }) => sealed?.key ?? []));
    shut.push(...(await shutOf(batch, sealing)));
    for (const { id, stream, version, type, data, sealed } of batch) {
      if (version !== (versions.get(stream) ?? 0) + 1) gaps.add(stream);
      versions.set(stream, version);
      if (sealed) sealedEvents++;
      if (sealed && !known.has(sealed.key)) withoutKey.add(id);
      if (type === 'WordsErased') erased.add((data as { entryId: string }).entryId);
    }
  }
  const kinds = [...Map.groupBy(versions.keys(), categoryOf)]
    .map(([category, of]) => `${category} ${of.length}`)
    .sort();
  const lost = [...withoutKey].filter((id) => !erased.has(id)).length;
  const stillReadable = [...erased].filter((id) => !withoutKey.has(id)).length;
  const newest = await keys.newest();
  const findings = {
    notes: [
      `The log holds ${count(events, 'event')} in ${count(versions.size, 'stream')}${kinds.length > 0 ? ` (${kinds.join(', ')})` : ''}.`,
      `${count(sealedEvents, 'event')} with words; the words of ${withoutKey.size} can no longer be read, ${erased.size} erased on request.`,
    ],
    faults: [
      ...[...gaps].map((stream) => `Entries of ${stream} are missing from the log, or are not of this record.`),
      ...(newestKey > newest ? [keysBehind(newestKey, newest).message] : []),
      ...(lost > 0
        ? [
            `No key opens the words of ${count(lost, 'event')}, and nobody erased them: is this the key file of this log?`,
          ]
        : []),
      ...(shut.length > 0
        ? [
            `The words of ${count(shut.length, 'event')} do not open with their key, first those of ${shut[0]}: they are damaged, or these are the keys of another log.`,
          ]
        : []),
      ...(stillReadable > 0
        ? [
            `The words of ${count(stillReadable, 'event')} are erased but can still be read: start the service, which ends it.`,
          ]
        : []),
    ],
  };
  return [findings, { events, position }];
};

/** The ids of those events whose words their own key does not open. */
const shutOf = async (events: readonly Recorded[], sealing: Sealing): Promise<readonly string[]> => {
  try {
    await sealing.open(events);
    return [];
  } catch (error) {
    // Keys that were never given are told of by themselves.
    if (error instanceof StoreFault && error.kind === 'BEHIND') return [];
    if (!(error instanceof StoreFault) || error.kind !== 'DAMAGED') throw error;
    const [only] = events;
    if (only && events.length === 1) return [only.id];
    const middle = Math.ceil(events.length / 2);
    return [...(await shutOf(events.slice(0, middle), sealing)), ...(await shutOf(events.slice(middle), sealing))];
  }
};

const aboutReadModels = (folder: string, end: End): Findings => {
  const last = ReadModels.lastIn(folder);
  if (!last) return { notes: ['There are no read models; the next start fills them.'], faults: [] };
  if (last.position > end.position) {
    const fault =
      'The read models know of events that the log does not hold: the log has lost its end, or is an older copy.';
    return { notes: [], faults: [fault] };
  }
  const standing =
    last.seq === end.events ? 'all of it' : `${count(last.seq, 'event')} of it; the service reads on when it runs`;
  return { notes: [`The read models know ${standing}.`], faults: [] };
};
