import { StoreFault } from '../errors.js';
import type { Connection } from './connection.js';
import type { StreamNames } from './names.js';
import { cutBy } from './reading.js';

/** How many streams are asked about at once. */
const AT_ONCE = 32;

/** Streams that the server hides events of, or is told to hide one day, a sentence each. */
export const cutStreams = async (
  connection: Connection,
  names: StreamNames,
  streams: readonly string[],
): Promise<readonly string[]> => {
  const faults: string[] = [];
  for (let start = 0; start < streams.length; start += AT_ONCE) {
    const some = streams.slice(start, start + AT_ONCE).map(async (stream) => {
      const cut = await howCut(connection, names.onServer(stream));
      return cut === undefined ? [] : `EventStoreDB hides entries of ${stream}, or will: ${cut}.`;
    });
    faults.push(...(await Promise.all(some)).flat());
  }
  return faults;
};

const howCut = async (connection: Connection, name: string): Promise<string | undefined> => {
  try {
    const cut = await cutBy(connection, name);
    return cut && `its metadata says ${cut}`;
  } catch (error) {
    if (error instanceof StoreFault && error.kind === 'DAMAGED') return 'it was deleted for ever';
    throw error;
  }
};
