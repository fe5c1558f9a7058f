import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { hostsOf } from '../../src/event-sourcing/eventstoredb/address.js';
import type { EventStoreDbEventStore } from '../../src/event-sourcing/event-store.eventstoredb.js';
import { PATIENCE } from '../../src/event-sourcing/eventstoredb/connection.js';
import type { Position } from '../../src/event-sourcing/messages.js';
import { newEvents, newStream } from '../support/new-event.js';
import { Front } from '../wire/front.js';
import { collected, ids } from '../event-sourcing/event-store.contract.subject.js';
import { SITES, type Site } from './sites.js';
import { openStore, Told } from './support.js';
import { until } from '../support/until.js';

/** Shorter than usual, so that what waits for a limit does not wait long. */
const PATIENT = { call: 700, retries: 20_000, silence: 1_500 };

/** What the way to a server can do to what is on it, and how it is mended. */
const HARMS: [string, (line: Front, port: number) => Promise<void>][] = [
  ['is cut', async (line) => line.cut()],
  [
    'carries nothing for a while',
    async (line) => {
      line.freeze();
      await later(2_500);
      line.thaw();
    },
  ],
  [
    'is gone for a while',
    async (line, port) => {
      await line.close();
      await later(1_000);
      await line.open(port);
    },
  ],
];

const later = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe.each(SITES.filter(({ nodes }) => nodes === 1))('$name', ({ open }) => {
  let site: Site;
  let line: Front;
  let port: number;
  let store: EventStoreDbEventStore;
  let told: Told;
  let from: Position;
  beforeAll(async () => {
    site = await open();
  });
  afterAll(() => site.close());
  beforeEach(async () => {
    const settings = site.settings();
    const [address = ''] = hostsOf(settings.connectionString);
    const [host = '', behind = '2113'] = address.split(':');
    line = new Front(Number(behind), host);
    port = await line.open(0);
    // By the same name, where a certificate says it.
    const near = settings.username === undefined ? '127.0.0.1' : 'localhost';
    told = new Told();
    store = await openStore(
      { ...settings, connectionString: settings.connectionString.replace(address, `${near}:${port}`) },
      told,
      { ...PATIENCE, ...PATIENT },
    );
    from = await store.head();
  });
  afterEach(() => line.close());

  it.each(HARMS)('stores every append once when the way %s', async (_, harm) => {
    const appended: string[] = [];
    let isHarmed = false;
    const write = async () => {
      const stream = newStream();
      for (let version = 0, after = 0; after < 20; version += 2) {
        const events = newEvents(2);
        if (isHarmed) after++;
        expect(await store.append(stream, events, version)).toMatchObject({ version: version + 2 });
        appended.push(...ids(events));
      }
    };
    const writers = Array.from({ length: 10 }, write);
    for (let round = 0; round < 3; round++) {
      const before = appended.length;
      await until(() => appended.length > before + 50);
      await harm(line, port);
    }
    isHarmed = true;
    await Promise.all(writers);
    expect(told.retries.length).toBeGreaterThan(0);
    const all = ids(await collected(store.readAll(from)));
    expect(all.toSorted()).toEqual(appended.toSorted());
  });

  it.each(HARMS)('follows without gap or double when the way %s', async (_, harm) => {
    const stop = new AbortController();
    const seen: string[] = [];
    const ends: boolean[] = [];
    const following = (async () => {
      for await (const { events, isAtEnd } of store.subscribe(from, stop.signal)) {
        seen.push(...ids(events));
        ends.push(isAtEnd);
      }
    })();
    const appended: string[] = [];
    for (let round = 0; round < 3; round++) {
      const [before, after] = [newEvents(40), newEvents(40)];
      appended.push(...ids(before), ...ids(after));
      await store.append(newStream(), before, 0);
      const harmed = harm(line, port);
      await store.append(newStream(), after, 0);
      await harmed;
    }
    await until(() => seen.length >= appended.length && ends.at(-1) === true);
    stop.abort();
    await following;
    expect(seen).toEqual(appended);
  });
});
