import type { EventStoreDbSettings } from '../../src/event-sourcing/eventstoredb/connection.js';
import { setUp } from '../../src/event-sourcing/eventstoredb/setup.js';
import type { NamedSite } from './sites.js';
import { ordinaryOf, withoutRight } from './users.js';

/** The settings of a copy of the service whose log is there. */
export const settingsAt = ({ connectionString, username, password, prefix }: EventStoreDbSettings) => ({
  EVENT_STORE: 'eventstoredb',
  EVENTSTORE_URL: connectionString,
  EVENTSTORE_PREFIX: prefix,
  ...(username === undefined ? {} : { EVENTSTORE_USERNAME: username }),
  ...(password === undefined ? {} : { EVENTSTORE_PASSWORD: password }),
});

/** What a copy of the service is told of its log. */
export type ServiceSettings = ReturnType<typeof settingsAt>;

/** Opens a site for the service, which is an ordinary user where there are users. */
export const serviceAt = async (
  named: NamedSite,
): Promise<{ readonly settings: ServiceSettings; readonly close: () => Promise<void> }> => {
  const site = await named.open();
  const settings = site.settings();
  const { username, password } = settings;
  if (username === undefined || password === undefined) {
    return { settings: settingsAt(settings), close: () => site.close() };
  }
  const ordinary = ordinaryOf(settings);
  await setUp(ordinary, { username, password });
  const close = async () => {
    await withoutRight(settings, ordinary.username ?? '');
    await site.close();
  };
  return { settings: settingsAt(ordinary), close };
};
