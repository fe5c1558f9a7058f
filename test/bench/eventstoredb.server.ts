import { fork } from 'node:child_process';
import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import type { EventStoreDbSettings } from '../../src/event-sourcing/eventstoredb/connection.js';
import { userOf } from '../../src/event-sourcing/eventstoredb/address.js';

/** A server to measure with. */
export interface MeasuredServer {
  /** With a prefix nobody used before: the log may hold what others and earlier runs wrote. */
  readonly settings: EventStoreDbSettings;
  /** What it is, for the output. */
  readonly name: string;
  stop(): Promise<void>;
}

/** The real server of EVENTSTORE_TEST_URL; without one, the wire server in a process of its own. */
export const measuredServer = async (): Promise<MeasuredServer> => {
  const prefix = `bench${randomUUID().slice(0, 8)}-`;
  const real = process.env['EVENTSTORE_TEST_URL'] ?? '';
  if (real !== '') {
    const name = 'the server of EVENTSTORE_TEST_URL';
    return { name, settings: { connectionString: real, ...userOf(real), prefix }, stop: async () => undefined };
  }
  const server = fork(new URL('../wire/main.js', import.meta.url), ['--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const [line] = (await once(server.stdout!, 'data')) as [Buffer];
  return {
    name: 'the wire server, which keeps events in memory and is no measure of a real one (EVENTSTORE_TEST_URL is not set)',
    settings: { connectionString: line.toString().trim(), prefix },
    stop: async () => {
      server.kill();
      await once(server, 'exit');
    },
  };
};
