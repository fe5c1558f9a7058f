import { on } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { SystemClock } from './clock.js';
import { toEntry } from './entry-rows.js';
import { BATCH, packed, type Opening } from './opened-log.js';
import { openStores } from './stores.js';

/** How many batches may be on their way at once: enough that neither thread waits, few enough for memory. */
const ON_THEIR_WAY = 8;

const { settings, after } = workerData as Opening;
const { store, sealing } = await openStores(
  { ...settings, masterKey: Buffer.from(settings.masterKey) },
  new SystemClock(),
);
if (!parentPort) throw new Error('This file runs in a thread of its own.');
const port = parentPort;
const asked = on(port, 'message')[Symbol.asyncIterator]();
let sent = 0;
for await (const { events, through } of store.readAll(after, BATCH)) {
  const opened = await sealing.open(events);
  if (sent++ >= ON_THEIR_WAY) await asked.next();
  // Its number is counted by whoever has counted what came before.
  port.postMessage(
    packed(
      opened.map((event) => toEntry(event, 0)),
      through,
    ),
  );
}
port.postMessage(null);
