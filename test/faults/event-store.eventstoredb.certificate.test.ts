import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EventStoreDbEventStore } from '../../src/event-sourcing/event-store.eventstoredb.js';
import { PATIENCE } from '../../src/event-sourcing/eventstoredb/connection.js';
import { Measurements } from '../../src/event-sourcing/measurements.js';
import { START } from '../../src/event-sourcing/messages.js';
import { newEvents, newStream } from '../support/new-event.js';
import { temporaryFolder } from '../support/temporary.js';
import { collected, ids } from '../event-sourcing/event-store.contract.subject.js';
import { makeCertificates, type Certificates } from '../wire/certificates.js';
import type { WireServer } from '../wire/server.js';
import { ADMIN, Wire } from '../wire/support.js';
import { until } from '../support/until.js';

const DAY_MS = 86_400_000;
const EXPIRED = {
  name: 'StoreFault',
  kind: 'UNREACHABLE',
  message: expect.stringMatching(/^The certificate of EventStoreDB at localhost:\d+ has expired: renew it there\.$/),
};

/** What was found of the server, and of following it. */
class Told extends Measurements {
  drops = 0;
  resumed = 0;
  override followingDropped(): void {
    this.drops++;
  }
  override followingResumed(): void {
    this.resumed++;
  }
}

const wire = new Wire();
const stores: EventStoreDbEventStore[] = [];
let certificates: Certificates;
let expired: Certificates;
let caFile: string;
let told: Told;

beforeEach(() => {
  certificates = makeCertificates();
  expired = certificates.renewed(new Date(Date.now() - DAY_MS));
  caFile = join(temporaryFolder(), 'ca.crt');
  writeFileSync(caFile, certificates.ca);
  told = new Told();
});
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
  await wire.end();
});

const open = async ({ port }: WireServer, retries = 8_000) => {
  const connectionString = `esdb://localhost:${port}?tls=true`;
  const settings = { connectionString, caFile, prefix: 'cheshire-', ...ADMIN };
  const store = await EventStoreDbEventStore.open(settings, told, { ...PATIENCE, call: 1_000, retries });
  stores.push(store);
  return store;
};

/** The same server once more, with another certificate. */
const again = async (before: WireServer, tls: Certificates): Promise<WireServer> => {
  await before.kill();
  return wire.server({ port: before.port, store: before.store, tls });
};

describe('a certificate that has expired', () => {
  it('ends a start in a sentence, and the next one succeeds once it is renewed', async () => {
    const server = await wire.server({ tls: expired });
    await expect(open(server, 500)).rejects.toMatchObject(EXPIRED);
    const store = await open(await again(server, certificates.renewed()));
    expect(await store.append(newStream(), newEvents(1), 0)).toMatchObject({ version: 1 });
  });

  it('refuses what is appended in a sentence at once, and needs no restart once it is renewed', async () => {
    const server = await wire.server({ tls: certificates });
    const store = await open(server);
    const [stream, events] = [newStream(), newEvents(2)];
    await store.append(stream, events.slice(0, 1), 0);

    const untrusted = await again(server, expired);
    const began = performance.now();
    await expect(store.append(stream, events.slice(1), 1)).rejects.toMatchObject(EXPIRED);
    await expect(store.read(stream)).rejects.toMatchObject(EXPIRED);
    expect(performance.now() - began).toBeLessThan(4_000);

    await again(untrusted, certificates.renewed());
    expect(await store.append(stream, events.slice(1), 1)).toMatchObject({ version: 2 });
    expect(ids(await store.read(stream))).toEqual(ids(events));
  });

  it('holds up whoever follows until it is renewed, and nothing is missed or told twice', async () => {
    const server = await wire.server({ tls: certificates });
    const store = await open(server);
    const [stream, events] = [newStream(), newEvents(3)];
    await store.append(stream, events.slice(0, 1), 0);
    const stop = new AbortController();
    let atEnd = 0;
    const followed = (async () => {
      const seen: string[] = [];
      for await (const slice of store.subscribe(START, stop.signal)) {
        seen.push(...ids(slice.events));
        if (slice.isAtEnd) atEnd++;
        if (seen.length === events.length) stop.abort();
      }
      return seen;
    })();
    await until(() => atEnd > 0);

    const untrusted = await again(server, expired);
    await until(() => told.drops > 0);
    await expect(store.append(stream, events.slice(1, 2), 1)).rejects.toMatchObject(EXPIRED);
    expect(told.resumed).toBe(0);

    await again(untrusted, certificates.renewed());
    await store.append(stream, events.slice(1), 1);
    expect(await followed).toEqual(ids(events));
    expect(told.resumed).toBe(1);
    expect(ids(await collected(store.readAll(START)))).toEqual(ids(events));
  });
});
