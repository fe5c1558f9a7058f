import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { administratorOfProcess, configOfProcess } from '../config.js';
import { setUp, type Administrator } from '../event-sourcing/eventstoredb/setup.js';
import { CannotDo } from './failure.js';

/** Prepares EventStoreDB for the service, once, as an administrator who is asked for and not kept. */
export const setUpEventStoreDb = async (): Promise<void> => {
  const { eventStore } = configOfProcess();
  if (eventStore.kind !== 'eventstoredb') {
    throw new CannotDo('The log is in a file of its own here: set EVENT_STORE=eventstoredb and EVENTSTORE_URL.');
  }
  const right = await setUp(eventStore, await administrator());
  const had = right === 'granted' ? 'was granted' : 'already had';
  process.stdout.write(`The user ${eventStore.username} is there, and ${had} the right to read the log.\n`);
};

const administrator = async (): Promise<Administrator> => {
  const { username, password } = administratorOfProcess();
  if (username && password) return { username, password };
  if (!process.stdin.isTTY) {
    throw new CannotDo('Set EVENTSTORE_ADMIN_USERNAME and EVENTSTORE_ADMIN_PASSWORD for this one command.');
  }
  return {
    username: username ?? (await asked('Administrator of EventStoreDB: ')),
    password: password ?? (await asked('Password: ', { isSecret: true })),
  };
};

const asked = async (question: string, { isSecret = false } = {}): Promise<string> => {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  process.stderr.write(question);
  const lines = createInterface({ input: process.stdin, output: isSecret ? nowhere : process.stderr, terminal: true });
  try {
    return await lines.question('');
  } finally {
    lines.close();
    if (isSecret) process.stderr.write('\n');
  }
};
