import { Connection, type EventStoreDbSettings } from './connection.js';
import { forHost, hostsOf } from './address.js';
import { asRefusal, isCertificate } from './errors.js';
import { endOfLog } from './reading.js';

/** How long a start waits for a server that is starting too, in milliseconds. */
const PATIENCE = 10_000;

/**
 * Reads the end of the log, as whoever follows it must be able to. Throws `StoreFault` in one sentence: the server
 * cannot be reached or is not trusted, the user is not known, or the right to read the log is missing.
 */
export const assertUsable = async (connection: Connection, settings: EventStoreDbSettings): Promise<void> => {
  try {
    const patience = Math.min(PATIENCE, connection.patience.retries);
    await connection.call((client, limits) => endOfLog(connection, client, limits), undefined, patience);
  } catch (error) {
    throw (await foundOut(connection, settings)) ?? error;
  }
};

/** With several hosts the client only says that it found none; each asked by itself says why. */
const foundOut = async (connection: Connection, settings: EventStoreDbSettings): Promise<unknown> => {
  const hosts = hostsOf(settings.connectionString);
  if (hosts.length < 2) return undefined;
  const errors = await Promise.all(hosts.map((host) => errorOf(host, connection, settings)));
  const error = errors.find((error) => error && isCertificate(error)) ?? errors.find((error) => error);
  return error && asRefusal(error, connection);
};

const errorOf = async (host: string, { patience }: Connection, settings: EventStoreDbSettings): Promise<unknown> => {
  const connectionString = forHost(settings.connectionString, host);
  const alone = new Connection({ ...settings, connectionString }, undefined, patience);
  try {
    await alone.once((client, limits) => endOfLog(alone, client, limits));
    return undefined;
  } catch (error) {
    return error;
  } finally {
    await alone.close();
  }
};
